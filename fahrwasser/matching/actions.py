"""From the match into the plan: offers somebody chose become measures, by the plan's own action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.queries import needs_of
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.matching.queries import Comparison, compare, need_says
from fahrwasser.matching.rules import Match, Verdict
from fahrwasser.offers.models import Offer
from fahrwasser.plan import actions as plan
from fahrwasser.plan.queries import taken_up
from fahrwasser.plan.rules import MeasureText

WHAT_LENGTH, WHO_LENGTH = 300, 150


class Choice(NamedTuple):
    """An offer chosen for a need, by their keys."""

    need: UUID
    offer: UUID


@dataclass(frozen=True)
class Taken:
    """What became of a choice: number of new measures, number that stood in the plan, a sentence for each refusal."""

    new: int
    there: int
    refused: list[str] = field(default_factory=list)


def take_into_plan(*, case: Case, choices: Iterable[Choice], by: User, now: datetime) -> Taken:
    """One measure for each chosen pair that still holds; a pair that does not is refused, the others are taken."""
    wanted = list(dict.fromkeys(choices))
    known = taken_up(case, by)
    fresh = [choice for choice in wanted if choice not in known]
    compared = _compared(case, {choice.need for choice in fresh}, by, now.date())
    steps, refused = [], []
    for choice in fresh:
        try:
            steps.append(_step(choice, compared, now.date()))
        except NotAllowed as refusal:
            refused.append(refusal.sentence)
    new = plan.take_up(case=case, steps=steps, by=by, now=now)
    return Taken(len(new), len(wanted) - len(refused) - len(new), refused)


def due_date(need: Need, on: date) -> date | None:
    """The day the measure is due: that of the need, as long as it is not over."""
    day = need_says(need).needed_by
    return day if day and day >= on else None


def _compared(case: Case, asked: set[UUID], by: User, on: date) -> dict[UUID, Comparison]:
    """The open needs among those asked for, each held against the directory as it is now."""
    needs = [need for need in needs_of(case, by) if need.pk in asked and need.closed_on is None]
    for need in needs:
        need.case = case
    return {need.pk: compare(need, by, on) for need in needs}


def _step(choice: Choice, compared: Mapping[UUID, Comparison], on: date) -> MeasureText:
    comparison = compared.get(choice.need)
    if comparison is None:
        raise NotAllowed(_("Ein gewählter Bedarf ist in diesem Fall nicht mehr offen. Er wurde nicht übernommen."))
    offer = next((one for one in comparison.offers.values() if one.pk == choice.offer), None)
    if offer is None:
        raise NotAllowed(_gone(choice.offer))
    match = next(one.match for one in comparison.ranked if comparison.offers[one.match.offer.id] is offer)
    _check_holds(match, offer)
    need = comparison.need
    what = f"{offer.name} ({need.label})"[:WHAT_LENGTH]
    return MeasureText(
        what, offer.provider.name[:WHO_LENGTH], due_date(need, on), need=need.pk, offer=offer.pk
    )  # fmt: skip


def _gone(offer_id: UUID) -> str:
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        return _("Ein gewähltes Angebot steht nicht im Verzeichnis. Es wurde nicht übernommen.")
    return _("„%(name)s“ steht für diesen Bedarf nicht mehr zur Wahl. Es wurde nicht übernommen.") % {
        "name": offer.name
    }


def _check_holds(match: Match, offer: Offer) -> None:
    """What is still to be clarified may be planned; what does not fit has its own way, with a reason."""
    if match.verdict is Verdict.DOES_NOT_FIT:
        said = {"name": offer.name, "why": match.failed[0].result.sentence}
        raise NotAllowed(_("„%(name)s“ wurde nicht übernommen: %(why)s") % said)
