"""The only writers of the network: from an unmet need to a measure, and the end of a case."""

from datetime import date, datetime

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of
from fahrwasser.assessment.models import Need
from fahrwasser.audit import actions as audit
from fahrwasser.core.errors import NotAllowed
from fahrwasser.network import queries, rules
from fahrwasser.network.models import Decision, Evidence, Finding, SystemMeasure, Theme, UnmetNeed
from fahrwasser.offers.models import Offer

# What an unmet need most often says about the system; the case manager may choose otherwise.
TYPE_OF_REASON = {
    rules.UnmetReason.NO_OFFER: Finding.Type.GAP,
    rules.UnmetReason.FULL: Finding.Type.CAPACITY,
    rules.UnmetReason.WAITING: Finding.Type.CAPACITY,
    rules.UnmetReason.CRITERION: Finding.Type.ACCESS,
    rules.UnmetReason.DECLINED: Finding.Type.ACCESS,
}

# ---- unmet needs


@transaction.atomic
def note_unmet(
    *, need: Need, reason: str, by: User, now: datetime, reason_code: str = "", since: date | None = None
) -> UnmetNeed:
    """Start the clock of a need that is not met; a running clock goes on under the new reason."""
    since = since or now.date()
    rules.check_unmet(reason, since, now.date())
    unmet = queries.open_unmet(need, by)
    if unmet:
        unmet.reason, unmet.reason_code = reason, reason_code
        unmet.save(update_fields=["reason", "reason_code"])
    else:
        unmet = UnmetNeed(case_id=need.case_id, need=need, reason=reason, reason_code=reason_code, since=since)
        unmet.save(force_insert=True)
    audit.record(case_id=need.case_id, verb="need.unmet", by=by, now=now)
    return unmet


@transaction.atomic
def meet(*, need: Need, by: User, now: datetime) -> None:
    """The need is met, or no longer there: its clock stops. Nothing happens when none runs."""
    unmet = queries.open_unmet(need, by)
    if unmet:
        unmet.until = max(unmet.since, now.date())
        unmet.save(update_fields=["until"])
        audit.record(case_id=need.case_id, verb="need.met", by=by, now=now)


# ---- findings


@transaction.atomic
def give_finding(*, unmet: UnmetNeed, type: str, words: str, by: User, now: datetime, proposal: str = "") -> Finding:
    """Hand on what an unmet need says about the system, without the person; the case keeps the link."""
    if queries.finding_of(unmet, by):
        raise NotAllowed("Zu diesem Bedarf gibt es schon einen Hinweis.")
    known = queries.known_of(unmet.case, by)
    rules.check_deidentified(words, known)
    rules.check_deidentified(proposal, known, field="proposal")
    finding = Finding(
        controller_id=unmet.case.controller_id, type=type, need_code=unmet.need.code, reason_code=unmet.reason_code,
        words=words, proposal=proposal, made_on=now.date(),
    )  # fmt: skip
    finding.save(force_insert=True)
    Evidence(case_id=unmet.case_id, finding=finding, unmet_need=unmet).save(force_insert=True)
    audit.record(case_id=unmet.case_id, verb="finding.given", by=by, now=now)
    return finding


@transaction.atomic
def observe(*, type: str, need_code: str, words: str, by: User, now: datetime, proposal: str = "") -> Finding:
    """A pattern somebody sees without one case behind it: it goes the way of every finding, and counts for none."""
    for name, text in (("words", words), ("proposal", proposal)):
        rules.check_deidentified(text, rules.Known(), field=name)
    finding = Finding(
        controller_id=house_of(by), type=type, need_code=need_code, words=words, proposal=proposal, made_on=now.date()
    )
    finding.save(force_insert=True)
    return finding


def _review(finding: Finding, state: str, **changes: object) -> None:
    fresh = Finding.objects.select_for_update().get(pk=finding.pk)
    rules.check_finding_state(fresh.state, state)
    for name, value in {**changes, "state": state}.items():
        setattr(finding, name, value)
    finding.save(update_fields=[*changes, "state"])


def _checked(words: str, proposal: str) -> dict[str, object]:
    rules.check_deidentified(words, rules.Known())
    rules.check_deidentified(proposal, rules.Known(), field="proposal")
    return {"words": words, "proposal": proposal}


@transaction.atomic
def open_theme(
    *, finding: Finding, words: str, proposal: str, title: str, by: User, now: datetime, description: str = ""
) -> Theme:
    """The first finding of a theme: the coordinator takes it over, in words that name nobody."""
    if not title.strip():
        raise NotAllowed("Geben Sie dem neuen Thema einen Namen.", field="title")
    rules.check_deidentified(title, rules.Known(), field="title")
    theme = Theme(controller_id=finding.controller_id, title=title, description=description, opened_on=now.date())
    theme.save(force_insert=True)
    _review(finding, Finding.State.REVIEWED, theme=theme, **_checked(words, proposal))
    return theme


@transaction.atomic
def add_to_theme(*, finding: Finding, theme: Theme, words: str, proposal: str, by: User, now: datetime) -> None:
    if theme.controller_id != finding.controller_id:
        raise NotAllowed("Hinweis und Thema gehören nicht zur selben Kommune.", field="theme")
    _review(finding, Finding.State.REVIEWED, theme=theme, **_checked(words, proposal))


@transaction.atomic
def reject_finding(*, finding: Finding, by: User, now: datetime) -> None:
    """Not taken over: it says nothing about the system, or could not be freed of the person."""
    _review(finding, Finding.State.REJECTED)


# ---- themes, decisions, measures


def _set_state(theme: Theme, state: str) -> None:
    current = Theme.objects.select_for_update().get(pk=theme.pk)
    rules.check_move(current.state, state)
    theme.state = state
    theme.save(update_fields=["state"])


@transaction.atomic
def move_theme(*, theme: Theme, state: str, by: User, now: datetime) -> None:
    """One step on the way. To the steering group only with three distinct cases; effective only when implemented."""
    if state in rules.BY_ACT:
        raise NotAllowed("Diesen Stand bringt der Beschluss oder die Nachsteuerung von selbst.")
    if state == Theme.State.STEERING:
        rules.check_exportable(queries.backing([theme.pk]).get(theme.pk, queries.Backing()).cases)
    implemented = SystemMeasure.objects.filter(decision__theme=theme, implemented_on__isnull=False)
    if state == Theme.State.EFFECTIVE and not implemented.exists():
        raise NotAllowed("Noch ist nichts umgesetzt. Tragen Sie zuerst ein, wann die Nachsteuerung begonnen hat.")
    _set_state(theme, state)


@transaction.atomic
def record_decision(
    *, theme: Theme, decided_on: date, wording: str, responsible: str, due_on: date, by: User, now: datetime
) -> Decision:
    """What the steering group decided; the theme moves to "decided" with the first decision."""
    rules.check_decidable(theme.state)
    rules.check_decision(decided_on, due_on, now.date())
    if theme.state == Theme.State.STEERING:
        _set_state(theme, Theme.State.DECIDED)
    decision = Decision(
        theme=theme, decided_on=decided_on, wording=wording, responsible=responsible, due_on=due_on, recorded_by=by
    )
    decision.save(force_insert=True)
    return decision


@transaction.atomic
def add_measure(
    *, decision: Decision, what: str, by: User, now: datetime, offer: Offer | None = None,
    implemented_on: date | None = None,
) -> SystemMeasure:  # fmt: skip
    """What is changed because of a decision; with its first day comes the day of the effect check."""
    rules.check_implemented(implemented_on, decision.decided_on, now.date())
    if decision.theme.state == Theme.State.DECIDED:
        _set_state(decision.theme, Theme.State.IN_PROGRESS)
    measure = SystemMeasure(
        decision=decision, what=what, offer=offer, implemented_on=implemented_on,
        effect_check_on=rules.effect_check_on(implemented_on) if implemented_on else None,
    )  # fmt: skip
    measure.save(force_insert=True)
    return measure


@transaction.atomic
def implement(*, measure: SystemMeasure, implemented_on: date, by: User, now: datetime) -> None:
    """The measure has begun; its effect is looked at six months later."""
    rules.check_implemented(implemented_on, measure.decision.decided_on, now.date())
    measure.implemented_on = implemented_on
    measure.effect_check_on = rules.effect_check_on(implemented_on)
    measure.save(update_fields=["implemented_on", "effect_check_on"])
