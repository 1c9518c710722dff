"""What the tests of the front desk do again and again: take, decide, and read what somebody was told."""

from datetime import timedelta

from django.db import connection

from fahrwasser.core.acting import acting_as
from fahrwasser.intake import actions, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Answer, Criteria
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW

IN_DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS vormittags", phone="0221 4710 200")
SAFE = rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200")
YES, NO = Answer.YES, Answer.NO


def take(town, by="cm1", lead=None, second=None, safety=SAFE, person=None, **more):
    with acting_as(town[by].pk):
        return actions.take(
            by=town[by],
            now=NOW,
            call=rules.Call(received_at=NOW, channel="self", concern="Braucht Hilfe"),
            person=person or rules.Person("Rana", "Demo"),
            safety=safety,
            lead=town[lead or by],
            second=town[second] if second else None,
            **more,
        )


def events_of(case):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, level FROM cases_caseevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [case.pk])
        return cursor.fetchall()


def decide(town, case, decision, criteria=None, by="cm1", now=NOW, agreement="", witness="", **outcome):
    with acting_as(town[by].pk):
        return actions.decide(
            enquiry=Enquiry.objects.get(case=case), by=town[by], now=now, agreement=agreement, witness=witness,
            outcome=rules.Outcome(decision, **outcome), criteria=criteria or Criteria(YES, YES, YES, NO, wish=YES),
        )  # fmt: skip


def later(days):
    return NOW + timedelta(days=days)


def notices(town, person):
    with acting_as(town[person].pk):
        return list(Notice.objects.visible_to(town[person]).values_list("words", flat=True))


def emergency(town, safety=IN_DANGER, second="cm2", **more):
    with acting_as(town["cm1"].pk):
        return actions.take_emergency(
            by=town["cm1"], now=NOW, person=rules.Person("Rana"), safety=safety, lead=town["cm1"],
            second=town[second] if second else None, met="TEL", **{"immediate": ["LA01.1", "LA05.1"], **more},
        )  # fmt: skip
