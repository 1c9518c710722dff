"""Rows that break a law once nothing in the database refuses them: each law must report each of its breaches."""

CLOSED = (
    "UPDATE cases_case SET state = 'closed', closing_reason = 'tod', closed_by_id = %(me)s, closed_on = '2026-03-09'"
)
CONSENT = "UPDATE clients_consent SET {} WHERE id = (SELECT consent_id FROM referrals_referral)"
BREACHES = (
    ("one_lead", "UPDATE cases_case SET lead_id = NULL WHERE id = %(case)s"),
    ("one_lead", "UPDATE cases_case SET level = 2, second_id = NULL WHERE id = %(case)s"),
    ("one_lead", "UPDATE cases_case SET level = 2, second_id = lead_id WHERE id = %(case)s"),
    ("plan_has_goals",
     "INSERT INTO plan_planversion (id, case_id, accepted_on) VALUES (gen_random_uuid(), %(case)s, '2026-03-09')"),
    ("plan_has_goals", "UPDATE plan_goal SET anchor_0 = '' WHERE case_id = %(case)s"),
    ("plan_has_goals",
     "INSERT INTO plan_goalrating (id, goal_id) SELECT gen_random_uuid(), id FROM plan_goal WHERE case_id = %(bare)s"),
    ("disclosure_has_ground", "UPDATE referrals_referral SET consent_id = NULL, legal_basis = ''"),
    ("disclosure_has_ground", "UPDATE referrals_referral SET consent_id = %(foreign_consent)s"),
    ("disclosure_has_ground", "UPDATE referrals_referral SET consent_id = NULL, legal_basis = 'capacity_inquiry'"),
    ("disclosure_has_ground", CONSENT.format("given_on = '2026-03-10'")),
    ("disclosure_has_ground", CONSENT.format("expires_on = '2026-03-08'")),
    ("disclosure_has_ground", CONSENT.format("revoked_on = '2026-03-08'")),
    ("disclosure_has_ground", CONSENT.format("kind = 'case_management'")),
    ("disclosure_has_ground", CONSENT.format("categories = '{{}}'")),
    ("disclosure_has_ground", CONSENT.format("recipient_id = NULL")),
    ("contact_counts_once", "CREATE OR REPLACE VIEW stats.contacts AS {twice}"),
    ("no_danger_in_the_household",
     "INSERT INTO clients_relation (id, case_id, person_id, other_id, kind)"
     " VALUES (gen_random_uuid(), %(protected)s, %(partner)s, %(client)s, 'danger')"),
    ("closed_with_reason", "UPDATE cases_case SET closing_reason = 'tod' WHERE id = %(case)s"),
    ("closed_with_reason", f"{CLOSED}, closing_reason = ''".replace("closing_reason = 'tod', ", "")),
    ("closed_with_reason", CLOSED.replace("'2026-03-09'", "NULL")),
    ("closed_with_reason", CLOSED.replace("%(me)s", "NULL")),
    ("closed_with_reason",
     f"{CLOSED}; INSERT INTO network_unmetneed (id, case_id) VALUES (gen_random_uuid(), %(case)s)"),
    ("snapshot_has_one_definition",
     "INSERT INTO reporting_snapshot (id, controller_id, report, key_date, definitions)"
     " SELECT gen_random_uuid(), controller_id, report, key_date, definitions FROM reporting_snapshot"),
    ("snapshot_has_one_definition", "UPDATE reporting_snapshot SET definitions = 0"),
    ("stock_and_flow", CLOSED.replace("'2026-03-09'", "'2026-03-01', accepted_on = '2026-03-05'")),
    ("stock_and_flow",
     "UPDATE cases_case SET accepted_on = '2026-03-09'; CREATE OR REPLACE VIEW stats.cases AS {twice}"),
    ("foreigners_office_stays_out", "UPDATE cases_case SET lead_id = %(abh)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out", "UPDATE cases_case SET second_id = %(abh)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out", "UPDATE cases_case SET unit_id = %(abh_unit)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out",
     "INSERT INTO cases_grant (id, user_id, valid_until) VALUES (gen_random_uuid(), %(abh)s, '2036-03-09')"),
    ("foreigners_office_stays_out",
     "UPDATE accounts_membership SET role = 'case_manager' WHERE unit_id = %(abh_unit)s"),
)  # fmt: skip
"""Law, and the statement; ``{twice}`` is the view of the statement with every row two times."""
