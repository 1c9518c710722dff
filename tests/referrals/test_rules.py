"""Rules of sending, answering and waiting, as tables."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.core.errors import NotAllowed
from fahrwasser.referrals import disclosure, rules
from fahrwasser.referrals.disclosure import CAPACITY_INQUIRY, ConsentFacts, Recipient, Sending, template_for
from fahrwasser.referrals.rules import Due, Said, Silence, State

DAY = date(2026, 3, 9)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
CONSENT = ConsentFacts(
    kind="disclosure", recipient_id=HERE, recipient_name="Praxis", categories=frozenset({"first_name", "due_date"}),
    given_on=DAY, expires_on=DAY + timedelta(days=365), form="paper",
)  # fmt: skip


def consent(**changes):
    return ConsentFacts(**{**vars(CONSENT), **changes})


def sending(**changes):
    plain = {
        "categories": ("first_name", "due_date"), "recipient": Recipient(HERE, "Praxis"),
        "template": template_for("midwife", 0), "level": 0, "urgency": "D", "on": DAY, "consent": CONSENT,
    }  # fmt: skip
    return Sending(**{**plain, **changes})


REFUSED = {
    "nothing": (sending(consent=None), "Ohne Einwilligung oder Rechtsgrundlage"),
    "another recipient": (sending(consent=consent(recipient_id=ELSEWHERE)), "eine andere Stelle"),
    "another name": (sending(consent=consent(recipient_id=None, recipient_name="Andere")), "eine andere Stelle"),
    "category missing": (sending(categories=("first_name", "safe_phone")), "umfasst nicht: Sichere Telefonnummer"),
    "revoked": (sending(consent=consent(revoked_on=DAY)), "widerrufen"),
    "expired": (sending(on=DAY + timedelta(days=366)), "gilt nur vom 09.03.2026 bis zum 09.03.2027"),
    "too early": (sending(on=DAY - timedelta(days=1)), "gilt nur vom"),
    "wrong kind": (sending(consent=consent(kind="participation")), "nicht für eine Weitergabe"),
    "oral, never signed": (
        sending(consent=consent(form="oral"), on=DAY + timedelta(days=15)),
        "nicht schriftlich bestätigt",
    ),
    "forbidden category": (sending(categories=("first_name", "residence_title")), "nicht erhalten: Aufenthaltstitel"),
    "unknown category": (sending(categories=("shoe_size",)), "nicht erhalten: eine unbekannte Angabe"),
    "unknown basis": (sending(consent=None, legal_basis="court_order", reason="x"), "nicht stützen"),
    "emergency, not urgent": (sending(consent=None, legal_basis="vital_interest", reason="x"), "sofort geholfen"),
    "emergency, fifteen days without agreement": (
        sending(
            consent=None,
            legal_basis="vital_interest",
            reason="x",
            urgency="S",
            emergency_since=DAY,
            on=DAY + timedelta(days=15),
        ),
        "begann am 09.03.2026 ohne Einwilligung",
    ),
    "no reason": (sending(consent=None, legal_basis="vital_interest", urgency="S"), "in einem Satz"),
    "Art. 9 on public task": (
        sending(consent=None, legal_basis="public_task", reason="x"),
        "Einwilligung: Errechneter Termin",
    ),
    "inquiry with data": (sending(consent=None, legal_basis=CAPACITY_INQUIRY), "keine Angaben zur Person"),
}
SENT = {
    "consent": sending(),
    "named by name": sending(consent=consent(recipient_id=None, recipient_name=" praxis ")),
    "release": sending(consent=consent(kind="release")),
    "oral in time": sending(consent=consent(form="oral"), on=DAY + timedelta(days=14)),
    "oral, signed": sending(consent=consent(form="oral", confirmed_on=DAY), on=DAY + timedelta(days=90)),
    "emergency": sending(consent=None, legal_basis="vital_interest", reason="Hochschwanger", urgency="S"),
    "emergency, on the fourteenth day": sending(
        consent=None,
        legal_basis="vital_interest",
        reason="x",
        urgency="S",
        emergency_since=DAY,
        on=DAY + timedelta(days=14),
    ),
    "emergency, agreed meanwhile": sending(
        consent=None,
        legal_basis="emergency",
        reason="x",
        urgency="S",
        emergency_since=DAY,
        participates=True,
        on=DAY + timedelta(days=90),
    ),
    "public task": sending(consent=None, legal_basis="public_task", reason="Kurs", categories=("first_name",)),
    "inquiry": sending(consent=None, legal_basis=CAPACITY_INQUIRY, categories=()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_sent_is_refused_in_words(name):
    case, sentence = REFUSED[name]
    with pytest.raises(NotAllowed, match=sentence):
        disclosure.check_may_send(case)


@pytest.mark.parametrize("name", SENT)
def test_what_may_be_sent(name):
    disclosure.check_may_send(SENT[name])


@pytest.mark.parametrize("kind", disclosure.templates())
def test_at_level_2_nothing_names_or_locates_the_person(kind):
    template = template_for(kind, 2)
    hidden = disclosure.IDENTIFYING | disclosure.never_at_level_2()
    assert not hidden & (set(template.allowed) | set(template.default))
    assert set(template.default) <= set(template.allowed)
    assert "first_name" in template.default


def test_an_unknown_kind_of_recipient_gets_the_general_template():
    assert template_for("", 0).code == "general"


def test_a_telling_need_is_not_named_to_everybody():
    assert disclosure.hides_concern("LA01.1", template_for("general", 0))
    assert not disclosure.hides_concern("LA01.1", template_for("shelter", 2))
    assert not disclosure.hides_concern("LA09.3", template_for("general", 0))


ANSWERS_REFUSED = {
    "accepted without day": (Said("accepted"), "starts_on"),
    "start before it was sent": (Said("accepted", starts_on=DAY - timedelta(days=1)), "starts_on"),
    "start in the year 3026": (Said("accepted", starts_on=date(3026, 3, 9)), "starts_on"),
    "waiting without anything": (Said("waiting"), "waiting_position"),
    "question without words": (Said("question"), "words"),
    "no without reason": (Said("declined"), "reason_code"),
    "no with unknown reason": (Said("declined", reason_code="bad_mood"), "reason_code"),
    "other without words": (Said("declined", reason_code="other"), "words"),
    "started tomorrow": (Said("started", started_on=DAY + timedelta(days=1)), "started_on"),
    "started, no day": (Said("started"), "started_on"),
    "finished, no result": (Said("finished"), "result"),
}


@pytest.mark.parametrize("name", ANSWERS_REFUSED)
def test_an_answer_says_what_one_needs(name):
    said, field = ANSWERS_REFUSED[name]
    with pytest.raises(NotAllowed) as refusal:
        rules.check_said(said, was=State.SENT, sent_on=DAY, today=DAY)
    assert refusal.value.field == field


def test_after_a_promise_only_a_lost_place_is_a_no():
    with pytest.raises(NotAllowed, match="weggefallen"):
        rules.check_said(Said("declined", reason_code="age"), was=State.ACCEPTED, sent_on=DAY, today=DAY)
    rules.check_said(Said("declined", reason_code="no_place"), was=State.ACCEPTED, sent_on=DAY, today=DAY)


WORKING = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("urgency", "reminders", "today", "expected"),
    [
        ("S", 0, date(2026, 3, 9), Due.REMINDER),
        ("S", 1, date(2026, 3, 10), Due.NOTHING),
        ("D", 0, date(2026, 3, 10), Due.NOTHING),
        ("D", 0, date(2026, 3, 11), Due.REMINDER),
        ("Z", 0, date(2026, 3, 13), Due.NOTHING),
        ("Z", 0, date(2026, 3, 16), Due.REMINDER),
        ("P", 0, date(2026, 3, 23), Due.REMINDER),
        ("P", 1, date(2026, 4, 2), Due.NOTHING),
        ("P", 1, date(2026, 4, 7), Due.NOTHING),  # two holidays of Easter: only the nineteenth working day
        ("P", 2, date(2026, 4, 8), Due.EXPIRY),
        ("S", 1, date(2026, 4, 8), Due.EXPIRY),
    ],
)
def test_reminders_follow_urgency(urgency, reminders, today, expected):
    assert rules.due(Silence(urgency, WORKING, reminders), today) == expected


def test_a_second_reminder_after_twenty_working_days():
    assert rules.due(Silence("P", date(2026, 1, 12), 1), date(2026, 2, 9)) == Due.REMINDER


def test_urgent_ones_never_expire_silently():
    assert [urgency for urgency in "SDZP" if rules.task_at_expiry(urgency)] == ["S", "D"]


@given(st.sampled_from("SDZP"), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 29))
def test_a_worker_that_slept_reminds_once(urgency, asked_on, later):
    today = asked_on + timedelta(days=later)
    passed = rules.reminders_passed(Silence(urgency, asked_on, 0), today)
    assert rules.due(Silence(urgency, asked_on, passed), today) == Due.NOTHING
