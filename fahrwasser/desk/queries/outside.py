"""What came in without a log-in and waits: enquiries by the public form, complaints and words from slips."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.feedback.queries import open_remarks
from fahrwasser.intake.models import PublicEnquiry
from fahrwasser.intake.public_queries import Line, arrived

SHOWN_WORDS = 140


def sent_enquiries(user: User, today: date) -> list[Row]:
    """Enquiries of the public form that nobody has taken up, where the sender fears danger first."""
    return [_sent(line, today) for line in arrived(user, today)]


def _sent(line: Line, today: date) -> Row:
    day = timezone.localtime(line.sent.received_at).date()
    danger = line.sent.danger == PublicEnquiry.Danger.YES
    shape, strong = ("danger", _("Gefahr genannt.")) if danger else ("danger" if line.is_late else "", "")
    return Row(
        when=short_day(day),
        when_note=relative(day, today),
        what=Truncator(line.sent.concern).chars(SHOWN_WORDS),
        shape=shape,
        strong=strong or (line.due_words if line.is_late else ""),
        detail=_("Von außen eingegangen, Absender nicht geprüft."),
        next_label=_("Aufnehmen"),
        next_url=reverse("intake:sent_enquiry", args=[line.sent.pk]),
    )


def complaints(user: User, today: date) -> list[Row]:
    """One row for what people have written on slips or complained about; the words stand on their own page."""
    if not may(user, Permission.COMPLAINT_ANSWER):
        return []
    waiting = [line.remark for line in open_remarks(user)]
    if not waiting:
        return []
    first = min(remark.received_on for remark in waiting)
    count = sum(remark.is_complaint for remark in waiting)
    words = ngettext("Eine Beschwerde ist offen", "%(n)s Beschwerden sind offen", count) % {"n": count}
    return [
        Row(
            when=short_day(first),
            when_note=relative(first, today),
            what=words if count else _("Eine Rückmeldung ist offen"),
            detail=_("Die älteste wartet seit diesem Tag."),
            next_label=_("Ansehen"),
            next_url=reverse("feedback:feedback"),
        )
    ]
