"""Reading the post of a file, and what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.letters import rules
from fahrwasser.letters.models import (
    ApplicationReceipt,
    IncomingLetter,
    LetterDate,
    LetterFile,
    OutgoingLetter,
    PowerOfAttorney,
)
from fahrwasser.offers.details import Details
from fahrwasser.offers.models import Offer

R = TypeVar("R", IncomingLetter, LetterDate, LetterFile, OutgoingLetter, PowerOfAttorney, ApplicationReceipt)


def receipts_of(case: Case, user: User) -> QuerySet[ApplicationReceipt]:
    """The receipts of one file, the newest first."""
    rows: QuerySet[ApplicationReceipt] = ApplicationReceipt.objects.visible_to(user)
    return rows.filter(case=case).select_related("received_by").order_by("-received_at", "-pk")


def find(kind: type[R], user: User, key: UUID) -> R | None:
    """One row of the post, or None when it is not there for this person."""
    rows: QuerySet[R] = kind.objects.visible_to(user)
    return rows.filter(pk=key).select_related("case", "case__lead", "case__unit__controller").first()


def letters_of(case: Case, user: User) -> QuerySet[IncomingLetter]:
    """Letters that came, the newest first, with their files (without the bytes) and open dates."""
    rows: QuerySet[IncomingLetter] = IncomingLetter.objects.visible_to(user)
    open_dates = LetterDate.objects.filter(state=LetterDate.State.PROPOSED)
    return rows.filter(case=case).prefetch_related(
        Prefetch("files", files(), to_attr="papers"), Prefetch("dates", open_dates, to_attr="open_dates")
    ).order_by("-received_on", "-pk")  # fmt: skip


def files() -> QuerySet[LetterFile]:
    """Files without what lies in them."""
    return LetterFile.objects.defer("content", "text").order_by("place")


def sent_of(case: Case, user: User) -> QuerySet[OutgoingLetter]:
    rows: QuerySet[OutgoingLetter] = OutgoingLetter.objects.visible_to(user)
    return rows.filter(case=case).select_related("by").order_by("-sent_on", "-pk")


def powers_of(case: Case, user: User) -> QuerySet[PowerOfAttorney]:
    rows: QuerySet[PowerOfAttorney] = PowerOfAttorney.objects.visible_to(user)
    return rows.filter(case=case).order_by("-since", "-pk")


@dataclass(frozen=True)
class Waiting:
    """A letter without an answer, how many days it lies there, and its nearest confirmed deadline."""

    letter: IncomingLetter
    days: int
    until: date | None

    @property
    def is_late(self) -> bool:
        return self.days > rules.LONG_WAIT


def unanswered(user: User, today: date) -> list[Waiting]:
    """Letters of one's own open files that want something and are not answered; what ends first comes first."""
    rows: QuerySet[IncomingLetter] = IncomingLetter.objects.visible_to(user)
    named = Q(case__lead=user) | Q(case__second=user)
    open_ends = LetterDate.objects.filter(deadline__state="confirmed").select_related("deadline")
    there = (
        rows.filter(named, case__state="open", state=IncomingLetter.State.WAITING)
        .exclude(wants=rules.Wants.NOTHING)
        .select_related("case")
        .prefetch_related(Prefetch("dates", open_ends, to_attr="ends"))
    )
    found = [_waiting(letter, today) for letter in there]
    return sorted(found, key=lambda one: (one.until or date.max, one.letter.received_on, one.letter.pk))


def _waiting(letter: IncomingLetter, today: date) -> Waiting:
    ends = [one.deadline.working_day for one in letter.ends]  # type: ignore[attr-defined]
    return Waiting(letter, (today - letter.received_on).days, min(ends, default=None))


HANGS_ON_AN_OFFER = (
    "schedules", "at_places__place__schedules", "at_places__schedules", "cost_options", "documents", "texts",
    "provider__public",
)  # fmt: skip


def offers_for_paper(offers: Sequence[Offer]) -> list[Details]:
    """Offers with places, times, prices, papers and texts, in their order; a fixed number of questions."""
    prefetch_related_objects(list(offers), *HANGS_ON_AN_OFFER)
    return [
        Details(
            offer=offer,
            at_places=sorted(offer.at_places.all(), key=lambda at: (at.position, at.pk)),
            costs=sorted(offer.cost_options.all(), key=lambda cost: (cost.position, cost.pk)),
            documents=sorted(offer.documents.all(), key=lambda one: (one.position, one.pk)),
            provider=getattr(offer.provider, "public", None),
        )
        for offer in offers
    ]
