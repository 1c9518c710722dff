"""One's own appointments on my day: those of today in their order, and past ones that nobody has written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.clients.queries import names_of
from fahrwasser.contacts.models import Appointment
from fahrwasser.contacts.queries import appointments_today, past_appointments
from fahrwasser.desk.queries.placed import Files
from fahrwasser.desk.queries.rows import Row, relative, short_day


@dataclass(frozen=True)
class Coming:
    """An appointment of today; ``who`` is empty without a case."""

    appointment: Appointment
    who: str


def of_the_day(user: User, files: Files, now: datetime) -> tuple[list[Coming], list[Row]]:
    """Today's appointments, and as rows those that are over and wait for their contact."""
    today = list(appointments_today(user, now.date()))
    past = list(past_appointments(user, now))
    names = _names(user, files, [*today, *past])
    over = {one.pk for one in past}
    coming = [Coming(one, _who(one, names)) for one in today if one.pk not in over and one.is_planned]
    return coming, [_past(one, names, now) for one in past]


def _names(user: User, files: Files, appointments: Iterable[Appointment]) -> dict[object, str]:
    """What the files are called, those too where the person has an appointment and no other work."""
    others = {one.case_id: one.case for one in appointments if one.case and one.case_id not in files.by_id}
    return {**files.names, **(names_of(list(others.values()), user) if others else {})}


def _who(appointment: Appointment, names: dict[object, str]) -> str:
    return names.get(appointment.case_id) or (appointment.case.number if appointment.case else "")


def _past(appointment: Appointment, names: dict[object, str], now: datetime) -> Row:
    at, case_id = timezone.localtime(appointment.at), appointment.case_id
    begun = date_format(at, "H:i")
    return Row(
        when=short_day(at.date()), when_note=relative(at.date(), now.date()),
        who=_who(appointment, names), who_url=_page_of(case_id), what=_what(appointment), again_url=_again(case_id),
        detail=_("Termin um %(time)s Uhr, noch ohne Kontakt. Hat er stattgefunden?") % {"time": begun},
        next_label=_("Kontakt festhalten"), next_url=f"{reverse('contacts:new')}?termin={appointment.pk}",
    )  # fmt: skip


def _what(appointment: Appointment) -> str:
    kind = str(appointment.get_type_display())
    return _("%(kind)s mit %(whom)s") % {"kind": kind, "whom": appointment.with_whom} if appointment.with_whom else kind


def _page_of(case_id: UUID | None) -> str:
    return reverse("desk:case", args=[case_id]) if case_id else ""


def _again(case_id: UUID | None) -> str:
    return reverse("work:follow_up", args=[case_id]) if case_id else ""
