"""Contacts: recorded, counted, corrected; two people at the same text."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError

from fahrwasser.audit.models import Event
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import CountsAs
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.work import actions as work
from fahrwasser.work.models import Draft
from tests.town import NOW, Town


def record(town, by="cm1", name="normal", **changes):
    values = {"type": "TEL", "at": NOW, "facts": "Zusage", **changes}
    with acting_as(town[by].pk):
        return actions.record(by=town[by], now=NOW, case=town.files[name] if name else None, **values)


def test_a_contact_is_written_once_however_often_it_is_sent(town: Town):
    entry = new_id()
    first, second = record(town, entry=entry), record(town, entry=entry, facts="noch einmal")
    assert first == second
    with acting_as(town["cm1"].pk):
        assert Contact.objects.get(pk=entry).facts == "Zusage"
        assert Event.objects.filter(case_id=first.case_id, verb="contact.recorded").count() == 2  # one of the fixture


def test_every_script_is_kept(town: Town):
    words = "قالت: «نعم» 👩🏽‍🍼 – „gut“ <script>"
    contact = record(town, client_words=words)
    with acting_as(town["cm1"].pk):
        assert Contact.objects.get(pk=contact.pk).client_words == words


def test_saving_ends_the_draft(town: Town):
    with acting_as(town["cm1"].pk):
        work.save_draft(user=town["cm1"], form="/kontakte/neu/", content="facts=x", now=NOW)
    record(town, draft="/kontakte/neu/")
    with acting_as(town["cm1"].pk):
        assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "RAUCH"}, "type"),
        ({"at": NOW + timedelta(hours=1)}, "at"),
        ({"name": None, "counterpart": "Frau D."}, "counterpart"),
    ],
)
def test_what_is_refused(town: Town, changes, field):
    with pytest.raises(NotAllowed) as refusal:
        record(town, **changes)
    assert refusal.value.field == field


def test_a_brief_information_belongs_to_the_unit(town: Town):
    contact = record(town, name=None, topic="LA11")
    assert contact.unit_id == town.team.pk
    for person, sees in (("cm2", True), ("other_city_cm", False), ("provider", False)):
        with acting_as(town[person].pk):
            assert (queries.contact(town[person], contact.pk) is not None) is sees, person


def test_counts_and_last_contacts(town: Town):
    for kind, outcome in (("TEL", "took_place"), ("NETZ", "took_place"), ("HAUS", "not_met"), ("TEL", "not_reached")):
        record(town, type=kind, outcome=outcome, at=NOW - timedelta(days=1))
    with acting_as(town["cm1"].pk):
        counts = queries.counts(town.files["normal"], town["cm1"])
        last = queries.last_contacts(town.files["normal"], town["cm1"], 2)
    assert counts == {CountsAs.CLIENT: 2, CountsAs.NETWORK: 1, CountsAs.NO_SHOW: 1, CountsAs.ATTEMPT: 1}
    assert last[0].facts == "Notiz normal"
    assert len(last) == 2


def test_contacts_are_found_by_their_words(town: Town):
    record(town, agreement="Bringt den Impfausweis mit")
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        assert queries.contacts_of(case, town["cm1"], "impfAUSWEIS").count() == 1
        assert queries.contacts_of(case, town["cm1"], "50%").count() == 0
        assert queries.contacts_of(case, town["cm1"], "  ").count() == 2
        assert queries.contacts_of(town.files["sensitive"], town["cm1"], "impf").count() == 0


def correct(town, contact, by="cm1", **changes):
    with acting_as(town[by].pk):
        return actions.correct(contact=contact, by=town[by], now=NOW, **changes)


def test_a_correction_leaves_the_old_text_in_the_history(town: Town):
    contact = record(town)
    correct(town, contact, facts="Absage")
    with acting_as(town["cm1"].pk):
        assert Contact.objects.get(pk=contact.pk).facts == "Absage"
        texts = contact.events.order_by("pgh_id").values_list("facts", flat=True)
        assert list(texts) == ["Zusage", "Absage"]
        assert Event.objects.filter(verb="contact.corrected").count() == 1


def test_nobody_corrects_what_they_cannot_read(town: Town):
    contact = record(town)
    with pytest.raises((Contact.DoesNotExist, ProgrammingError)):
        correct(town, contact, by="cm3", facts="x")
