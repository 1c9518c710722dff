"""Reading enquiries, the waiting list and running short advice."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import colleagues
from fahrwasser.assessment.models import Need
from fahrwasser.blocks.queries import Texts, in_every_language
from fahrwasser.blocks.rules import Block
from fahrwasser.cases.models import Case
from fahrwasser.cases.queries import away, deputy_of
from fahrwasser.clients import queries as clients
from fahrwasser.clients.models import Client, DuplicatePair, Representative
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import CountsAs, counts_as
from fahrwasser.intake import clocks, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck, ShortAdvice
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import RUNNING, State

DECIDED_SHOWN = 25
SAFETY_QUESTIONS = ("safety.alone", "safety.can_speak", "safety.fear", "safety.safe_way")
REFUSED = (State.DECLINED, State.NO_ANSWER, State.BROKEN_OFF)


def due_words(left: int) -> str:
    """Working days until an enquiry must be decided, in words."""
    if left < 0:
        return _("überfällig")
    words = ngettext("noch %(n)s Arbeitstag", "noch %(n)s Arbeitstage", left) % {"n": left}
    return words if left else _("heute entscheiden")


@dataclass(frozen=True)
class Row:
    """An enquiry in a list. ``urgency`` is S, D, Z, P or empty; ``left``: working days until it must be decided."""

    enquiry: Enquiry
    name: str
    urgency: str
    left: int

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def due_words(self) -> str:
        return due_words(self.left)

    @property
    def urgency_label(self) -> str:
        return str(Need.Urgency(self.urgency).label) if self.urgency else ""


def _known(user: User) -> QuerySet[Enquiry]:
    found: QuerySet[Enquiry] = Enquiry.objects.visible_to(user)
    return found.select_related("case", "case__lead", "decided_by")


def undecided(user: User, today: date) -> list[Row]:
    """What waits for a decision: what is needed at once first, then the oldest."""
    found = _known(user).filter(decision="", case__state=Case.State.OPEN).order_by("received_at")
    return sorted(_rows(found, user, today), key=lambda row: row.urgency != Need.Urgency.IMMEDIATE)


def waiting(user: User, today: date) -> list[Row]:
    """The waiting list, the longest wait first."""
    found = _known(user).filter(decision=Enquiry.Decision.WAITING_LIST, case__state=Case.State.OPEN)
    return _rows(found.order_by("waiting_since", "received_at"), user, today)


def decided(user: User, today: date) -> list[Row]:
    """The newest decisions, without the waiting list."""
    found = _known(user).exclude(decision="")
    on_list = {"decision": Enquiry.Decision.WAITING_LIST, "case__state": Case.State.OPEN}
    return _rows(found.exclude(**on_list).order_by("-decided_on", "-received_at")[:DECIDED_SHOWN], user, today)


def _rows(enquiries: Iterable[Enquiry], user: User, today: date) -> list[Row]:
    found = list(enquiries)
    cases = [enquiry.case for enquiry in found]
    names, urgencies = clients.names_of(cases, user), _urgencies(cases, user)
    return [
        Row(one, names.get(one.case_id, ""), urgencies[one.case_id], clocks.days_left(one.received_at, today))
        for one in found
    ]


def _urgencies(cases: Collection[Case], user: User) -> dict[object, str]:
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
    return _known(user).filter(case=case).first()


def safety_of(case: Case, user: User) -> SafetyCheck | None:
    """The newest safety check."""
    return SafetyCheck.objects.visible_to(user).filter(case=case).select_related("by").order_by("-at", "-pk").first()


def open_needs(case: Case, user: User) -> QuerySet[Need]:
    needs: QuerySet[Need] = Need.objects.visible_to(user).filter(case=case, closed_on=None)
    return needs.select_related("case").order_by("code")


def needs_of(case: Case, user: User) -> list[tuple[str, str]]:
    """Open needs as code and urgency, for the rules."""
    return list(open_needs(case, user).values_list("code", "urgency"))


def known_facts(enquiry: Enquiry, user: User, today: date) -> rules.KnownFacts:
    """What the file says already that bears on the decision."""
    case = enquiry.case
    referrals = Referral.objects.visible_to(user).filter(case=case)
    person = clients.main_person(case, user)
    return rules.KnownFacts(
        needs=tuple(needs_of(case, user)),
        bodies=referrals.filter(state__in=RUNNING).values("offer__provider").distinct().count(),
        refused=referrals.filter(state__in=REFUSED).count(),
        interpreter_needed=enquiry.interpreter_needed,
        age=(person.birth.ages(today) or (None, None))[1] if person else None,
        has_guardian=person is not None and _has_guardian(person, user, today),
    )


def _has_guardian(person: Client, user: User, today: date) -> bool:
    acting = clients.acting_for(person, user, today)
    return any(one.kind in (Representative.Kind.CUSTODY, Representative.Kind.GUARDIAN) for one in acting)


def maybe_known(case: Case, user: User) -> list[clients.Candidate]:
    """People of other files who may be the person of this enquiry, with the reasons, among those the user may know."""
    person = clients.main_person(case, user)
    if person is None:
        return []
    channel = clients.channel_of(case, user)
    phone = channel.phone if channel else ""
    found = clients.candidates(user, person.name, person.birth_date, phone, person.birth_precision)
    return [one for one in found if one.person.case_id != case.pk]


def linked_pairs(case: Case, user: User) -> list[DuplicatePair]:
    """Pairs that say: the person of this file is also the person of another one."""
    pairs = DuplicatePair.objects.visible_to(user).filter(state=DuplicatePair.State.SAME)
    found = pairs.filter(Q(first_case=case) | Q(second_case=case)).exclude(first_case=F("second_case"))
    return list(found)


def usual_lead(user: User) -> User | None:
    """Who leads what somebody takes in who leads no cases: the first colleague by name, or their deputy while away."""
    first = colleagues(user).first()
    return away().get(first.pk, first) if first else None


def usual_second(user: User) -> User | None:
    """Whom to prefill as the second name, so that an emergency need not look for one.

    Who stands in for the person as a rule; else who was the second on the last protected file, else the first
    colleague by name.
    """
    if deputy := deputy_of(user):
        return deputy
    own = Case.objects.readable_by(user).filter(lead=user, second__is_active=True)
    latest = own.select_related("second").order_by("-recorded_at").first()
    return latest.second if latest else colleagues(user).exclude(pk=user.pk).first()


@dataclass(frozen=True)
class Asked:
    """The safety questions in one language, beside German."""

    texts: Texts

    @property
    def blocks(self) -> list[Block]:
        return self.texts.of(SAFETY_QUESTIONS)

    @property
    def is_checked(self) -> bool:
        return all(block.is_checked for block in self.blocks)


def safety_questions(controller: Organisation, spoken: str) -> dict[str, list[Asked]]:
    """The safety questions in every language there is: ``own`` are those the person speaks (codes with commas)."""
    asked = [Asked(texts) for texts in in_every_language(controller)]
    own = [one for one in asked if one.texts.language in spoken.split(",")]
    return {"own": own, "others": [one for one in asked if one not in own]}


# Short advice


@dataclass(frozen=True)
class Advice:
    """Running short advice in a list."""

    advice: ShortAdvice
    case: Case
    name: str
    stand: clocks.AdviceStand
    concern: str = ""


def running_advice(user: User, today: date) -> list[Advice]:
    """Running short advice the person reads: what asks how to go on first, then the oldest."""
    found: QuerySet[ShortAdvice] = ShortAdvice.objects.visible_to(user)
    running = found.filter(ended_on=None, case__state=Case.State.OPEN).select_related("case", "case__lead")
    ordered = list(running.order_by("started_on", "pk"))
    cases = [one.case for one in ordered]
    names, stands = clients.names_of(cases, user), _stands(ordered, user, today)
    concerns = dict(Enquiry.objects.visible_to(user).filter(case__in=cases).values_list("case_id", "concern"))
    rows = [
        Advice(one, one.case, names.get(one.case_id, ""), stands[one.pk], concerns.get(one.case_id, ""))
        for one in ordered
    ]
    return sorted(rows, key=lambda row: not row.stand.is_due)


def _stands(advices: Collection[ShortAdvice], user: User, today: date) -> dict[UUID, clocks.AdviceStand]:
    """Client contacts since each short advice began, counted in one question."""
    began = {one.case_id: one.started_on for one in advices}
    rows = Contact.objects.visible_to(user).filter(case__in=began).values_list("case_id", "type", "outcome", "at")
    counts = Counter(
        case_id
        for case_id, kind, outcome, at in rows
        if case_id and counts_as(kind, outcome) is CountsAs.CLIENT and clocks.day_of(at) >= began[case_id]
    )
    return {one.pk: clocks.advice_stand(one.started_on, counts[one.case_id], today) for one in advices}


def advice_of(case: Case, user: User, today: date) -> Advice | None:
    """The short advice that runs in this file."""
    found = ShortAdvice.objects.visible_to(user).filter(case=case, ended_on=None).first()
    if found is None or not case.is_open:
        return None
    name = clients.names_of([case], user).get(case.pk, "")
    return Advice(found, case, name, _stands([found], user, today)[found.pk])


def earlier_advice(case: Case, user: User) -> list[ShortAdvice]:
    """Short advice of this file that has ended: the pre-history of a case."""
    found: QuerySet[ShortAdvice] = ShortAdvice.objects.visible_to(user)
    return list(found.filter(case=case).exclude(ended_on=None).order_by("started_on"))
