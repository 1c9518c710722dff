"""Writing versions of the rules: the shipped ones from the file, the town's own by two people."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fahrwasser import policy
from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import current_memberships, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.catalogue.laws import in_words
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines.models import DeadlineRule

KEPT = ("code", "trigger_label", "residence", "computation", "red_from")
"""What a new version takes from the one it changes, unless it says otherwise."""


def _shipped(entry: Mapping[str, Any]) -> dict[str, Any]:
    reminders = sorted(entry["tasks"], reverse=True)
    return {
        "label": entry["label_de"],
        "trigger_label": entry["trigger_de"],
        "norm": in_words(entry["norm"]),
        "source": entry["source"],
        "computation": entry["computation"],
        "reminders": reminders,
        "red_from": entry.get("red_from", max(reminders, default=0)),
        "residence": entry.get("residence", False),
        "hint": entry["hint_de"] or "",
        "valid_to": entry["valid_to"],
        "law_as_of": entry["rechtsstand"],
        "enabled": entry["enabled"],
        "state": DeadlineRule.State.APPROVED,
    }


@transaction.atomic
def load_rules() -> None:
    """Bring the shipped versions in line with ``policy/deadline_rules.yaml``. Versions of a town are not touched, and
    a shipped one that is no longer in the file stays, because deadlines rest on it."""
    for entry in policy.read("deadline_rules")["deadline_rules"]:
        DeadlineRule.objects.update_or_create(
            code=entry["id"], valid_from=entry["valid_from"], controller=None, defaults=_shipped(entry)
        )


def _own_controller(user: User, permission: Permission) -> Any:
    """The town the person decides for. Raises ``NotAllowed`` for somebody without the permission."""
    if not may(user, permission):
        raise NotAllowed("Dafür fehlt Ihnen das Recht.")
    membership = current_memberships().filter(user=user).exclude(unit__kind=Unit.Kind.PROVIDER).first()
    if membership is None:
        raise NotAllowed("Ihr Konto gehört zu keiner Stelle.")
    return membership.unit.controller_id


def _check_dates(base: DeadlineRule, controller: Any, valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise NotAllowed("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Tage.", field="valid_to")
    own = DeadlineRule.objects.filter(code=base.code, controller=controller)
    if own.filter(state=DeadlineRule.State.APPROVED, valid_from=valid_from).exists():
        raise NotAllowed("Ab diesem Tag gilt schon eine Fassung. Bitte wählen Sie einen anderen.", field="valid_from")
    if own.filter(state=DeadlineRule.State.PROPOSED).exists():
        raise NotAllowed("Für diese Regel wartet schon ein Vorschlag auf die Freigabe.")


@transaction.atomic
def propose(*, base: DeadlineRule, by: User, now: datetime, **changes: Any) -> DeadlineRule:
    """A new version of ``base`` for one's own town. It counts nothing until somebody else has approved it."""
    controller = _own_controller(by, Permission.DEADLINE_RULE_EDIT)
    _check_dates(base, controller, changes["valid_from"], changes.get("valid_to"))
    values = {name: getattr(base, name) for name in KEPT} | changes
    version = DeadlineRule(**values, controller_id=controller, proposed_by=by, proposed_on=now.date())
    version.save(force_insert=True)
    return version


def _decide(rule: DeadlineRule, state: DeadlineRule.State, by: User, now: datetime) -> DeadlineRule:
    waiting = DeadlineRule.objects.select_for_update().filter(pk=rule.pk, state=DeadlineRule.State.PROPOSED).first()
    if waiting is None or waiting.controller_id != _own_controller(by, Permission.DEADLINE_RULE_APPROVE):
        raise NotAllowed("Dieser Vorschlag wartet nicht mehr auf Sie.")
    if waiting.proposed_by == by:
        raise NotAllowed("Das muss jemand anderes prüfen: Sie haben die Fassung selbst vorgeschlagen.")
    waiting.state, waiting.checked_by, waiting.checked_on = state, by, now.date()
    waiting.save(update_fields=["state", "checked_by", "checked_on"])
    return waiting


@transaction.atomic
def approve(*, rule: DeadlineRule, by: User, now: datetime) -> DeadlineRule:
    """The second person says yes; from its first day on the version counts for new facts and for corrected ones."""
    return _decide(rule, DeadlineRule.State.APPROVED, by, now)


@transaction.atomic
def refuse(*, rule: DeadlineRule, by: User, now: datetime) -> DeadlineRule:
    """The second person says no; the version stays to be read, and counts nothing."""
    return _decide(rule, DeadlineRule.State.REFUSED, by, now)
