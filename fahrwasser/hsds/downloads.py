"""Files of the directory: for anybody, and for colleagues what their filters show."""

from typing import Final

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.hsds import queries, sheets, tables
from fahrwasser.hsds.responses import endpoint, streamed
from fahrwasser.hsds.rules import Asked
from fahrwasser.offers import queries as directory
from fahrwasser.offers.facets import select
from fahrwasser.offers.forms import SearchForm
from fahrwasser.offers.models import Offer

DIRECTORY: Final = "the directory of offers is public, to be read by machines of others"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


@endpoint(DIRECTORY)
def package(request: HttpRequest) -> HttpResponseBase:
    name = f"angebote-hsds-{clock.today()}.zip"
    return FileResponse(tables.package(), as_attachment=True, filename=name, content_type="application/zip")


@endpoint(DIRECTORY)
def csv(request: HttpRequest) -> HttpResponseBase:
    return _csv(queries.offers(Asked()))


@endpoint(DIRECTORY)
def xlsx(request: HttpRequest) -> HttpResponseBase:
    return _xlsx(queries.offers(Asked()))


def _csv(rows: QuerySet[Offer]) -> StreamingHttpResponse:
    return streamed(sheets.as_csv(rows), CSV, f"angebote-{clock.today()}.csv")


def _xlsx(rows: QuerySet[Offer]) -> FileResponse:
    name = f"angebote-{clock.today()}.xlsx"
    return FileResponse(sheets.as_excel(rows), as_attachment=True, filename=name, content_type=EXCEL)


def _filtered(request: HttpRequest) -> QuerySet[Offer]:
    """What the list of the directory shows with the same words and filters."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["suche"] if form.is_valid() else ""
    found = select(directory.search(words), request.GET, clock.today()).offers
    return Offer.objects.filter(pk__in=found.order_by().values("pk"))


@require_GET
@may(Permission.OFFER_READ)
def filtered_csv(request: StaffRequest) -> HttpResponseBase:
    return _unkept(_csv(_filtered(request)))


@require_GET
@may(Permission.OFFER_READ)
def filtered_xlsx(request: StaffRequest) -> HttpResponseBase:
    return _unkept(_xlsx(_filtered(request)))


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    """For whoever asked, and no machine between."""
    response["Cache-Control"] = "no-store"
    return response
