"""From the unmet need to the measure, and the end of a case."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError

from fahrwasser.audit.models import Event
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.network import actions, closing, queries
from fahrwasser.network.models import Decision, Evidence, Finding, Theme, UnmetNeed
from fahrwasser.offers.models import Offer
from tests.conftest import as_owner
from tests.network.build import WORDS, bring_to, finding_in, more_cases, need_in, theme_of, unmet_in
from tests.town import NOW


def verbs(case):
    with as_owner():
        return list(Event.objects.filter(case_id=case.pk).order_by("pk").values_list("verb", flat=True))


def test_a_need_runs_a_clock_until_it_is_met(town):
    unmet = unmet_in(town)
    with acting_as(town["cm1"].pk):
        again = actions.note_unmet(need=unmet.need, reason="full", by=town["cm1"], now=NOW + timedelta(days=9))
        assert (again.pk, again.reason, again.since) == (unmet.pk, "full", NOW.date())
        actions.meet(need=unmet.need, by=town["cm1"], now=NOW + timedelta(days=30))
        assert UnmetNeed.objects.get(pk=unmet.pk).until == NOW.date() + timedelta(days=30)
        actions.meet(need=unmet.need, by=town["cm1"], now=NOW)
    assert verbs(town.files["normal"])[-3:] == ["need.unmet", "need.unmet", "need.met"]


@pytest.mark.parametrize(("reason", "days"), [("whatever", 0), ("full", 1)])
def test_an_unknown_reason_or_a_day_to_come_is_refused(town, reason, days):
    since = NOW.date() + timedelta(days=days)
    with acting_as(town["cm1"].pk):
        need = need_in(town.files["normal"])
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.note_unmet(need=need, reason=reason, since=since, by=town["cm1"], now=NOW)


def test_a_finding_says_nothing_about_the_case(town):
    finding = finding_in(town, "protected")
    assert not {"case", "case_id"} & {field.name for field in Finding._meta.get_fields() if field.name != "evidence"}
    with acting_as(town["cm2"].pk):
        assert Evidence.objects.get(finding=finding).case_id == town.files["protected"].pk
    for person in ("coordinator", "cm3", "head", "officer", "foreigners_office"):
        with acting_as(town[person].pk):
            assert Evidence.objects.filter(finding=finding).count() == 0, person
            assert UnmetNeed.objects.count() == 0, person


@pytest.mark.parametrize("words", ["Probe braucht einen Kurs.", "Rückruf 0221 4710 100"])
def test_a_finding_with_a_person_in_it_is_refused_and_nothing_is_kept(town, words):
    unmet = unmet_in(town, "protected")
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.give_finding(unmet=unmet, type="gap", words=words, by=town["cm1"], now=NOW)
    assert Finding.objects.count() == 0


def test_one_finding_for_one_unmet_need(town):
    finding_in(town)
    with acting_as(town["cm1"].pk):
        unmet = UnmetNeed.objects.select_related("case", "need").get()
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.give_finding(unmet=unmet, type="gap", words=WORDS, by=town["cm1"], now=NOW)


def test_a_stranger_cannot_hang_evidence_on_somebody_elses_case(town):
    finding = finding_in(town)
    with pytest.raises(ProgrammingError), acting_as(town["cm3"].pk):
        Evidence(case=town.files["sensitive"], finding=finding).save(force_insert=True)


def test_a_finding_is_reviewed_once(town):
    finding = finding_in(town)
    coordinator = town["coordinator"]
    with acting_as(coordinator.pk):
        actions.reject_finding(finding=finding, by=coordinator, now=NOW)
        assert Finding.objects.get().state == Finding.State.REJECTED
        with pytest.raises(NotAllowed):
            actions.reject_finding(finding=finding, by=coordinator, now=NOW)


def test_a_theme_counts_distinct_cases(town):
    theme = theme_of(town, "normal", "sensitive")
    finding_in(town, "normal", code="LA08.5")
    with acting_as(town["coordinator"].pk):
        finding = Finding.objects.get(state=Finding.State.NEW)
        actions.add_to_theme(finding=finding, theme=theme, words=WORDS, proposal="", by=town["coordinator"], now=NOW)
        assert queries.backing([theme.pk])[theme.pk] == queries.Backing(cases=2, needs=3)


def test_two_cases_keep_a_theme_in_the_team_and_three_let_it_out(town):
    theme = theme_of(town, "normal", "sensitive")
    bring_to(town, theme, "analysed")
    with pytest.raises(NotAllowed, match="weniger als drei Fälle"):
        bring_to(town, theme, "steering")
    finding = finding_in(town, "protected")
    with acting_as(town["coordinator"].pk):
        actions.add_to_theme(finding=finding, theme=theme, words=WORDS, proposal="", by=town["coordinator"], now=NOW)
    assert bring_to(town, theme, "steering").state == Theme.State.STEERING


@pytest.mark.parametrize(("level", "districts"), [(0, ("Horrem",)), (2, ())])
def test_no_district_when_a_protected_case_is_among_the_evidence(town, level, districts):
    more_cases(town, "a", "b", "c")
    more_cases(town, "d", level=level)
    theme = theme_of(town, "a", "b", "c", "d")
    with acting_as(town["head"].pk):
        assert queries.backing([theme.pk])[theme.pk] == queries.Backing(4, 4, districts)


def test_a_district_with_two_cases_is_not_named(town):
    more_cases(town, "a", "b")
    more_cases(town, "c", district="Zons")
    theme = theme_of(town, "a", "b", "c")
    with acting_as(town["steering"].pk):
        assert queries.backing([theme.pk])[theme.pk].districts == ()


def decided(town):
    theme = bring_to(town, theme_of(town, "normal", "sensitive", "protected"), "analysed", "working_group", "steering")
    with acting_as(town["coordinator"].pk):
        decision = actions.record_decision(
            theme=theme, decided_on=NOW.date(), wording="Ein Kurs mit Betreuung.", responsible="Bildungswerk",
            due_on=date(2026, 9, 30), by=town["coordinator"], now=NOW,
        )  # fmt: skip
    return theme, decision


def test_decision_measure_and_effect_move_the_theme(town):
    theme, decision = decided(town)
    start = NOW + timedelta(days=91)
    with as_owner():
        offer = Offer.objects.create(provider=town.provider, name="Sprachkurs mit Kinderbetreuung")
    with acting_as(town["coordinator"].pk):
        assert Theme.objects.get().state == Theme.State.DECIDED
        measure = actions.add_measure(
            decision=decision, what="Neuer Kurs", offer=offer, by=town["coordinator"], now=NOW
        )
        assert Theme.objects.get().state == Theme.State.IN_PROGRESS
        with pytest.raises(NotAllowed, match="Noch ist nichts umgesetzt"):
            bring_to(town, theme, "effective")
        actions.implement(measure=measure, implemented_on=start.date(), by=town["coordinator"], now=start)
        assert measure.days_to_start == 91
        assert measure.effect_check_on == date(2026, 12, 8)
        assert bring_to(town, theme, "effective").state == Theme.State.EFFECTIVE


def test_nothing_is_decided_before_the_steering_group_has_it(town):
    theme = theme_of(town, "normal")
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed):
        actions.record_decision(
            theme=theme, decided_on=NOW.date(), wording="x", responsible="x", due_on=NOW.date(),
            by=town["coordinator"], now=NOW,
        )  # fmt: skip
    assert Decision.objects.count() == 0


def test_the_database_refuses_a_state_outside_the_table(town):
    theme = theme_of(town, "normal")
    with pytest.raises(ProgrammingError, match="Invalid transition"), acting_as(town["coordinator"].pk):
        Theme.objects.filter(pk=theme.pk).update(state="effective")


def close(town, name="normal", reason="kein_bedarf_mehr", **more):
    case = town.files[name]
    with acting_as(case.lead_id):
        return closing.close_case(case=case, reason=reason, by=case.lead, now=NOW, **more)


def attempt(town, times, outcome="not_reached", type="TEL"):
    with acting_as(town["cm1"].pk):
        for _ in range(times):
            contacts.record(by=town["cm1"], now=NOW, case=town.files["normal"], type=type, at=NOW, outcome=outcome)


def test_a_case_ends_with_a_reason_from_the_list(town):
    with pytest.raises(NotAllowed):
        close(town, reason="")
    assert close(town).closing_reason == "kein_bedarf_mehr"


def test_lost_contact_needs_three_documented_attempts(town):
    attempt(town, 2)
    attempt(town, 4, outcome="cancelled_by_person")
    attempt(town, 1, type="NETZ")
    with pytest.raises(NotAllowed, match="bisher sind es 2"):
        close(town, reason="kontakt_verloren")
    attempt(town, 1, outcome="not_met")
    assert not close(town, reason="kontakt_verloren").is_open


def test_an_unmet_need_without_finding_keeps_the_case_open(town):
    unmet_in(town)
    with pytest.raises(NotAllowed) as refusal:
        close(town)
    assert refusal.value.field == "finding_words"
    close(town, finding_words=WORDS)
    assert Finding.objects.get().type == Finding.Type.GAP
    assert verbs(town.files["normal"])[-2:] == ["finding.given", "case.closed"]


def test_names_in_the_closing_words_are_refused_at_their_field(town):
    unmet_in(town)
    with pytest.raises(NotAllowed) as refusal:
        close(town, finding_words="Probe wartet noch")
    assert refusal.value.field == "finding_words"
    assert Finding.objects.count() == 0


def test_the_emergency_door_states_a_reason(town):
    unmet_in(town)
    close(town, stated_reason="Ausreise heute, Koordination nicht erreichbar")
    assert verbs(town.files["normal"])[-2:] == ["case.closed_without_finding", "case.closed"]
    assert Finding.objects.count() == 0


def test_a_file_opened_in_error_needs_no_finding(town):
    unmet_in(town)
    assert not close(town, reason="fehlanlage").is_open


def test_a_finding_given_before_is_enough(town):
    finding_in(town)
    assert not close(town).is_open
