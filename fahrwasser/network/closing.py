"""The end of a case and what is asked afterwards: three gates refuse, everything else is prefilled."""

from datetime import datetime

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.errors import NotAllowed
from fahrwasser.network import actions, queries, rules
from fahrwasser.network.models import Aftercare

PURPOSE = "Nachfrage drei und sechs Monate nach dem Abschluss"


@transaction.atomic
def close_case(
    *, case: Case, reason: str, by: User, now: datetime, finding_words: str = "", stated_reason: str = "",
    aftercare: str = "", witness: str = "",
) -> Case:  # fmt: skip
    """Close a case, or refuse in words. ``finding_words`` hands on every unmet need that has no finding yet;

    ``stated_reason`` is the emergency door: why that cannot be done now. It stays in the events of the case.
    ``aftercare`` is the form of the consent to be asked again (Consent.Form), empty without one.
    """
    cases.hold_open(case)
    without_finding = _hand_on(case, reason, finding_words, by, now)
    rules.check_closing(
        rules.Closing(
            reason=reason,
            reasons=frozenset(queries.closing_reasons()),
            attempts=queries.attempts(case, by),
            attempts_needed=queries.closing_reasons().get(reason, {}).get("attempts", 0),
            unmet_without_finding=without_finding,
            stated_reason=stated_reason,
        )
    )
    if stated_reason.strip():
        audit.record(case_id=case.pk, verb="case.closed_without_finding", by=by, now=now, words=stated_reason[:300])
    _plan_aftercare(case, reason, aftercare, witness, by, now)
    cases.wake(case=case, by=by, now=now)
    return cases.close(case=case, reason=reason, by=by, now=now)


def _hand_on(case: Case, reason: str, words: str, by: User, now: datetime) -> int:
    """Give a finding for every unmet need without one; the number of those that are left."""
    entry = queries.closing_reasons().get(reason, {})
    unmet = queries.unmet_without_finding(case, by) if entry.get("counts", True) else []
    rules.check_deidentified(words, queries.known_of(case, by), field="finding_words")
    if not words.strip():
        return len(unmet)
    for one in unmet:
        type = actions.TYPE_OF_REASON[rules.UnmetReason(one.reason)]
        actions.give_finding(unmet=one, type=type, words=words, by=by, now=now)
    return 0


def _plan_aftercare(case: Case, reason: str, form: str, witness: str, by: User, now: datetime) -> None:
    """By consent only: one look after three months, one after six."""
    if not form:
        return
    rules.check_aftercare(reason)
    if queries.aftercare_consent(case, by, now.date()) is None:
        clients.give_consent(
            case=case, by=by, now=now, kind=Consent.Kind.FOLLOW_UP, purpose=PURPOSE, form=form, witness=witness
        )
    for months in rules.AFTERCARE_MONTHS:
        due_on = rules.months_later(now.date(), months)
        Aftercare(case=case, months=months, due_on=due_on).save(force_insert=True)


@transaction.atomic
def ask_after(*, aftercare: Aftercare, answer: str, by: User, now: datetime, words: str = "") -> None:
    """Note what the person said, or that nobody was there. Whoever wants no more questions gets none."""
    if aftercare.asked_on:
        raise NotAllowed("Diese Nachfrage ist schon festgehalten.")
    consent = queries.aftercare_consent(aftercare.case, by, now.date())
    if consent is None:
        raise NotAllowed("Die Einwilligung in die Nachfrage gilt nicht mehr. Bitte fragen Sie nicht nach.")
    aftercare.asked_on, aftercare.asked_by, aftercare.answer, aftercare.words = now.date(), by, answer, words
    aftercare.save(update_fields=["asked_on", "asked_by", "answer", "words"])
    audit.record(case_id=aftercare.case_id, verb="aftercare.asked", by=by, now=now)
    if answer == Aftercare.Answer.DECLINED:
        clients.revoke_consent(consent=consent, by=by, now=now)
        _drop_planned(aftercare.case)


@transaction.atomic
def reopen(*, case: Case, by: User, now: datetime) -> Case:
    """The same case goes on; questions planned for afterwards are gone with that."""
    _drop_planned(case)
    return cases.reopen(case=case, by=by, now=now)


def _drop_planned(case: Case) -> None:
    Aftercare.objects.filter(case=case, asked_on=None).delete()
