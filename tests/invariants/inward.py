"""Acts inside the files that came later: people and their history, pauses, separated files, computed deadlines."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fahrwasser.accounts.models import User
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases import actions as cases
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, DuplicatePair, Merge
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Appointment
from fahrwasser.core.ids import new_id
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.deadlines.models import Deadline, TriggerDay
from fahrwasser.separation import actions as separation
from fahrwasser.separation.actions import Taken
from tests.invariants.machine import House, days, people, picks, workers

ANCHORS = ("due_date", "birth", "permit_expiry", "dismissal_received", "end_of_job")
GROUPS = ("toleration", "asylum_procedure", "eu_free_movement")


class Inside(House):
    """The acts of people on files they work on."""

    @rule(who=people, pick=picks, until=days)
    def pause(self, who: str, pick: int, until: int) -> None:
        self.act(who, Permission.CASE_WORK, "pause", lambda user: cases.pause(
            case=self.case(user, pick), until=self.day(until), reason="Reise", by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks)
    def wake(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "wake", lambda user: cases.wake(
            case=self.case(user, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, one=picks, other=picks, chosen=st.sets(st.sampled_from(("first_name", "role", "birth"))))
    def merge(self, who: str, one: int, other: int, chosen: set[str]) -> None:
        def do(user: User) -> None:
            kept = self.seen(user, Client, one, merged_into=None)
            absorbed = self.seen(user, Client, other, case=kept.case_id, merged_into=None)
            pair = clients.propose(person=kept, other=absorbed, by=user, now=self.now)
            clients.merge(pair=pair, kept=kept, absorbed=absorbed, from_absorbed=chosen, by=user, now=self.now)

        self.act(who, Permission.CASE_WORK, "merge", do)

    @rule(who=people, pick=picks)
    def undo_merge(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "undo merge", lambda user: clients.undo(
            merge=self.seen(user, Merge, pick, undone_at=None), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, how=st.sampled_from(("link", "decide_different", "reconsider")))
    def decide_pair(self, who: str, pick: int, how: str) -> None:
        self.act(who, Permission.CASE_WORK, f"pair {how}", lambda user: getattr(clients, how)(
            pair=self.seen(user, DuplicatePair, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, lead=workers, second=workers, whole=st.booleans())
    def separate(self, who: str, pick: int, lead: str, second: str, whole: bool) -> None:
        key = new_id()

        def do(user: User) -> None:
            case = self.case(user, pick)
            people_there = list(Client.objects.visible_to(user).filter(case=case, merged_into=None).order_by("pk"))
            taken = Taken(
                client=people_there[pick % len(people_there)], others=(), notes=(), words="",
                feared=people_there[-1] if whole else None, way={"how": "SMS", "phone": "0151 4710 100"},
            )  # fmt: skip
            for _ in range(2):  # a form sent twice
                separation.separate(case=case, taken=taken, lead=self.town[lead], second=self.town[second], by=user,
                                    now=self.now, entry=key)  # fmt: skip

        self.act(who, Permission.CASE_WORK, "separate", do)

    @rule(who=people, pick=picks, group=st.sampled_from(GROUPS), since=days, until=st.none() | days)
    def note_residence(self, who: str, pick: int, group: str, since: int, until: int | None) -> None:
        self.act(who, Permission.CASE_WORK, "residence", lambda user: clients.note_residence(
            person=self.seen(user, Client, pick), group=group, since=self.day(since), source="paper", by=user,
            now=self.now, until=None if until is None else self.day(until),
        ))  # fmt: skip

    @rule(who=people, pick=picks, anchor=st.sampled_from(ANCHORS), on=days)
    def record_fact(self, who: str, pick: int, anchor: str, on: int) -> None:
        self.act(who, Permission.CASE_WORK, "fact", lambda user: deadlines.record_trigger(
            case=self.case(user, pick), anchor=anchor, day=self.day(on), source="paper", by=user, now=self.now,
        ))  # fmt: skip

    @rule(who=people, pick=picks, on=days, withdrawn=st.booleans())
    def change_fact(self, who: str, pick: int, on: int, withdrawn: bool) -> None:
        def do(user: User) -> None:
            fact = self.seen(user, TriggerDay, pick)
            if withdrawn:
                deadlines.withdraw_trigger(trigger=fact, reason="Verwechselt.", by=user, now=self.now)
            else:
                deadlines.correct_trigger(trigger=fact, day=self.day(on), source="paper", by=user, now=self.now)

        self.act(who, Permission.CASE_WORK, "fact withdrawn" if withdrawn else "fact corrected", do)

    @rule(who=people, pick=picks)
    def confirm_deadline(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "deadline confirm", lambda user: deadlines.confirm(
            deadline=self.seen(user, Deadline, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=st.none() | picks, ahead=st.integers(0, 30), hours=st.integers(-1, 3), despite=st.booleans())
    def plan_appointment(self, who: str, pick: int | None, ahead: int, hours: int, despite: bool) -> None:
        def do(user: User) -> None:
            at = self.now + timedelta(days=ahead)
            values: dict[str, Any] = {"reason": "Notfall", "despite": despite}
            contacts.plan(
                by=user, now=self.now, case=None if pick is None else self.case(user, pick), user=user, at=at,
                until=at + timedelta(hours=hours), **values,
            )  # fmt: skip

        self.act(who, Permission.APPOINTMENT_PLAN, "appointment", do)

    @rule(who=people, pick=picks)
    def cancel_appointment(self, who: str, pick: int) -> None:
        self.act(who, Permission.APPOINTMENT_PLAN, "appointment off", lambda user: contacts.cancel(
            appointment=self.seen(user, Appointment, pick), by=user, now=self.now))  # fmt: skip
