"""The demo town: loaded once into an empty database."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.core import clock
from fahrwasser.demo import (
    counter,
    drafts,
    feedback,
    offers,
    persons,
    post,
    public_form,
    rounds,
    side_states,
    telephone,
)
from fahrwasser.demo.front_desk import decide_enquiries
from fahrwasser.demo.generator import populate
from fahrwasser.demo.network import learn
from fahrwasser.demo.referrals import refer
from fahrwasser.demo.staff import DOMAIN, PASSWORD, logins
from fahrwasser.matching import keeping
from fahrwasser.network import learning

__all__ = ["DOMAIN", "PASSWORD", "load", "logins"]

COMPARED_BEFORE: Final = timedelta(days=6)
"""The worker compared then too, so that what began to fit since is news."""


@transaction.atomic
def load() -> bool:
    """Fill an empty database with the demo town and say so; a filled one stays as it is (``False``)."""
    if User.objects.exists():
        return False
    populate(key_date=clock.today())
    persons.enrich(key_date=clock.today())
    offers.load(by=User.objects.get(email=f"koordination@{DOMAIN}"), now=clock.now())
    refer(key_date=clock.today())
    learn(key_date=clock.today())
    decide_enquiries(key_date=clock.today())
    side_states.add(key_date=clock.today())
    telephone.ring(key_date=clock.today())
    public_form.send(key_date=clock.today())
    rounds.meet(key_date=clock.today())
    counter.serve(key_date=clock.today())
    feedback.answer(key_date=clock.today())
    post.bring(key_date=clock.today())
    drafts.begin(key_date=clock.today())
    learning.learn(today=clock.today())
    keeping.compare_all(now=clock.now() - COMPARED_BEFORE)
    keeping.compare_all(now=clock.now())
    return True
