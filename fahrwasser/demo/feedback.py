"""What people said about the office before the demo's morning: marks of autumn and winter, a complaint, a thank-you."""

from datetime import date, timedelta

from fahrwasser.accounts.models import User
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.feedback import actions, queries, rules


def answer(*, key_date: date) -> None:
    """Hand out and answer the slips that ``feedback.yaml`` names, so many days ago as it says."""
    for entry in read("feedback"):
        day = key_date - timedelta(days=entry["days_ago"])
        marks = dict(zip(rules.QUESTIONS, entry["marks"], strict=True))
        _answer(day, marks, entry.get("words", ""), is_complaint=entry.get("complaint", False))
    _begin(key_date)


def _answer(day: date, marks: dict[str, int | None], words: str, *, is_complaint: bool) -> None:
    printing = User.objects.get(email=f"assistenz@{DOMAIN}")
    with acting_as(printing.pk):
        (token,) = actions.hand_out(count=1, by=printing, today=day)
    actions.answer(
        digest=rules.digest_of(token), marks=marks, words=words, is_complaint=is_complaint, wants_reply=is_complaint,
        today=day, empty="leer", gone="benutzt",
    )  # fmt: skip


def _begin(key_date: date) -> None:
    """The oldest complaint is being worked on."""
    lead = User.objects.get(email=f"koordination@{DOMAIN}")
    with acting_as(lead.pk):
        oldest = queries.open_remarks(lead)[0].remark
        actions.work_on(remark=oldest, state="in_progress", reply="", by=lead, today=key_date)
