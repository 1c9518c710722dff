"""Real connections, real transactions: an impatient finger, six times at the same moment."""

import threading

from django.db import connections
from django.test import Client

from fahrwasser.accounts.models import User
from fahrwasser.contacts.models import Contact
from tests.conftest import as_owner

VALUES = {
    "once": "01890000-0000-7000-8000-0000000000aa", "type": "TEL", "direction": "out", "outcome": "took_place",
    "at": "09.03.2026 11:00", "interpreting": "none", "facts": "Sechsmal gedrückt",
}  # fmt: skip


def test_the_same_form_at_the_same_moment_is_one_contact(demo: str):
    start, answers = threading.Barrier(6), []
    first = Client()
    first.force_login(User.objects.get(email="cm1@demo.example"))

    def send() -> None:
        client = Client()
        client.cookies = first.cookies
        start.wait()
        answers.append(client.post("/kontakte/neu/", VALUES))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/")}
    with as_owner():
        assert Contact.objects.filter(facts=VALUES["facts"]).count() == 1
