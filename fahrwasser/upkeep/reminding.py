"""Asking providers to confirm their offers, by mail; what nobody answers goes to the coordination."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.offers.models import Offer
from fahrwasser.upkeep import queries
from fahrwasser.upkeep.models import Reminder
from fahrwasser.upkeep.rules import Round, escalation, limit, next_mail

Receiver = tuple[UUID, str]
"""One provider at one address: the offers of one mail."""


def due_offers(today: date) -> list[Any]:
    """Running offers whose confirmation runs out soon, with ``verify_by``; nobody is asked for a first one."""
    soon = today + timedelta(days=limit("before", today))
    found = queries.kept(today).filter(Q(verify_by__lte=soon), status=Offer.Status.ACTIVE)
    return list(found.order_by("provider", "name", "pk"))


def _rounds(offers: Iterable[Any]) -> dict[UUID, Round]:
    """What has been done for each, in the round of its present due day."""
    known: dict[UUID, list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(offer__in=[offer.pk for offer in offers]).order_by("number"):
        known[row.offer_id].append(row)
    return {offer.pk: _round(offer, known[offer.pk]) for offer in offers}


def _round(offer: Any, rows: Iterable[Reminder]) -> Round:
    of_now = [row for row in rows if row.due_on == offer.verify_by]
    sent = tuple(row.sent_on for row in of_now if row.number)
    address = offer.email if mail_is_set_up() else ""
    return Round(offer.verify_by, address, sent, any(row.number == 0 for row in of_now))


def mail_is_set_up() -> bool:
    """Without a mail relay nobody can be asked by mail, and the coordination hears of it at once."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def remind(now: datetime) -> tuple[int, int]:
    """Send what is due today and hand over what nobody answers; a second time on one day does nothing.

    How many mails went out, and how many offers went to the coordination. A mail that fails holds up no other one; it
    is raised at the end, and tried again the next day.
    """
    today = now.date()
    offers = due_offers(today)
    rounds = _rounds(offers)
    letters: dict[Receiver, list[tuple[Any, int]]] = defaultdict(list)
    for offer in offers:
        number = next_mail(rounds[offer.pk], today)
        if number:
            letters[offer.provider_id, offer.email].append((offer, number))
    sent, failures = 0, []
    for (_provider, address), entries in letters.items():
        try:
            sent += _write_to(address, entries, today)
        except OSError as failure:  # SMTPException is one
            failures.append(failure)
    handed_over = _escalate(offers, rounds, now)
    if failures:
        raise failures[0]
    return sent, handed_over


@transaction.atomic
def _write_to(address: str, entries: list[tuple[Any, int]], today: date) -> int:
    """One mail; a second worker at the same moment waits, and finds it written."""
    rows = [
        Reminder(offer=offer, due_on=offer.verify_by, number=number, sent_on=today, address=address)
        for offer, number in entries
    ]
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    if Reminder.objects.count() - before < len(rows):
        return 0
    letter([offer for offer, _number in entries], address).send()
    return 1


def letter(offers: list[Any], address: str) -> EmailMessage:
    """The mail: the provider's own offers, until when they count, and where to log in. Nothing about any person."""
    lines = [
        _("- %(name)s (bestätigt bis %(day)s)") % {"name": offer.name, "day": f"{offer.verify_by:%d.%m.%Y}"}
        for offer in offers
    ]
    opening = ngettext(
        "Ihr Angebot steht im Verzeichnis der Stadt. Stimmen die Angaben noch?",
        "Ihre Angebote stehen im Verzeichnis der Stadt. Stimmen die Angaben noch?",
        len(offers),
    )
    place = settings.FAHRWASSER_ADDRESS + reverse("upkeep:mine")
    body = "\n".join([
        _("Guten Tag,"), "", opening, "", *lines, "",
        _("Bestätigen Sie bitte mit einem Klick, oder ändern Sie, was nicht mehr stimmt. Nach der Anmeldung hier:"),
        place, "",
        _("Ohne Zugang antworten Sie einfach auf diese Mail, oder rufen Sie an: %(phone)s")
        % {"phone": settings.FAHRWASSER_PUBLIC_PHONE}, "",
        _("Vielen Dank."),
    ])  # fmt: skip
    return EmailMessage(subject=_("Bitte bestätigen Sie Ihre Angebote"), body=body, to=[address])


@transaction.atomic
def _escalate(offers: Iterable[Any], rounds: Mapping[UUID, Round], now: datetime) -> int:
    """Put offers on the coordination's list; one notice for all of them."""
    today = now.date()
    late = [(offer, why) for offer in offers if (why := escalation(rounds[offer.pk], today))]
    Reminder.objects.bulk_create(
        (Reminder(offer=offer, due_on=offer.verify_by, number=0, sent_on=today, reason=why) for offer, why in late),
        ignore_conflicts=True,
    )
    if late:
        _tell(len(late), now)
    return len(late)


def _tell(count: int, now: datetime) -> None:
    words = ngettext(
        "Verzeichnis: Ein Angebot bestätigt niemand. Es steht auf der Liste „Niemand antwortet“.",
        "Verzeichnis: %(n)s Angebote bestätigt niemand. Sie stehen auf der Liste „Niemand antwortet“.",
        count,
    ) % {"n": count}
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.tell_directory(%s, %s)", [words, now])
