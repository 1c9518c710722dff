"""Stock and flow of cases: the balance holds whatever happened, and taking a case up again is no new case."""

from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.rules import CountsAs, Met, counted
from fahrwasser.core.acting import acting_as
from fahrwasser.core.ids import new_id
from fahrwasser.reporting import queries
from fahrwasser.reporting.flow import Flow, Period, Spell, flow, periods, stock
from fahrwasser.reporting.models import Programme
from tests.conftest import as_owner
from tests.town import NOW

START = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))
reasons = st.sampled_from(("ziele_erreicht", "kontakt_verloren", "wegzug_uebergabe", "andere_akte"))
gaps = st.lists(st.integers(0, 60), min_size=1, max_size=6)


@contextmanager
def undone():
    """What happens in one example stays out of the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def history(begin: date, steps: list[int], reason: str) -> list[Spell]:
    """A case that begins, ends after so many days, begins again, and so on."""
    turns = [begin + timedelta(days=sum(steps[:n])) for n in range(len(steps) + 1)]
    return [
        Spell(turn, number > 0, turns[number + 1] if number + 1 < len(turns) else None, reason)
        for number, turn in enumerate(turns)
        if number % 2 == 0
    ]


@given(st.lists(st.tuples(days, gaps, reasons), max_size=8), days, days)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_it_balances_for_every_history_and_period(histories, one, other):
    spells = [spell for each in histories for spell in history(*each)]
    since, until = sorted((one, other))
    found = flow(spells, since, until)
    assert found.difference == 0
    assert min(vars(found).values()) >= 0
    middle = since + (until - since) // 2
    first, second = flow(spells, since, middle), flow(spells, middle + timedelta(days=1), until)
    assert (first.opening, first.closing, second.closing) == (found.opening, second.opening, found.closing)
    assert first.reopened + second.reopened == found.reopened


def test_a_lost_case_would_be_noticed():
    assert Flow(opening=3, new=2, reopened=1, closed=1, handed_away=1, closing=3).difference == 1


def test_the_stock_counts_the_end_of_the_day():
    spells = [Spell(START, False, START + timedelta(days=2))]
    assert [stock(spells, START + timedelta(days=n)) for n in range(3)] == [1, 1, 0]


def test_half_years_of_a_programme():
    assert periods(date(2025, 8, 1), date(2026, 3, 9)) == [Period(2026, 1), Period(2025, 2)]
    assert (Period(2025, 2).since, Period(2025, 2).until) == (date(2025, 7, 1), date(2025, 12, 31))


move = st.tuples(st.integers(0, 4), st.sampled_from(("open", "turn")), st.integers(0, 40), reasons)


@given(st.lists(move, max_size=8))
@settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_the_figures_follow_what_was_done(town, story):
    """The same acts, counted by hand and by the statistics."""
    me, now = town["cm1"], NOW
    files: list[Case] = []
    done: Counter[str] = Counter()
    with undone(), acting_as(me.pk):
        for pick, what, later, reason in story:
            now += timedelta(days=later)
            if what == "open" or not files:
                opened = cases.open_file(by=me, now=now, lead=me)
                files.append(cases.change_kind(case=opened, kind="case_management", by=me, now=now))
                done["new"] += 1
            elif (case := files[pick % len(files)]).is_open:
                cases.close(case=case, reason=reason, by=me, now=now)
                done["handed_away" if reason in ("wegzug_uebergabe", "andere_akte") else "closed"] += 1
            else:
                cases.reopen(case=case, by=me, now=now)
                done["reopened"] += 1
        found = queries.case_flow(town.city.pk, NOW.date(), now.date())
        assert found.difference == 0
        assert found.closing == sum(case.is_open for case in files)
        assert {name: getattr(found, name) for name in ("new", "reopened", "closed", "handed_away")} == {
            name: done[name] for name in ("new", "reopened", "closed", "handed_away")
        }


words = st.sampled_from(
    ("", " ", "Jobcenter", "jobcenter ", "Straßenamt", "STRASSENAMT", "Kita  Horrem", "Kita Horrem")
)
entry = st.tuples(
    st.sampled_from(("MSG", "MSG", "MSG", "TEL", "NETZ")), st.sampled_from(("took_place", "not_reached")), words,
    st.integers(0, 2), st.sampled_from(("normal", "sensitive")),
)  # fmt: skip


@given(st.lists(entry, max_size=12))
@settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_contacts_are_counted_as_the_rules_count_them(town, entries):
    """IND-05: one thread a day with one office is one network contact, in the totals as in the file."""
    me, since = town["cm1"], NOW.date() - timedelta(days=2)
    with undone(), acting_as(me.pk):
        before = queries.contacts_counted(town.city.pk, since, NOW.date())
        for kind, outcome, counterpart, back, file in entries:
            contacts.record(
                by=me, now=NOW, case=town.files[file], type=kind, at=NOW - timedelta(days=back), outcome=outcome,
                counterpart=counterpart, entry=new_id(),
            )  # fmt: skip
        after = queries.contacts_counted(town.city.pk, since, NOW.date())
        wanted = counted(Met(file, back, kind, outcome, words) for kind, outcome, words, back, file in entries)
        assert {name: after[name] - before[name] for name in CountsAs} == {name: wanted[name] for name in CountsAs}


def test_the_coordination_reads_it_and_nobody_else(client, town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        Programme.objects.create(
            controller=town.city, name="Probe", starts_on=START, target_group=800, target_group_refugees=100,
            positions=6, source="von Hand", as_of=START,
        )  # fmt: skip
    client.force_login(town["coordinator"])
    shown = client.get(reverse("reporting:case_flow"))
    assert "Wieder aufgenommen" in shown.content.decode()
    assert "1. Halbjahr 2026" in shown.content.decode()
    for person in ("cm1", "assistant", "provider", "foreigners_office", "steering"):
        client.force_login(town[person])
        assert client.get(reverse("reporting:case_flow")).status_code == 404


def test_ac02_taken_up_again_is_no_new_case(town):
    """AC-02, assertion 4: closed on 31 August, back on 21 September: one line "reopened", no new case."""
    me, again = town["cm1"], datetime(2026, 9, 21, 10, tzinfo=NOW.tzinfo)
    begin, end = again.replace(month=5, day=11), again.replace(month=8, day=31)
    with acting_as(me.pk):
        opened = cases.open_file(by=me, now=begin, lead=me)
        case = cases.change_kind(case=opened, kind="case_management", by=me, now=begin)
        cases.close(case=case, reason="kontakt_verloren", by=me, now=end)
        cases.reopen(case=case, by=me, now=again)
        second = queries.case_flow(town.city.pk, date(2026, 7, 1), date(2026, 12, 31))
        first = queries.case_flow(town.city.pk, date(2026, 1, 1), date(2026, 6, 30))
    assert first == Flow(opening=0, new=1, reopened=0, closed=0, handed_away=0, closing=1)
    assert second == Flow(opening=1, new=0, reopened=1, closed=1, handed_away=0, closing=1)
