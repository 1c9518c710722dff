"""Reading assessments, needs and known facts of a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import fact_words, languages, risks, rules
from fahrwasser.assessment.models import Assessment, KnownFact, LanguageEvidence, Need, Rating, RiskScreen
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client


def needs_of(case: Case, user: User) -> list[Need]:
    """All needs of the case: the open ones first, most urgent first, then the ended ones."""
    return in_order(Need.objects.visible_to(user).filter(case=case))


def in_order(needs: Iterable[Need]) -> list[Need]:
    """The open ones first, most urgent first, then the ended ones."""
    return sorted(needs, key=lambda need: (need.closed_on is not None, rules.urgency_rank(need.urgency), need.code))


def closed_facts(user: User) -> frozenset[str]:
    """Names of the facts this person must not read: pregnancy, health and violence without the permission."""
    return frozenset() if may(user, Permission.SENSITIVE_READ) else rules.SENSITIVE_FACTS


def newest_facts(case: Case, user: User, about: Client | None = None) -> dict[str, KnownFact]:
    """By name what is known now, about the client or about another person of the file."""
    rows = KnownFact.objects.visible_to(user).filter(case=case, about=about).exclude(name__in=closed_facts(user))
    return {fact.name: fact for fact in rows.order_by("as_of", "pk")}


def latest_assessment(case: Case, user: User) -> Assessment | None:
    return Assessment.objects.visible_to(user).filter(case=case).order_by("-number").first()


def ratings_of(case: Case, user: User) -> list[Rating]:
    """Ratings of all assessments of the case, the newest assessment first."""
    ratings = Rating.objects.visible_to(user).filter(case=case).select_related("assessment")
    return list(ratings.order_by("-assessment__number", "area"))


@dataclass
class AreaRow:
    """A life area as it stands: the newest rating, the one of the assessment before, and its open needs."""

    area: rules.Area
    rating: Rating | None = None
    before: Rating | None = None
    needs: list[Need] = field(default_factory=list)

    @property
    def rating_words(self) -> str:
        return rules.rating_words(self.rating.rating if self.rating else None)

    @property
    def before_words(self) -> str:
        return rules.rating_words(self.before.rating if self.before else None)

    @property
    def last_words(self) -> str:
        """What was said last: the person's own words before ours."""
        newest = self.rating or self.before
        return (newest.client_view or newest.own_view or newest.situation or newest.resource) if newest else ""


def overview(case: Case, user: User, current: Assessment | None) -> list[AreaRow]:
    """The fourteen life areas in the order of the catalogue, with what ``current`` and the ones before say."""
    rows = {code: AreaRow(area) for code, area in rules.areas().items()}
    for rating in ratings_of(case, user):
        row = rows[rating.area]
        if current and rating.assessment_id == current.pk:
            row.rating = rating
        else:
            row.before = row.before or rating
    for need in needs_of(case, user):
        if need.closed_on is None and rules.area_of(need.code) in rows:
            rows[rules.area_of(need.code)].needs.append(need)
    return list(rows.values())


def area_row(case: Case, user: User, current: Assessment | None, code: str) -> AreaRow:
    """One life area as it stands. Raises ``KeyError`` for an unknown one."""
    return {row.area.code: row for row in overview(case, user, current)}[code]


@dataclass(frozen=True)
class FactRow:
    """A fact on the page, known or not."""

    name: str
    known: KnownFact | None

    @property
    def label(self) -> str:
        return fact_words.topic(self.name).name

    @property
    def question(self) -> str:
        return fact_words.topic(self.name).question

    @property
    def words(self) -> str:
        return fact_words.in_words(self.name, self.known.value) if self.known else ""


def fact_groups(case: Case, user: User) -> dict[str, list[FactRow]]:
    """The facts of the page under their headings, without those this person must not read."""
    known, closed = newest_facts(case, user), closed_facts(user)
    return {
        heading: [FactRow(name, known.get(name)) for name in names if name not in closed]
        for heading, names in fact_words.GROUPS.items()
    }


def fact_rows(case: Case, user: User) -> list[FactRow]:
    """The facts that are known, in the order of the page."""
    return [row for rows in fact_groups(case, user).values() for row in rows if row.known]


def risk_screens(case: Case, user: User) -> list[RiskScreen]:
    """The answers to the risk questions, the newest first; nothing without the permission for protected data."""
    return list(_screens(case, user).select_related("by"))


def newest_screen(case: Case, user: User) -> RiskScreen | None:
    """The last answers to the risk questions, under the same condition."""
    return _screens(case, user).first()


def _screens(case: Case, user: User) -> QuerySet[RiskScreen]:
    found = RiskScreen.objects.visible_to(user).filter(case=case).order_by("-asked_at", "-pk")
    return found if may(user, Permission.SENSITIVE_READ) else found.none()


def proposes_protection(case: Case, user: User) -> bool:
    """Whether protection level 2 is proposed by the newest risk screen or by the open needs."""
    newest = newest_screen(case, user)
    open_codes = {need.code for need in needs_of(case, user) if need.closed_on is None}
    return risks.proposes_protection(case.level, open_codes, newest.violence if newest else risks.NOT_ASKED)


def language_evidence(case: Case, user: User) -> list[LanguageEvidence]:
    """How well the client knows which language: German first, the newest of each first."""
    rows = LanguageEvidence.objects.visible_to(user).filter(case=case).order_by("-seen_on", "-pk")
    return sorted(rows, key=lambda row: (row.language != languages.GERMAN, row.language_name))
