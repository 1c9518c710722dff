"""The read interface of HSDS 3.1: services, organisations, services at places, taxonomies and their terms."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import open_to_anyone
from fahrwasser.core.pages import page
from fahrwasser.hsds import describing, entries, licensing, openapi, queries, tables
from fahrwasser.hsds.responses import endpoint, kept, lines, streamed
from fahrwasser.hsds.rules import Asked, Refused, asked, number
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.hsds.schema import VERSION
from fahrwasser.offers.models import Offer, OfferPlace

DIRECTORY: Final = "the directory of offers is public, to be read by machines of others"
Said = dict[str, Any]
Made = Callable[[Sequence[Any]], list[Said]]


def _asked(request: HttpRequest) -> Asked:
    """The parameters of the address, and those of the form where the question comes as one."""
    said = {name: str(value) for source in (request.GET, request.POST) for name, value in source.items()}
    return asked(said)


def _number(words: str) -> str:
    return number(words, "Diesen Eintrag gibt es hier nicht.", 404)


def _page(found: Sequence[Any], total: int, wanted: Asked) -> Said:
    pages = -(-total // wanted.per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": wanted.page,
        "size": len(found),
        "first_page": wanted.page == 1,
        "last_page": wanted.page >= pages,
        "empty": not found,
        "contents": found,
    }


def _whole(entity: str, found: Iterable[Said], wanted: Asked) -> HttpResponseBase:
    """Every entry at once, written while the next ones are read."""
    return (
        lines(found) if wanted.format == "ndjson" else streamed(tables.lines(entity, found), "text/csv; charset=utf-8")
    )


def _listed(request: HttpRequest, entity: str, rows: QuerySet[Any], wanted: Asked, made: Made) -> HttpResponseBase:
    """One page, or every entry in lines; ``made``: numbers to entries."""
    everything = (entry for piece in queries.chunks(rows) for entry in made(piece))
    if wanted.format != "json":
        return _whole(entity, everything, wanted)
    found = made(queries.numbers(rows, wanted))
    return kept(request, _page(found, rows.count(), wanted))


@endpoint(DIRECTORY)
def root(request: HttpRequest) -> HttpResponseBase:
    absolute = request.build_absolute_uri
    return kept(
        request,
        {
            "version": VERSION,
            "profile": absolute(reverse("hsds:profile")),
            "openapi_url": absolute(reverse("hsds:openapi")),
        },
    )


@endpoint(DIRECTORY)
def profile_document(request: HttpRequest) -> HttpResponseBase:
    return kept(request, describing.document())


@endpoint(DIRECTORY)
def profile_schema(request: HttpRequest) -> HttpResponseBase:
    return kept(request, describing.schema())


@endpoint(DIRECTORY)
def openapi_document(request: HttpRequest) -> HttpResponseBase:
    server = request.build_absolute_uri(reverse("hsds:root")).rstrip("/")
    return kept(request, _openapi(server))


def _openapi(server: str) -> Said:
    return openapi.document(server, _("Verzeichnis der Angebote"), licensing.licence(), licensing.attributions())


@open_to_anyone(DIRECTORY)
def docs(request: HttpRequest) -> HttpResponse:
    """The interface explained for people."""
    addresses = [
        (address, [(name, *openapi.PARAMETERS[name]) for name in address.parameters]) for address in openapi.ADDRESSES
    ]
    taxonomies = [
        (one, [term for term in profile.terms().values() if term.taxonomy is one]) for one in profile.TAXONOMIES
    ]
    context = {"addresses": addresses, "taxonomies": taxonomies, "version": VERSION}
    context |= {"licence": licensing.licence(), "attributions": licensing.attributions()}
    return page(request, "hsds/docs.html", context)


@endpoint(DIRECTORY)
def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """An address the interface does not have."""
    raise Refused(_("Diese Adresse gibt es in der Schnittstelle nicht."), 404)


@endpoint(DIRECTORY, posts=True)
def services(request: HttpRequest) -> HttpResponseBase:
    wanted = _asked(request)
    rows = queries.offers(wanted)
    if wanted.minimal:
        return _listed(request, "service", rows, wanted, _minimal)

    def made(numbers: Sequence[Any]) -> list[Said]:
        batch = queries.batch(numbers)
        found = [entries.service(batch, offer) for offer in batch.offers.values()]
        return found if wanted.full else [entries.brief("service", entry) for entry in found]

    return _listed(request, "service", rows, wanted, made)


def _minimal(numbers: Sequence[Any]) -> list[Said]:
    rows = Offer.objects.filter(pk__in=numbers).order_by("pk").values("pk", "modified_at")
    return [entries.minimal(row) for row in rows]


@endpoint(DIRECTORY)
def service(request: HttpRequest, entry_id: str) -> HttpResponseBase:
    """One offer; one that has ended is found no more."""
    mine = queries.offers(Asked()).filter(pk=_number(entry_id)).values_list("pk", flat=True)
    batch = queries.batch(list(mine))
    offer = next(iter(batch.offers.values()), None)
    if offer is None:
        raise Refused("Dieses Angebot gibt es hier nicht.", 404)
    return kept(request, entries.service(batch, offer))


@endpoint(DIRECTORY, posts=True)
def organizations(request: HttpRequest) -> HttpResponseBase:
    wanted = _asked(request)
    rows = queries.organisations(wanted)

    def made(numbers: Sequence[Any]) -> list[Said]:
        if wanted.full or wanted.full_service:
            return _organizations(numbers, full_service=wanted.full_service)
        batch = queries.batch([], numbers)  # a short entry names no offers, however many there are
        bodies = [batch.organisations[one] for one in numbers]
        return [entries.brief("organization", entries.organization(batch, body)) for body in bodies]

    return _listed(request, "organization", rows, wanted, made)


def _organizations(numbers: Sequence[Any], *, full_service: bool) -> list[Said]:
    theirs = Offer.objects.filter(provider__in=numbers).exclude(status=Offer.Status.ENDED)
    batch = queries.batch(list(theirs.order_by("pk").values_list("pk", flat=True)), numbers)
    bodies = [batch.organisations[one] for one in numbers if one in batch.organisations]
    return [entries.organization(batch, body, full_service=full_service) for body in bodies]


@endpoint(DIRECTORY)
def organization(request: HttpRequest, entry_id: str) -> HttpResponseBase:
    rows = queries.organisations(Asked()).filter(number=_number(entry_id))
    found = _organizations(list(rows.values_list("pk", flat=True)), full_service=_asked(request).full_service)
    if not found:
        raise Refused("Diesen Träger gibt es hier nicht.", 404)
    return kept(request, found[0])


@endpoint(DIRECTORY, posts=True)
def service_at_locations(request: HttpRequest) -> HttpResponseBase:
    wanted = _asked(request)

    def made(numbers: Sequence[Any]) -> list[Said]:
        found = _at_locations(OfferPlace.objects.filter(pk__in=numbers))
        return found if wanted.full else [entries.brief("service_at_location", entry) for entry in found]

    return _listed(request, "service_at_location", queries.at_places(wanted), wanted, made)


def _at_locations(rows: QuerySet[OfferPlace]) -> list[Said]:
    mine = set(rows.values_list("pk", flat=True))
    batch = queries.batch(list(rows.order_by().values_list("offer_id", flat=True).distinct()))
    found = [row for here in batch.at_places.values() for row in here if row.pk in mine]
    return [entries.owned_at_location(batch, row) for row in sorted(found, key=lambda row: row.pk)]


@endpoint(DIRECTORY)
def service_at_location(request: HttpRequest, entry_id: str) -> HttpResponseBase:
    rows = queries.at_places(Asked()).filter(pk=_number(entry_id))
    found = _at_locations(rows)
    if not found:
        raise Refused("Dieses Angebot an diesem Ort gibt es hier nicht.", 404)
    return kept(request, found[0])


@endpoint(DIRECTORY, posts=True)
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    return _chosen(request, "taxonomy", [taxonomy.entry() for taxonomy in profile.TAXONOMIES], _asked(request))


@endpoint(DIRECTORY)
def taxonomy(request: HttpRequest, entry_id: str) -> HttpResponseBase:
    found = profile.taxonomy(_number(entry_id))
    if found is None:
        raise Refused("Diese Taxonomie gibt es hier nicht.", 404)
    return kept(request, found.entry())


@endpoint(DIRECTORY, posts=True)
def taxonomy_terms(request: HttpRequest) -> HttpResponseBase:
    wanted = _asked(request)
    found = [
        term.entry()
        for term in profile.terms().values()
        if wanted.taxonomy_id in ("", term.taxonomy.id) and not (wanted.top_only and term.parent)
    ]
    below = [one for one in found if wanted.parent_id in ("", one.get("parent_id"))]
    return _chosen(request, "taxonomy_term", below, wanted)


@endpoint(DIRECTORY)
def taxonomy_term(request: HttpRequest, entry_id: str) -> HttpResponseBase:
    found = profile.terms().get(_number(entry_id))
    if found is None:
        raise Refused("Diesen Begriff gibt es hier nicht.", 404)
    return kept(request, found.entry())


def _chosen(request: HttpRequest, entity: str, found: Iterable[Said], wanted: Asked) -> HttpResponseBase:
    hits = list(_with_words(found, wanted.search))
    if wanted.format != "json":
        return _whole(entity, hits, wanted)
    first = (wanted.page - 1) * wanted.per_page
    return kept(request, _page(hits[first : first + wanted.per_page], len(hits), wanted))


def _with_words(found: Iterable[Mapping[str, Any]], words: str) -> Iterator[Said]:
    sought = words.lower().split()
    for entry in found:
        text = f"{entry['name']} {entry['description']}".lower()
        if all(word in text for word in sought):
            yield dict(entry)
