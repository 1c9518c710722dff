"""Attempts to break a law with bare SQL, as the application's role and a person who may write in the file."""

ATTEMPTS = (
    ("one_lead", "no lead", "UPDATE cases_case SET lead_id = NULL WHERE id = %(case)s"),
    ("one_lead", "level 2 with one person", "UPDATE cases_case SET level = 2, second_id = NULL WHERE id = %(case)s"),
    ("one_lead", "level 2 twice the same", "UPDATE cases_case SET level = 2, second_id = lead_id WHERE id = %(case)s"),
    ("one_lead", "naming somebody else past the act", "UPDATE cases_case SET lead_id = %(other)s WHERE id = %(case)s"),
    ("plan_has_goals", "a goal that expects nothing", "UPDATE plan_goal SET anchor_0 = '' WHERE case_id = %(case)s"),
    ("plan_has_goals", "the goal of an accepted plan deleted", "DELETE FROM plan_goal WHERE case_id = %(case)s"),
    ("plan_has_goals", "an accepted plan opened again",
     "UPDATE plan_planversion SET accepted_on = NULL WHERE case_id = %(case)s"),
    ("plan_has_goals", "a plan accepted without a goal",
     "INSERT INTO plan_planversion"
     " (id, case_id, number, made_on, by_id, accepted_on, accepted_how, language, interpreter, revision)"
     " VALUES (gen_random_uuid(), %(case)s, 9, '2026-03-09', %(me)s, '2026-03-09', 'paper', 'de', '', 1)"),
    ("plan_has_goals", "a rating without the anchors it is rated by",
     "INSERT INTO plan_goalrating (id, case_id, goal_id, rater, value, rated_on)"
     " SELECT gen_random_uuid(), case_id, id, 'client', 0, '2026-03-09' FROM plan_goal WHERE case_id = %(bare)s"),
    ("disclosure_has_ground", "the ground taken away",
     "UPDATE referrals_referral SET consent_id = NULL, legal_basis = '' WHERE case_id = %(case)s"),
    ("disclosure_has_ground", "the consent of another file",
     "UPDATE referrals_referral SET consent_id = %(foreign_consent)s WHERE case_id = %(case)s"),
    ("disclosure_has_ground", "a packet changed after sending",
     "UPDATE referrals_packet SET content = '[]' WHERE case_id = %(case)s"),
    ("contact_counts_once", "the same contact twice",
     "INSERT INTO contacts_contact SELECT * FROM contacts_contact WHERE case_id = %(case)s"),
    ("no_danger_in_the_household", "a danger on level 2",
     "INSERT INTO clients_relation (id, case_id, person_id, other_id, kind, told_by)"
     " VALUES (gen_random_uuid(), %(protected)s, %(partner)s, %(client)s, 'danger', '')"),
    ("closed_with_reason", "closed without a reason",
     "UPDATE cases_case SET state = 'closed', closed_on = '2026-03-09', closed_by_id = %(me)s WHERE id = %(case)s"),
    ("closed_with_reason", "a reason on an open case",
     "UPDATE cases_case SET closing_reason = 'tod' WHERE id = %(case)s"),
    ("stock_and_flow", "closed before it was opened",
     "UPDATE cases_case SET state = 'closed', closing_reason = 'tod', closed_by_id = %(me)s, closed_on = '2019-01-01'"
     " WHERE id = %(case)s"),
    ("snapshot_has_one_definition", "a figure without a version",
     "INSERT INTO reporting_snapshot (id, controller_id, report, key_date, made_at, made_by_id, definitions, figures)"
     " VALUES (gen_random_uuid(), %(city)s, 'R1', '2026-03-09', now(), %(me)s, NULL, '{}')"),
    ("snapshot_has_one_definition", "a published figure changed",
     "UPDATE reporting_snapshot SET figures = '{}' WHERE id = %(snapshot)s"),
    ("snapshot_has_one_definition", "a published report taken away",
     "DELETE FROM reporting_snapshot WHERE id = %(snapshot)s"),
    ("snapshot_has_one_definition", "a second report for a key date",
     "INSERT INTO reporting_snapshot (id, controller_id, report, key_date, made_at, made_by_id, definitions, figures)"
     " SELECT gen_random_uuid(), controller_id, report, key_date, made_at, made_by_id, definitions, figures"
     " FROM reporting_snapshot"),
    ("foreigners_office_stays_out", "as lead", "UPDATE cases_case SET lead_id = %(abh)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out", "as second", "UPDATE cases_case SET second_id = %(abh)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out", "the unit of a case",
     "UPDATE cases_case SET unit_id = %(abh_unit)s WHERE id = %(case)s"),
    ("foreigners_office_stays_out", "a grant",
     "INSERT INTO cases_grant (id, case_id, user_id, kind, reason, given_by_id, valid_from, valid_until)"
     " VALUES (gen_random_uuid(), %(case)s, %(abh)s, 'substitute', 'x', %(me)s, now(), now() + interval '1 day')"),
    ("foreigners_office_stays_out", "a role with rights",
     "UPDATE accounts_membership SET role = 'case_manager' WHERE user_id = %(abh)s"),
    ("foreigners_office_stays_out", "the lead of a file joins it",
     "INSERT INTO accounts_membership (id, user_id, unit_id, role, valid_from)"
     " VALUES (gen_random_uuid(), %(me)s, %(abh_unit)s, 'visitor', now())"),
    ("foreigners_office_stays_out", "a unit with files becomes one",
     "UPDATE accounts_unit SET kind = 'foreigners_office' WHERE id = (SELECT unit_id FROM cases_case"
     " WHERE id = %(case)s)"),
)  # fmt: skip
"""Law, what is tried, and the statement."""

GO_THROUGH: frozenset[str] = frozenset()
"""What the database does not refuse: only the actions do. Whoever closes one of these takes it out here."""
