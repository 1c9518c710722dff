"""What the demo knows around its people: rights to stay, a household that changed, and some people known twice."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions
from fahrwasser.clients.models import Client, Residence
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.days import moment
from fahrwasser.demo.shelf import Shelf
from fahrwasser.demo.staff import CASE_MANAGERS, DOMAIN

MARK = "(Demo)"
YEAR = timedelta(days=365)
EU, UKRAINE, FAMILY = frozenset(("ro", "bg")), frozenset(("uk",)), frozenset(("tr", "sq", "sr"))
TWICE = (("Mohammed", "Haddad", "محمد", "حداد"), ("Natalia", "Schewtschenko", "Наталія", "Шевченко"))
"""Invented people who were written down twice: in Latin letters, and as they write themselves."""


def enrich(*, key_date: date) -> None:
    """To be called once, after the files of the town stand."""
    shelf = Shelf()
    clients = Client.objects.filter(role=Client.Role.CLIENT, case__kind=Case.Kind.CASE_MANAGEMENT)
    for place, client in enumerate(clients.select_related("case__lead").order_by("case__number")):
        shelf.add(client.case.lead, _residences(client, place, key_date))
    shelf.save()
    user = User.objects.get(email=f"{CASE_MANAGERS[0].mailbox}@{DOMAIN}")
    with acting_as(user.pk):
        _write_twice(user, key_date)
        _move_out_and_in(user, key_date)


def _residences(client: Client, place: int, today: date) -> Iterator[Residence]:
    """One or two rights to stay; every seventh paper ends within the next weeks."""
    tongue = client.languages.split(",")[0]
    came = client.case.opened_on - timedelta(days=200 + 30 * (place % 12))
    paper = today + timedelta(days=20 + 10 * (place % 4)) if place % 7 == 0 else today + YEAR
    source = Residence.Source.PAPER if place % 3 else Residence.Source.TOLD
    if tongue in EU | UKRAINE | FAMILY:
        group, title = _direct(tongue)
        until = None if tongue in EU else paper
        yield _row(client, group, title, came, source, paper=until)
        return
    decided = came + timedelta(days=150)
    yield _row(client, "asylum_procedure", "§ 55 AsylG", came, source, until=decided - timedelta(days=1))
    yield _row(client, "recognised_protection", "§ 25 Abs. 2 AufenthG", decided, source, paper=paper)


def _direct(tongue: str) -> tuple[str, str]:
    if tongue in EU:
        return "eu_free_movement", "§ 2 FreizügG/EU"
    if tongue in UKRAINE:
        return "temporary_protection", "§ 24 AufenthG"
    return "family_reunification", "§ 30 AufenthG"


def _row(
    client: Client, group: str, title: str, since: date, source: str, until: date | None = None,
    paper: date | None = None,
) -> Residence:  # fmt: skip
    return Residence(
        case_id=client.case_id, person=client, group=group, title=title, since=since, until=until,
        paper_valid_until=paper, source=source, noted_on=client.case.opened_on,
    )  # fmt: skip


def _own_files(user: User) -> list[Case]:
    mine = Case.objects.filter(lead=user, kind=Case.Kind.CASE_MANAGEMENT, state=Case.State.OPEN, level=0)
    return list(mine.order_by("number"))


def _write_twice(user: User, today: date) -> None:
    """The first is twice in one file, the second in two."""
    first, second, *_others = _own_files(user)
    places = ((first, first), (first, second))
    for (name, family, own_name, own_family), (one, other) in zip(TWICE, places, strict=True):
        born = date(1994, 3, 17) if one == other else date(1988, 11, 2)
        at = moment(today - timedelta(days=3), 11)
        told: dict[str, Any] = {"by": user, "now": at, "role": Client.Role.OTHER, "birth_date": born}
        actions.add_person(case=one, first_name=name, last_name=f"{family} {MARK}", **told)
        actions.add_person(case=other, first_name=own_name, last_name=f"{own_family} {MARK}", **told)


def _move_out_and_in(user: User, today: date) -> None:
    """A partner who left and came back, as the household over time shows it."""
    partners = Client.objects.filter(case__in=_own_files(user), role=Client.Role.PARTNER)
    partner = partners.order_by("case__number").first()
    if partner is None:
        return
    client = Client.objects.get(case_id=partner.case_id, role=Client.Role.CLIENT)
    told: dict[str, Any] = {"by": user, "now": moment(today - timedelta(days=2), 15)}
    actions.note_stay(person=partner, left_on=today - timedelta(days=140), **told)
    actions.note_stay(person=partner, joined_on=today - timedelta(days=60), **told)
    actions.relate(person=client, other=partner, kind="partner", told_by="beiden", **told)
    for child in Client.objects.filter(case_id=partner.case_id, role=Client.Role.CHILD):
        actions.relate(person=client, other=child, kind="parent", **told)
