"""Reading enquiries."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.clients import queries as clients
from fahrwasser.core import clock
from fahrwasser.intake import rules
from fahrwasser.intake.models import Enquiry, SafetyCheck

DECIDED_SHOWN = 25


@dataclass(frozen=True)
class Row:
    """An enquiry in the list. ``urgency`` is S, D, Z, P or empty; ``days`` are working days since it came in."""

    enquiry: Enquiry
    name: str
    urgency: str
    days: int

    @property
    def is_late(self) -> bool:
        return not self.enquiry.decision and self.days > rules.DECIDE_WITHIN

    @property
    def urgency_label(self) -> str:
        return str(Need.Urgency(self.urgency).label) if self.urgency else ""


def enquiries(user: User) -> list[Row]:
    """Enquiries whose content the person reads: open ones (what is needed at once, then the oldest), then decided."""
    known = Enquiry.objects.visible_to(user).select_related("case", "case__lead")
    undecided = known.filter(decision="", case__state=Case.State.OPEN).order_by("received_at")
    decided = known.exclude(decision="").order_by("-decided_on", "-received_at")[:DECIDED_SHOWN]
    found = [*undecided, *decided]
    cases = [enquiry.case for enquiry in found]
    names, urgencies = clients.names_of(cases, user), _urgencies(cases, user)
    rows = [_row(enquiry, names.get(enquiry.case_id, ""), urgencies[enquiry.case_id]) for enquiry in found]
    return sorted(rows, key=lambda row: (bool(row.enquiry.decision), row.urgency != Need.Urgency.IMMEDIATE))


def _row(enquiry: Enquiry, name: str, urgency: str) -> Row:
    return Row(enquiry, name, urgency, rules.working_days(enquiry.received_at.date(), clock.today()))


def _urgencies(cases: list[Case], user: User) -> dict[object, str]:
    needs = Need.objects.visible_to(user).filter(case__in=cases, closed_on=None).values_list("case_id", "urgency")
    found = defaultdict(list)
    for case_id, urgency in needs:
        found[case_id].append(urgency)
    return defaultdict(str, {case_id: rules.worst(urgencies) for case_id, urgencies in found.items()})


def elsewhere(user: User) -> QuerySet[Case]:
    """Open enquiries of colleagues that the person may know of: number and lead, nothing of their content."""
    known = Case.objects.visible_to(user).filter(kind=Case.Kind.ENQUIRY, state=Case.State.OPEN)
    own = Case.objects.readable_by(user).values("pk")
    return known.exclude(pk__in=own).select_related("lead").order_by("opened_on", "number")[:50]


def taken(user: User, entry: UUID | None) -> Case | None:
    """The file of the enquiry with this key, when the person may read it."""
    found = Enquiry.objects.visible_to(user).filter(pk=entry).select_related("case").first() if entry else None
    return found.case if found else None


def enquiry_of(case: Case, user: User) -> Enquiry | None:
    return Enquiry.objects.visible_to(user).filter(case=case).select_related("decided_by", "case").first()


def safety_of(case: Case, user: User) -> SafetyCheck | None:
    """The newest safety check."""
    return SafetyCheck.objects.visible_to(user).filter(case=case).select_related("by").order_by("-at").first()


def needs_of(case: Case, user: User) -> list[tuple[str, str]]:
    """Open needs as code and urgency, for the rules."""
    needs = Need.objects.visible_to(user).filter(case=case, closed_on=None).order_by("code")
    return list(needs.values_list("code", "urgency"))


def usual_second(user: User) -> User | None:
    """Who was the second on the person's last protected file: an emergency need not look for a name."""
    own = Case.objects.readable_by(user).filter(lead=user, second__is_active=True)
    latest = own.select_related("second").order_by("-recorded_at").first()
    return latest.second if latest else None
