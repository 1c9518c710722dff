"""What goes out: drawn from the file, minimised, and nothing else."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection

from fahrwasser.assessment import actions as assessment
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.referrals.disclosure import template_for
from fahrwasser.referrals.packets import build_packet, offered
from tests.referrals.conftest import MIDWIFE
from tests.town import NOW

DAY = date(2026, 3, 9)
SHELTER = template_for("shelter", 2).allowed


def packet_of(scene, recipient_type, chosen, need="midwife"):
    with acting_as(scene.town["cm1"].pk):
        return build_packet(
            case=scene.needs[need].case, recipient_type=recipient_type, chosen=chosen, user=scene.town["cm1"], day=DAY,
            need=scene.needs[need],
        )  # fmt: skip


def test_the_midwife_gets_exactly_five_things(scene):
    everything = template_for("jobcenter", 0).allowed + template_for("shelter", 0).allowed
    assert packet_of(scene, "midwife", everything) == [
        ("first_name", "Vorname", "Rana"),
        ("languages", "Sprache", "Arabisch"),
        ("interpreter_need", "Sprachmittlungsbedarf", "nötig"),
        ("safe_phone", "Sichere Telefonnummer", "0171 39200 34"),
        ("due_date", "Errechneter Termin", "13.04.2026"),
    ]


def test_the_frozen_packet_of_the_midwife_holds_nothing_else(scene):
    referral = scene.send()
    packet = scene.fresh(referral).packet
    text = json.dumps(packet.content, ensure_ascii=False)
    assert sorted(packet.categories) == sorted(MIDWIFE)
    for hidden in ("D.", "geheim", "§ 30", "Familiennachzug", "Gewalt", "Schutz", "1991"):
        assert hidden not in text


def test_the_shelter_learns_of_the_child_but_not_the_name(scene):
    entries = {entry.code: entry.value for entry in packet_of(scene, "shelter", SHELTER, need="shelter")}
    assert entries["children_count_and_age"] == "ein Kind (4 Jahre)"
    assert entries["age_band"] == "30 bis 39 Jahre"
    assert entries["concern"].startswith("Akutschutz")
    assert "last_name" not in entries


def test_level_2_hides_name_and_address_even_from_the_job_centre(scene):
    codes = [entry.code for entry in packet_of(scene, "jobcenter", template_for("jobcenter", 0).allowed)]
    assert not {"last_name", "birth_date", "address", "children_names", "email"} & set(codes)
    assert "address" in [e.code for e in packet_of(scene, "jobcenter", {"address", "last_name"}, need="course")]


def test_missing_values_are_shown_and_not_sent(scene):
    with acting_as(scene.town["cm1"].pk):
        entries = offered(
            case=scene.normal, recipient_type="language_course", user=scene.town["cm1"], day=DAY,
            need=scene.needs["course"],
        )  # fmt: skip
    assert ("language_level", "Sprachniveau", "") in entries
    referral = scene.send(offer="course", need="course", categories=("first_name", "language_level"))
    assert scene.fresh(referral).packet.categories == ["first_name"]


def test_nothing_but_missing_values_is_refused(scene):
    with pytest.raises(NotAllowed, match="nichts in der Akte"):
        scene.send(offer="course", need="course", categories=("language_level",))


def test_german_from_b1_needs_no_interpreter(scene):
    with acting_as(scene.town["cm1"].pk):
        assessment.set_fact(
            case=scene.case, name="german", value={"level": "B1", "certified": True}, source="Zertifikat",
            as_of=DAY, by=scene.town["cm1"], now=NOW,
        )  # fmt: skip
    assert packet_of(scene, "midwife", {"interpreter_need"})[0].value == "nicht nötig"


@pytest.mark.parametrize("change", ["content = '[]'", "categories = '{}'", "recipient_id = recipient_id"])
def test_the_database_keeps_a_packet_frozen(scene, change):
    packet = scene.fresh(scene.send()).packet
    with (
        pytest.raises(DatabaseError, match="Cannot update"),
        acting_as(scene.town["cm1"].pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE referrals_packet SET {change} WHERE id = %s", [packet.pk])
