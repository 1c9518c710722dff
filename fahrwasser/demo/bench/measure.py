"""Real requests through the whole stack, as the application's role, with the row policies on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client as Person
from fahrwasser.clients.queries import candidates
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.town import DOMAIN

BLOCKS = 5
"""The sizes take turns, so that other work on the machine falls on all of them alike."""
ROUNDS = 5  # per block
WARM_UP = 2
BARE_ROUNDS = 100
BARE = "Bare SELECT by primary key"


@dataclass
class Measured:
    """One act at one size: milliseconds of the server, every time it was done, and its database statements."""

    times: list[float] = field(default_factory=list)
    queries: int = 1

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay below."""
        return quantiles(self.times, n=20)[-1]

    def add(self, act: Callable[[], object], rounds: int) -> None:
        for _ in range(WARM_UP):
            act()
        for _ in range(rounds):
            start = perf_counter()
            act()
            self.times.append((perf_counter() - start) * 1000)


@dataclass(frozen=True)
class Worker:
    """The person of the bench, the same with the same files at every size, and the file that is looked at."""

    user: User
    case: Case
    client: Person

    @property
    def word(self) -> str:
        """What one types to find the client."""
        return self.client.last_name[:5]


def the_worker() -> Worker:
    user = User.objects.get(email=f"cm2@{DOMAIN}")
    with acting_as(user.pk):
        cases = Case.objects.readable_by(user).filter(kind=Case.Kind.CASE_MANAGEMENT, state=Case.State.OPEN, level=0)
        case = cases.order_by("number")[0]
        client = Person.objects.visible_to(user).filter(case=case, role=Person.Role.CLIENT).get()
    return Worker(user, case, client)


def open_cases(worker: Worker) -> int:
    with acting_as(worker.user.pk):
        return Case.objects.readable_by(worker.user).filter(state=Case.State.OPEN).count()


def acts(worker: Worker) -> dict[str, Callable[[], object]]:
    """What is measured, by the word of the page."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(worker.user)
    return {
        "My day": lambda: _ok(browser.get(reverse("desk:my_day"))),
        "Case page": lambda: _ok(browser.get(reverse("desk:case", args=[worker.case.pk]))),
        "Client search": lambda: _ok(browser.post(reverse("desk:search"), {"q": worker.word})),
        "List of cases": lambda: _ok(browser.get(reverse("desk:cases"))),
        "Duplicate candidates": lambda: _candidates(worker),
    }


def _candidates(worker: Worker) -> None:
    """Who of everybody may be the person at the counter: by name, other spellings and the date of birth."""
    with acting_as(worker.user.pk):
        if not candidates(worker.user, worker.client.name, worker.client.birth_date):
            raise RuntimeError("the client of the bench was not found")


def _ok(response: object) -> None:
    status = getattr(response, "status_code", 0)
    if status != 200:
        raise RuntimeError(f"a page of the bench answered {status}")


def _add_bare(worker: Worker, found: Measured) -> None:
    """The limit below which no page can fall: one statement by primary key, there and back."""
    with acting_as(worker.user.pk), connection.cursor() as cursor:

        def select() -> None:
            cursor.execute("SELECT id FROM cases_case WHERE id = %s", [worker.case.pk])
            cursor.fetchone()

        found.add(select, BARE_ROUNDS)


@override_settings(FAHRWASSER_MFA_REQUIRED=False)
def add_block(found: dict[str, Measured]) -> None:
    """One block of rounds of everything, in the database that is connected."""
    worker = the_worker()
    _add_bare(worker, found.setdefault(BARE, Measured()))
    for name, act in acts(worker).items():
        with CaptureQueriesContext(connection) as captured:
            act()
        measured = found.setdefault(name, Measured(queries=len(captured)))
        measured.add(act, ROUNDS)
