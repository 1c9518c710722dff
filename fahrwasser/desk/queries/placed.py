"""The files somebody works on today, and how they stand to each: what my day is made of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case, Grant, granted_to
from fahrwasser.clients.queries import names_of
from fahrwasser.work.rules import Place, Placed, TaskKind, is_for


@dataclass(frozen=True)
class Files:
    """Open files where ``user`` leads, is second or stands in, and what they are called.

    ``covered`` are those where the person stands in.
    """

    user: User
    by_id: dict[UUID, Case]
    names: dict[object, str]
    covered: frozenset[UUID]

    def who(self, case_id: UUID) -> str:
        return self.names.get(case_id) or self.by_id[case_id].number

    def placed(self, case_id: UUID) -> Placed:
        case = self.by_id[case_id]
        if case.is_protected:
            return Placed(case.lead_id, case.second_id, {case.second_id})
        return Placed(case.lead_id, case.second_id, {self.user.pk} if case_id in self.covered else ())

    def is_mine(self, kind: str, case_id: UUID) -> bool:
        """Whether work of this kind on the case falls to the person."""
        return is_for(kind, self.placed(case_id), self.user.pk)

    @cached_property
    def mine(self) -> frozenset[UUID]:
        """The files whose ordinary work falls to the person."""
        return frozenset(case_id for case_id in self.by_id if self.is_mine(TaskKind.CASE_WORK, case_id))

    def because(self, case_id: UUID) -> str:
        """Why something stands on the person's day; empty for a file of her own, where it is plain."""
        place = self.placed(case_id).place(self.user.pk)
        if place == Place.COVER:
            return _("Für Sie, weil Sie %(name)s vertreten.") % {"name": self.by_id[case_id].lead.name}
        return _("Für Sie, weil Sie zweite Fallführung sind.") if place == Place.SECOND else ""

    def about(self, case_id: UUID) -> dict[str, Any]:
        """The values of a row that follow from its case."""
        return {
            "who": self.who(case_id),
            "who_url": reverse("desk:case", args=[case_id]),
            "again_url": reverse("work:follow_up", args=[case_id]),
            "because": self.because(case_id),
        }


def files_of(user: User) -> Files:
    covered = frozenset(granted_to(user).filter(kind=Grant.Kind.SUBSTITUTE).values_list("case", flat=True))
    readable = Case.objects.readable_by(user).filter(state=Case.State.OPEN).select_related("lead")
    named = {case.pk: case for case in readable if user.pk in (case.lead_id, case.second_id) or case.pk in covered}
    return Files(user, named, names_of(list(named.values()), user), covered & named.keys())
