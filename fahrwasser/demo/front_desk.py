"""Enquiries with every outcome, one about somebody known, and short advice at its limit: by the house's own actions."""

from datetime import date, timedelta
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.intake import actions, clocks, queries, rules
from fahrwasser.intake.models import Enquiry

TAKEN_AT, DECIDED_AT, MET_AT = 9, 15, 11  # hours of the day
AT_LIMIT = "cm2"  # whose short advice stands at its third contact


def decide_enquiries(*, key_date: date) -> None:
    """Take and decide what ``front_desk.yaml`` names."""
    for entry in read("front_desk"):
        lead = User.objects.get(email=f"{entry['lead']}@{DOMAIN}")
        with acting_as(lead.pk):
            enquiry = _take(entry, lead, key_date)
            if "decision" in entry:
                _decide(enquiry, entry, lead, key_date)
    _reach_limit(User.objects.get(email=f"{AT_LIMIT}@{DOMAIN}"), key_date)


def _take(entry: dict[str, Any], lead: User, key_date: date) -> Enquiry:
    at = moment(key_date - timedelta(days=entry["ago"]), TAKEN_AT)
    known = {name: entry[name] for name in ("channel", "referrer", "concern", "interpreter_needed") if name in entry}
    person = dict(entry["person"])
    case = actions.take(
        by=lead, now=at, lead=lead,
        call=rules.Call(
            received_at=at, referrer_agreed=True if "referrer" in entry else None, **known, **entry.get("wishes", {})
        ),
        person=rules.Person(birth_date=person.pop("birth"), **person),
        safety=rules.Safety("yes", "no", safe_way=entry.get("safe_way", ""), phone=entry["phone"]),
    )  # fmt: skip
    return Enquiry.objects.get(case=case)


def _decide(enquiry: Enquiry, entry: dict[str, Any], lead: User, key_date: date) -> None:
    decided_on = key_date - timedelta(days=entry["decided_ago"])
    told, review = entry.get("told_ago"), entry.get("review_in")
    actions.decide(
        enquiry=enquiry, by=lead, now=moment(decided_on, DECIDED_AT), agreement="paper",
        criteria=_criteria(entry),
        outcome=rules.Outcome(
            entry["decision"], reason=entry.get("reason", ""), body=entry.get("body", ""), agreed=entry.get("agreed"),
            told_on=None if told is None else key_date - timedelta(days=told),
            review_on=None if review is None else key_date + timedelta(days=review),
        ),
    )  # fmt: skip


def _criteria(entry: dict[str, Any]) -> rules.Criteria:
    complexity, actors, regular_way_fails, overload, wish = map(rules.Answer, entry["criteria"])
    elsewhere = rules.Elsewhere(entry.get("elsewhere", ""))
    return rules.Criteria(complexity, actors, regular_way_fails, overload, wish, elsewhere=elsewhere)


def _reach_limit(lead: User, key_date: date) -> None:
    """The newest running short advice has its third contact."""
    with acting_as(lead.pk):
        newest = max(queries.running_advice(lead, key_date), key=lambda row: row.advice.started_on)
        for days in range(newest.stand.contacts, clocks.ADVICE_CONTACTS):
            at = moment(key_date - timedelta(days=clocks.ADVICE_CONTACTS - days), MET_AT)
            contacts.record(by=lead, now=at, case=newest.case, type="TEL", at=at, facts="Nachfrage beantwortet.")
