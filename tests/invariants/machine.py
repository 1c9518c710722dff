"""What people may do, in any order: each step is one act of one person through the door of its page.

A refusal in words is an answer like any other; every other error fails the test, and so does a law that is broken.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, Relation
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import DomainError
from fahrwasser.core.ids import new_id
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.deadlines.models import Deadline
from fahrwasser.desk import actions as desk
from fahrwasser.intake import actions as intake
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Answer, Call, Criteria, Elsewhere, Outcome, Person, Safety
from fahrwasser.plan import actions as plan
from fahrwasser.plan.models import Goal, GoalRating, PlanVersion
from fahrwasser.plan.rules import GoalText, PlanText
from tests.conftest import as_owner
from tests.invariants.cast import OUTSIDERS, WORKERS
from tests.town import NOW, Town

M = TypeVar("M", bound=models.Model)
ANCHORS = ("viel weniger", "weniger", "wie erwartet", "mehr", "viel mehr")
CATEGORIES = ("first_name", "languages", "safe_phone", "interpreter_need")

# Mostly the two who lead the first files: an act of somebody else mostly ends at the door.
people = st.sampled_from(("cm1",) * 10 + ("cm2",) * 5 + WORKERS[2:] + OUTSIDERS)
workers = st.sampled_from(("cm1", "cm1", "cm1", *WORKERS))
picks = st.integers(0, 30)
days = st.integers(-40, 60)
answers = st.sampled_from(list(Answer))
codes = st.sampled_from(("LA01.1", "LA03.1", "LA06.1", "LA09.3", "LA11.2"))


class House(RuleBasedStateMachine):
    """One town from its first enquiry on. ``town`` is set by the test that runs the machine."""

    town: Town
    done: dict[str, int] = {}
    """How often each act was carried out and not refused, over all examples."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # ---- how an act is done

    def act(self, who: str, door: Permission, name: str, do: Callable[[User], Any]) -> Any:
        """One act of ``who``; a closed door, a row out of sight and a refusal in words end it alike."""
        user = User.objects.get(pk=self.town[who].pk)
        try:
            with transaction.atomic(), acting_as(user.pk):
                if not may(user, door):
                    raise DomainError("Diese Seite gibt es für diese Person nicht.")
                done = do(user)
                self._settle()
        except DomainError:
            return None
        House.done[name] = House.done.get(name, 0) + 1
        return done

    def _settle(self) -> None:
        """What the database checks at the end of a transaction, it checks now."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    def seen(self, user: User, model: type[M], pick: int, **where: Any) -> M:
        """One row that the person sees, as the page would load it."""
        rows: Any = model._default_manager
        known = rows.visible_to(user).filter(**where).order_by("pk")
        count = known.count()
        if not count:
            raise DomainError("Diese Seite gibt es nicht.")
        found: M = known[pick % count]
        return found

    def case(self, user: User, pick: int) -> Case:
        found: Case = self.seen(user, Case, pick)
        if not Case.objects.readable_by(user).filter(pk=found.pk).exists():
            raise DomainError("Diese Akte ist für Sie nicht geöffnet.")
        return found

    def day(self, offset: int) -> Any:
        return (self.now + timedelta(days=offset)).date()

    # ---- time, and the way in

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @initialize(danger=st.sampled_from(("no", "yes")))
    def first_case(self, danger: str) -> None:
        """A town is never empty: one case with a person, needs and a plan, so that the acts find something."""
        self.take("cm1", "cm1", 1, danger, False)
        self.decide("cm1", 0, "case_management", Answer.YES, "paper", True)
        for pick in range(4):
            self.add_person("cm1", pick, "partner", None)
            self.add_need("cm1", pick, "LA06.1", "S", 0)
            self.save_plan("cm1", pick, 1, True, 30)

    @rule(
        who=people, lead=workers, second=picks, danger=st.sampled_from(("yes", "no", "not_asked")), back=st.booleans()
    )
    def take(self, who: str, lead: str, second: int, danger: str, back: bool) -> None:
        safety = Safety(can_speak="yes", danger=danger, safe_way="über die Kita")
        call = Call(received_at=self.now - timedelta(days=3 if back else 0), channel="walk_in")
        other = self.town[WORKERS[second % len(WORKERS)]]
        key = new_id()

        def do(user: User) -> None:
            for _ in range(2):  # a form sent twice
                intake.take(
                    by=user, now=self.now, call=call, person=Person("Probe", "Person"), safety=safety,
                    lead=self.town[lead], second=other, entry=key,
                )  # fmt: skip

        self.act(who, Permission.ENQUIRY_TAKE, "take", do)

    @rule(who=people, pick=picks, decision=st.sampled_from(Enquiry.Decision.values), wish=answers,
          agreement=st.sampled_from(("", "paper", "oral")), risk=st.booleans())  # fmt: skip
    def decide(self, who: str, pick: int, decision: str, wish: Answer, agreement: str, risk: bool) -> None:
        criteria = Criteria(Answer.YES, Answer.YES, Answer.YES, Answer.UNCLEAR, wish, risk, Elsewhere.NOBODY)
        outcome = Outcome(decision, "Nach Gespräch.", "Andere Stelle", self.now.date(), True, self.day(20))
        self.act(who, Permission.CASE_OPEN, f"decide {decision}", lambda user: intake.decide(
            enquiry=self.seen(user, Enquiry, pick), by=user, now=self.now, criteria=criteria, outcome=outcome,
            agreement=agreement, witness="Zeugin",
        ))  # fmt: skip

    # ---- people and protection

    @rule(who=people, pick=picks, role=st.sampled_from(Client.Role.values), joined=st.none() | days)
    def add_person(self, who: str, pick: int, role: str, joined: int | None) -> None:
        self.act(who, Permission.CASE_WORK, "add person", lambda user: clients.add_person(
            case=self.case(user, pick), by=user, now=self.now, first_name="Noch", role=role,
            joined_on=None if joined is None else self.day(joined),
        ))  # fmt: skip

    @rule(who=people, one=picks, other=picks, kind=st.sampled_from(("danger", "spouse", "sibling")),
          since=st.none() | days, until=st.none() | days)  # fmt: skip
    def relate(self, who: str, one: int, other: int, kind: str, since: int | None, until: int | None) -> None:
        def do(user: User) -> None:
            person = self.seen(user, Client, one)
            clients.relate(
                person=person, other=self.seen(user, Client, other, case=person.case_id), kind=kind, by=user,
                now=self.now, since=None if since is None else self.day(since),
                until=None if until is None else self.day(until),
            )  # fmt: skip

        self.act(who, Permission.CASE_WORK, "relate", do)

    @rule(who=people, pick=picks, on=days)
    def end_relation(self, who: str, pick: int, on: int) -> None:
        self.act(who, Permission.CASE_WORK, "end relation", lambda user: clients.end(
            row=self.seen(user, Relation, pick), on=self.day(on), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, joined=st.none() | days, left=st.none() | days)
    def note_stay(self, who: str, pick: int, joined: int | None, left: int | None) -> None:
        self.act(who, Permission.CASE_WORK, "note stay", lambda user: clients.note_stay(
            person=self.seen(user, Client, pick), by=user, now=self.now,
            joined_on=None if joined is None else self.day(joined),
            left_on=None if left is None else self.day(left),
        ))  # fmt: skip

    @rule(who=people, pick=picks, level=st.integers(0, 2), second=workers)
    def change_level(self, who: str, pick: int, level: int, second: str) -> None:
        def do(user: User) -> None:
            case = self.case(user, pick)
            clients.set_channel(case=case, by=user, now=self.now, how="SMS")
            desk.change_level(case=case, level=level, second=self.town[second], by=user, now=self.now)

        self.act(who, Permission.CASE_WORK, f"level {level}", do)

    @rule(who=people, pick=picks, to=people)
    def hand_over(self, who: str, pick: int, to: str) -> None:
        self.act(who, Permission.CASE_HAND_OVER, "hand over", lambda user: desk.hand_over(
            case=self.case(user, pick), to=self.town[to], by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, to=people)
    def allocate(self, who: str, pick: int, to: str) -> None:
        self.act(who, Permission.CASE_ALLOCATE, "allocate", lambda user: desk.allocate(
            case=self.seen(user, Case, pick), to=self.town[to], by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, to=people, until=days)
    def name_substitute(self, who: str, pick: int, to: str, until: int) -> None:
        self.act(who, Permission.CASE_WORK, "substitute", lambda user: desk.name_substitute(
            case=self.case(user, pick), user=self.town[to], until=self.day(until), reason="Urlaub", by=user,
            now=self.now,
        ))  # fmt: skip

    @rule(who=people, pick=picks)
    def break_glass(self, who: str, pick: int) -> None:
        with as_owner():
            numbers = list(Case.objects.order_by("pk").values_list("number", flat=True))
        self.act(who, Permission.BREAK_GLASS, "break glass", lambda user: desk.break_glass(
            number=numbers[pick % len(numbers)], reason="Polizei ruft an", by=user, now=self.now))  # fmt: skip

    # ---- needs, plan, contacts, deadlines

    @rule(who=people, pick=picks, code=codes, urgency=st.sampled_from("SDZP"), on=days)
    def add_need(self, who: str, pick: int, code: str, urgency: str, on: int) -> None:
        self.act(who, Permission.ASSESSMENT_WRITE, "add need", lambda user: assessment.add_need(
            case=self.case(user, pick), code=code, urgency=urgency, by=user, now=self.now, recognised_on=self.day(on),
        ))  # fmt: skip

    @rule(who=people, pick=picks, state=st.sampled_from(Need.State.values))
    def set_need_state(self, who: str, pick: int, state: str) -> None:
        self.act(who, Permission.ASSESSMENT_WRITE, "need state", lambda user: assessment.set_need_state(
            need=self.seen(user, Need, pick), state=state, by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, goals=st.integers(0, 2), whole=st.booleans(), review=st.none() | days)
    def save_plan(self, who: str, pick: int, goals: int, whole: bool, review: int | None) -> None:
        anchors = ANCHORS if whole else ("", "", ANCHORS[2], "", "")
        rows = tuple(GoalText("Ich will arbeiten", anchors) for _ in range(goals))
        text = PlanText(None if review is None else self.day(review), rows)

        def do(user: User) -> None:
            case = self.case(user, pick)
            latest = PlanVersion.objects.visible_to(user).filter(case=case).order_by("-number").first()
            plan.save_plan(case=case, text=text, revision=latest.revision if latest else 0, by=user, now=self.now)

        self.act(who, Permission.PLAN_WRITE, "save plan", do)

    @rule(who=people, pick=picks, on=days)
    def accept_plan(self, who: str, pick: int, on: int) -> None:
        self.act(who, Permission.PLAN_WRITE, "accept plan", lambda user: plan.accept(
            version=self.seen(user, PlanVersion, pick, accepted_on=None), accepted_on=self.day(min(on, 0)), by=user,
            now=self.now,
        ))  # fmt: skip

    @rule(who=people, pick=picks)
    def start_version(self, who: str, pick: int) -> None:
        self.act(who, Permission.PLAN_WRITE, "new version", lambda user: plan.start_version(
            case=self.case(user, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, value=st.integers(-3, 3), rater=st.sampled_from(GoalRating.Rater.values), on=days,
          complete=st.booleans())  # fmt: skip
    def rate(self, who: str, pick: int, value: int, rater: str, on: int, complete: bool) -> None:
        def do(user: User) -> None:
            goal = self.seen(user, Goal, pick)
            if complete:
                words = {"anchor_minus_2": "a", "anchor_minus_1": "b", "anchor_plus_1": "c", "anchor_plus_2": "d"}
                plan.complete_anchors(goal=goal, anchors=words, by=user, now=self.now)
            plan.rate(goal=goal, rater=rater, value=value, rated_on=self.day(min(on, 0)), by=user, now=self.now)

        self.act(who, Permission.PLAN_WRITE, "rate", do)

    @rule(who=people, pick=st.none() | picks, type=st.sampled_from(Contact.Type.values),
          outcome=st.sampled_from(Contact.Outcome.values), back=st.integers(0, 30))  # fmt: skip
    def record_contact(self, who: str, pick: int | None, type: str, outcome: str, back: int) -> None:
        key = new_id()

        def do(user: User) -> None:
            case = None if pick is None else self.case(user, pick)
            for _ in range(2):  # pressed twice
                contacts.record(by=user, now=self.now, case=case, type=type, at=self.now - timedelta(days=back),
                                entry=key, outcome=outcome)  # fmt: skip

        self.act(who, Permission.CONTACT_RECORD, "contact", do)

    @rule(who=people, pick=picks, end=days)
    def type_deadline(self, who: str, pick: int, end: int) -> None:
        self.act(who, Permission.CASE_WORK, "deadline", lambda user: deadlines.type_in(
            case=self.case(user, pick), label="Widerspruch", statutory_end=self.day(end), by=user, now=self.now,
        ))  # fmt: skip

    @rule(who=people, pick=picks, how=st.sampled_from(("meet", "miss", "drop", "reopen")), on=days)
    def end_deadline(self, who: str, pick: int, how: str, on: int) -> None:
        more: dict[str, Any] = {"on": self.day(on)} if how == "meet" else {"reason": "So war es."}
        more = {} if how == "reopen" else more
        self.act(who, Permission.CASE_WORK, f"deadline {how}", lambda user: getattr(deadlines, how)(
            deadline=self.seen(user, Deadline, pick), by=user, now=self.now, **more))  # fmt: skip
