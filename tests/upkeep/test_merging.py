"""What may be there twice: found by the database, decided by a person, merged and undone exactly."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Need
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Capacity, Criterion, Offer, OfferText
from fahrwasser.referrals.models import Packet, Referral
from fahrwasser.upkeep import merging, twins
from fahrwasser.upkeep.merging import MODELS, WRITTEN, pointers
from fahrwasser.upkeep.models import Merge, Twin, What
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
# Columns that hold the key of an offer or a provider without a link: each with the reason why no merge moves it.
WITHOUT_LINK = {
    "upkeep_twin": "the pair itself", "upkeep_merge": "the merge itself",
}  # fmt: skip


def add(town, name, **fields):
    return Offer.objects.create(
        provider=fields.pop("provider", town.provider), name=name, kind="meeting_place", modified_at=NOW, **fields
    )


@pytest.fixture
def pair(town, directory):
    """Two entries of one meeting, each with something hanging on it, and a referral out of the coordinator's sight."""
    with as_owner():
        first = add(town, "Sprachtreff am Markt", district="Mitte", phone="02133 4711-00", summary="Kurz.")
        second = add(town, "Sprachtreff am Markt e. V.", district="Mitte", phone="+49 2133 471100", cost="kostenlos")
        Criterion.objects.create(offer=second, kind="cost", values={"euro": 0})
        Capacity.objects.create(offer=second, state="frei", confirmed_on=TODAY)
        OfferText.objects.create(offer=first, field="name", language="ar", text="أ")
        OfferText.objects.create(offer=second, field="name", language="ar", text="ب")
        OfferText.objects.create(offer=second, field="name", language="uk", text="В")
        case = town.files["normal"]
        need = Need.objects.create(case=case, code="LA06.1", urgency="D", recognised_on=TODAY)
        consent = Consent.objects.create(
            case=case, kind="disclosure", purpose="Probe", form="paper", given_on=TODAY,
            expires_on=TODAY + timedelta(days=365),
        )  # fmt: skip
        Referral.objects.create(
            case=case, need=need, offer=second, state="sent", urgency="D", consent=consent, made_by=case.lead,
            sent_at=NOW,
        )  # fmt: skip
        twins.find(since=NOW - timedelta(days=1), today=TODAY)
    return (
        first,
        second,
        Twin.objects.get(what="offer", first=min(first.pk, second.pk), second=max(first.pk, second.pk)),
    )


def hanging(offer):
    """Everything that points at the offer, by table and column."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for table, column in sorted(pointers(What.OFFER)):
            cursor.execute(f'SELECT id FROM "{table}" WHERE "{column}" = %s ORDER BY id', [offer.pk])
            found[table, column] = [row[0] for row in cursor.fetchall()]
    return found


def written(offer):
    offer = Offer.objects.get(pk=offer.pk)
    return {field: getattr(offer, field) for field in WRITTEN[What.OFFER]}


def test_reasons_are_shown(pair):
    assert set(pair[2].reasons) >= {"phone", "name"}
    assert "gleiche Telefonnummer" in twins.reason_words(pair[2].reasons)


def test_other_offers_are_no_pair(town, directory):
    with as_owner():
        others = [
            add(town, "Deutschkurs am Fluss", district="Mitte"),
            add(town, "Deutschkurs am Fluss", district="Nord"),
            add(town, "Fußball", district="Mitte", phone="02133 1"),
            add(town, "Nähkurs", district="Mitte", phone="02133 1"),
        ]
        twins.find(since=NOW, today=TODAY)
    keys = [offer.pk for offer in others]
    assert not Twin.objects.filter(first__in=keys, second__in=keys).exists()


@pytest.mark.parametrize("what", [What.OFFER, What.PROVIDER])
def test_the_database_moves_every_link_that_the_models_have(what, db):
    """A new foreign key to an offer or a provider is found by itself; this fails where the two views differ."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT of_table, of_column FROM fw.pointers(%s)", [what])
        assert set(cursor.fetchall()) == pointers(what)
    assert pointers(what)


def test_no_table_holds_an_offer_without_a_link(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("""SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND udt_name IN ('uuid', '_uuid')
              AND column_name ~ '(^|_)offers?(_id)?s?$'""")
        linked = pointers(What.OFFER)
        loose = {row for row in cursor.fetchall() if row not in linked and not row[0].endswith("event")}
    assert {table for table, _column in loose} <= set(WITHOUT_LINK)


def test_a_merge_moves_everything_and_undoing_puts_it_back_exactly(town, pair):
    first, second, twin = pair
    before = (hanging(first), hanging(second), written(first), written(second))
    by = {"by": town["coordinator"], "now": NOW}
    with acting_as(town["coordinator"].pk):
        done = merging.merge(twin=twin, kept=first.pk, from_absorbed=["cost"], **by)
    kept = written(first)
    assert (kept["cost"], kept["summary"]) == ("kostenlos", "Kurz.")
    assert written(second)["status"] == "ended"
    with as_owner():
        assert Referral.objects.get(offer=first).state == "sent"
        assert set(first.texts.values_list("language", "text")) == {("ar", "أ"), ("uk", "В")}
    assert first.capacities.exists()
    with acting_as(town["coordinator"].pk):
        assert merging.undo(merge=done, **by) == []
    assert (hanging(first), hanging(second), written(first), written(second)) == before
    twin.refresh_from_db()
    assert twin.state == "open"


def test_what_was_changed_since_stays_and_is_told(town, pair):
    first, _second, twin = pair
    by = {"by": town["coordinator"], "now": NOW}
    with acting_as(town["coordinator"].pk):
        done = merging.merge(twin=twin, kept=first.pk, from_absorbed=["cost"], **by)
        offers.edit(offer=Offer.objects.get(pk=first.pk), cost="5 Euro", **by)
        new = offers.add_condition(offer=first, kind="step_free", values={"step_free": True}, **by)
        assert "Kosten" in merging.undo(merge=done, **by)
        with pytest.raises(NotAllowed):
            merging.undo(merge=done, **by)
    assert written(first)["cost"] == "5 Euro"
    new.refresh_from_db()
    assert new.offer_id == first.pk


def test_the_other_way_round_the_other_one_stays(client, town, pair):
    first, second, twin = pair
    client.force_login(town["coordinator"])
    shown = client.get(reverse("upkeep:twin", args=[twin.pk])).content.decode()
    assert "gleiche Telefonnummer" in shown
    kept = "first" if twin.first == second.pk else "second"
    assert client.post(reverse("upkeep:merge", args=[twin.pk]), {"kept": kept}).status_code == 302
    assert written(first)["status"] == "ended"
    assert client.post(reverse("upkeep:undo", args=[twin.pk])).status_code == 302
    assert written(first)["status"] == "active"


def test_not_the_same_is_remembered(client, town, pair):
    client.force_login(town["coordinator"])
    assert client.post(reverse("upkeep:different", args=[pair[2].pk])).status_code == 302
    with as_owner():
        twins.find(since=NOW - timedelta(days=1), today=TODAY)
    assert Twin.objects.get(pk=pair[2].pk).state == "different"
    assert client.post(reverse("upkeep:merge", args=[pair[2].pk]), {"kept": "first"}).status_code == 302
    assert not Merge.objects.exists()
    assert client.post(reverse("upkeep:reconsider", args=[pair[2].pk])).status_code == 302
    assert client.get(reverse("upkeep:twins")).status_code == 200


@pytest.mark.parametrize("person", ["cm1", "provider", "head", "officer"])
def test_nobody_else_merges(client, town, pair, person):
    first, _second, twin = pair
    client.force_login(town[person])
    assert client.get(reverse("upkeep:twin", args=[twin.pk])).status_code == 404
    assert client.post(reverse("upkeep:merge", args=[twin.pk])).status_code == 404
    with acting_as(town[person].pk), pytest.raises(NotAllowed):
        merging.merge(twin=twin, kept=first.pk, from_absorbed=[], by=town[person], now=NOW)


@pytest.mark.parametrize("person", ["cm1", "provider"])
def test_the_database_moves_nothing_for_others(town, pair, person):
    first, second, _twin = pair
    with (
        acting_as(town[person].pk), pytest.raises(ProgrammingError), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("SELECT fw.repoint('offer', %s, %s)", [second.pk, first.pk])


def test_providers_become_one_and_part_again(town, directory):
    with as_owner():
        twice = Organisation.objects.create(name="Hebammenpraxis Proben", kind="provider")
        mine = add(town, "Kurs", provider=twice)
        twins.find(since=NOW, today=TODAY)
        twin = Twin.objects.get(
            what="provider", second=max(twice.pk, town.provider.pk), first=min(twice.pk, town.provider.pk)
        )
    by = {"by": town["coordinator"], "now": NOW}
    with acting_as(town["coordinator"].pk):
        done = merging.merge(twin=twin, kept=town.provider.pk, from_absorbed=[], **by)
    assert Offer.objects.get(pk=mine.pk).provider == town.provider
    with acting_as(town["coordinator"].pk):
        merging.undo(merge=done, **by)
    assert Offer.objects.get(pk=mine.pk).provider == twice


def test_a_provider_with_running_requests_stays(town, directory):
    with as_owner():
        other = Organisation.objects.create(name="Hebammenpraxis Proben", kind="provider")
        offer = add(town, "Kurs")
        case = town.files["normal"]
        need = Need.objects.create(case=case, code="LA06.1", urgency="D", recognised_on=TODAY)
        referral = Referral.objects.create(
            case=case, need=need, offer=offer, state="sent", urgency="D", legal_basis="public_task", made_by=case.lead,
            sent_at=NOW,
        )  # fmt: skip
        Packet.objects.create(
            case=case, referral=referral, recipient=town.provider, offer_name="Kurs", content=[], sent_at=NOW
        )
        first, second = sorted((other.pk, town.provider.pk))
        twin = Twin.objects.create(what="provider", first=first, second=second, reasons=["name"], found_on=TODAY)
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed):
        merging.merge(twin=twin, kept=other.pk, from_absorbed=[], by=town["coordinator"], now=NOW)
    assert set(MODELS) == set(What.values)


def test_whoever_logs_in_for_one_provider_never_begins_to_read_for_another(town, directory):
    with as_owner():
        other = Organisation.objects.create(name="Hebammenpraxis Proben", kind="provider")
        first, second = sorted((other.pk, town.provider.pk))
        twin = Twin.objects.create(what="provider", first=first, second=second, reasons=["name"], found_on=TODAY)
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed, match="Zugänge"):
        merging.merge(twin=twin, kept=other.pk, from_absorbed=[], by=town["coordinator"], now=NOW)
    with (
        acting_as(town["coordinator"].pk), pytest.raises(ProgrammingError), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("SELECT fw.repoint('provider', %s, %s)", [town.provider.pk, other.pk])
