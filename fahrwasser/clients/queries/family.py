"""Reading what is around a person: ties, representatives, the right to stay over time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.catalogue import read
from fahrwasser.clients.models import Client, Relation, Representative, Residence


@dataclass(frozen=True)
class Tie:
    """A relation as seen from one person: "Mutter oder Vater von" whom; ``is_danger`` in either direction."""

    relation: Relation
    words: str
    other: Client

    @property
    def is_danger(self) -> bool:
        return self.relation.kind == Relation.Kind.DANGER


@cache
def groups() -> dict[str, str]:
    """Groups of the right to stay by code ("toleration"), in German."""
    return {entry["code"]: entry["label"] for entry in read("residence_groups")["residence_groups"]}


def turned(kind: str) -> str:
    """A kind of relation read from the other side, in German."""
    labels: dict[str, Any] = {
        "parent": _("Kind von"),
        "grandparent": _("Enkelkind von"),
        "supporter": _("wird unterstützt von"),
        "danger": _("in Gefahr durch"),
    }
    return str(labels.get(kind, Relation.Kind(kind).label))


def ties_of(person: Client, user: User) -> list[Tie]:
    """What the person is to others and others to the person; danger first."""
    rows = (
        Relation.objects.visible_to(user).filter(Q(person=person) | Q(other=person)).select_related("person", "other")
    )
    rows = rows.filter(person__merged_into=None, other__merged_into=None)
    ties = [
        Tie(row, str(row.get_kind_display()), row.other) if row.person_id == person.pk
        else Tie(row, turned(row.kind), row.person)
        for row in rows
    ]  # fmt: skip
    return sorted(ties, key=lambda tie: (not tie.is_danger, tie.relation.until is not None, str(tie.relation.pk)))


def residences_of(person: Client, user: User) -> QuerySet[Residence]:
    """The right to stay over time, newest first."""
    return Residence.objects.visible_to(user).filter(person=person).order_by("-since")


def residence_on(person: Client, day: date) -> Residence | None:
    """The right to stay on a day, for those who may read it; ``None`` when nothing is noted for that day."""
    ended = Q(until__lt=day)
    found: Residence | None = Residence.objects.filter(person=person, since__lte=day).exclude(ended).first()
    return found


def residence_groups_on(clients: Collection[UUID], day: date) -> dict[UUID, str]:
    """Code of the group on a day by key of the person, for reports; who has nothing noted is missing."""
    rows = Residence.objects.filter(person__in=clients, since__lte=day).exclude(until__lt=day)
    return dict(rows.values_list("person", "group"))


def expiring_papers(user: User, until: date) -> QuerySet[Residence]:
    """Papers of running rights to stay that end on or before ``until``, the soonest first (for deadlines)."""
    rows = Residence.objects.visible_to(user).filter(until=None, paper_valid_until__lte=until)
    return rows.filter(person__merged_into=None).select_related("person", "case").order_by("paper_valid_until")


def representatives_of(person: Client, user: User) -> QuerySet[Representative]:
    """Who may act for the person, those still acting first."""
    return Representative.objects.visible_to(user).filter(person=person).order_by("until", "name")


def acting_for(person: Client, user: User, on: date) -> list[Representative]:
    """Who may act for the person on a day."""
    return [row for row in representatives_of(person, user) if row.acts(on)]
