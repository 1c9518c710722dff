"""Reading about files: who stands in for whom, which rest, and what was said when one moved."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case, Deputy, HandOver, Pause, Recusal


def deputy_of(user: User) -> User | None:
    """Who stands in for somebody as a rule; nobody who has left."""
    found = Deputy.objects.filter(user=user, deputy__is_active=True).select_related("deputy").first()
    return found.deputy if found else None


def deputies() -> dict[object, User]:
    """Standing deputies by the key of the person they stand in for."""
    return {one.user_id: one.deputy for one in Deputy.objects.select_related("deputy")}


def covered_today() -> set[UUID]:
    """The colleagues for whom somebody stands in today; in which files, nobody learns here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.covered_today()")
        return {row[0] for row in cursor.fetchall()}


def away() -> dict[object, User]:
    """Standing deputies of those who are away today, by the key of the person who is."""
    covered = covered_today()
    return {key: deputy for key, deputy in deputies().items() if key in covered} if covered else {}


def name_today(person: User, absent: dict[object, User]) -> str:
    """A colleague's name, and who stands in while they are away (``absent`` is ``away()``)."""
    deputy = absent.get(person.pk)
    if deputy is None:
        return person.name
    return _("%(name)s (heute vertreten durch %(deputy)s)") % {"name": person.name, "deputy": deputy.name}


def recusals_of(case: Case, user: User) -> QuerySet[Recusal]:
    """Who is kept out of a file, for those who read it."""
    found: QuerySet[Recusal] = Recusal.objects.visible_to(user).filter(case=case, ended_on=None)
    return found.select_related("user", "by").order_by("declared_on", "pk")


def running_pauses(user: User) -> QuerySet[Pause]:
    """Pauses that nobody has ended, of the files the person reads; whether they still last, the rule says."""
    pauses: QuerySet[Pause] = Pause.objects.visible_to(user).filter(ended_on=None)
    return pauses


def last_hand_over(case: Case, user: User) -> HandOver | None:
    """How the file came to whoever leads it now."""
    moves: QuerySet[HandOver] = HandOver.objects.visible_to(user).filter(case=case, to=case.lead_id)
    return moves.select_related("by").order_by("-at").first()


def earlier_case(case: Case, user: User) -> Case | None:
    """The file this one continues, where it still stands and the person may read it."""
    readable: QuerySet[Case] = Case.objects.readable_by(user)
    return readable.filter(pk=case.earlier).first() if case.earlier else None


def later_case(case: Case, user: User) -> Case | None:
    """The file that continues this one, where the person may read it."""
    readable: QuerySet[Case] = Case.objects.readable_by(user)
    return readable.filter(earlier=case.pk).first()
