"""Real connections, real transactions: an impatient finger, six times at the same moment."""

import threading

from django.db import connections
from django.test import Client
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.clients.models import Client as Person
from fahrwasser.contacts.models import Contact
from fahrwasser.core.recorded import SEEN
from tests.access.test_bad_input import Forms
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


def test_two_change_one_person_at_the_same_moment_and_one_hears_of_the_other(demo: str):
    """Read committed alone would let the later overwrite the earlier without a word."""
    user = User.objects.get(email="cm1@demo.example")
    with as_owner():
        person = Person.objects.filter(role="client", case__lead=user, case__state="open").order_by("pk").first()
    assert person is not None
    address = reverse("clients:person_edit", args=[person.pk])
    opened = Client()
    opened.force_login(user)
    form = next(one for one in Forms(opened.get(address).content.decode(), address).found if SEEN in one.values)
    values = {name: value for name, value in form.values.items() if name not in ("once", "draft_label")}
    start, answers = threading.Barrier(2), {}

    def save(name: str) -> None:
        client = Client()
        client.cookies = opened.cookies
        start.wait()
        answers[name] = client.post(address, values | {"called_name": name}).status_code
        connections.close_all()

    threads = [threading.Thread(target=save, args=[name]) for name in ("Eins", "Zwei")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 302]
    with as_owner():
        person.refresh_from_db()
    assert answers[person.called_name] == 302
