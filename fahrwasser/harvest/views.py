"""Pages of imports into the directory."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.harvest import actions, downloads, queries, rules, sources
from fahrwasser.harvest.forms import ColumnsForm, SourceForm, UploadForm
from fahrwasser.harvest.models import ImportLine, ImportRun, Source
from fahrwasser.offers.actions import name_rights

PER_PAGE = 50
SECONDS = "5"


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def new(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[ImportRun] = []

    def act() -> None:
        named = {name: form.cleaned_data[name] for name in ("source", "form")} | {"by": request.user}
        address = form.cleaned_data["address"]
        rights = {name: form.cleaned_data[name] for name in ("attribution", "licence")}
        if any(rights.values()):
            name_rights(source=named["source"], **rights)
        if form.cleaned_data["uploads"]:
            made.append(actions.propose(files=form.contents(), now=clock.now(), **named))
        else:
            made.append(actions.propose_addresses(addresses=[address], now=clock.now(), **named))

    if request.method == "POST" and form.carries_out(act):
        return redirect("harvest:run", made[0].pk)
    return page(
        request, "harvest/new.html", {"form": form, "runs": queries.newest_imports(), "sources": queries.sources()}
    )


@require_GET
@may(Permission.OFFER_IMPORT)
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Progress while a worker has it, then what would change, then what became of it."""
    found = _run(run_id)
    if found.state in rules.WORKING:
        response = page(request, "harvest/working.html", {"run": found, "standing": queries.standing(found)})
        response.headers["Refresh"] = SECONDS
        return response
    return page(request, "harvest/run.html", {"run": found, **_lines(request, found)})


def _run(run_id: UUID) -> ImportRun:
    return get_object_or_404(queries.runs(), pk=run_id)


def _lines(request: StaffRequest, run: ImportRun) -> dict[str, Any]:
    """One section of the lines, the one the address asks for or else the first."""
    sections = queries.sections(run)
    codes = [code for code, _label, _count in sections]
    asked = request.GET.get("teil", "")
    chosen = asked if asked in codes else codes[0] if codes else ""
    shown = Paginator(queries.lines(run, chosen), PER_PAGE).get_page(request.GET.get("seite"))
    waits = run.state == ImportRun.State.PROPOSED
    return {
        "sections": [(code, label, count, code == chosen) for code, label, count in sections],
        "section": chosen,
        "shown": shown,
        "has_columns": bool(run.counts.get("columns")),
        "may_choose": waits and chosen in (ImportLine.Section.KEPT, ImportLine.Section.VANISHED),
    }


def _done(request: StaffRequest, run_id: UUID, act: Callable[[], object], words: str) -> HttpResponse:
    """Do something with a run that is there, say so or why not, and show it again."""
    _run(run_id)
    try:
        act()
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, words)
    return redirect("harvest:run", run_id)


@require_POST
@may(Permission.OFFER_IMPORT)
def choose(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Remember which lines of this page are to be taken over or paused."""
    shown, chosen = request.POST.getlist("shown"), request.POST.getlist("chosen")
    return _done(
        request, run_id, lambda: actions.choose(run_id=run_id, shown=shown, chosen=chosen),
        _("Die Auswahl ist gemerkt."),
    )  # fmt: skip


@require_POST
@may(Permission.OFFER_IMPORT)
def carry_out(request: StaffRequest, run_id: UUID) -> HttpResponse:
    return _done(
        request, run_id, lambda: actions.start(run_id=run_id, by=request.user, now=clock.now()),
        _("Die Übernahme läuft."),
    )  # fmt: skip


@require_POST
@may(Permission.OFFER_IMPORT)
def cancel(request: StaffRequest, run_id: UUID) -> HttpResponse:
    return _done(
        request, run_id, lambda: actions.cancel(run_id=run_id),
        _("Abgebrochen. Das Verzeichnis ist, wie es vorher war."),
    )  # fmt: skip


@require_POST
@may(Permission.OFFER_IMPORT)
def again(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Read a cancelled or interrupted file once more and compare it with the directory as it is now."""
    return _done(
        request, run_id, lambda: actions.again(run_id=run_id, by=request.user), _("Die Datei wird noch einmal geprüft.")
    )


@require_POST
@may(Permission.OFFER_IMPORT)
def discard(request: StaffRequest, run_id: UUID) -> HttpResponse:
    def act() -> None:
        actions.discard(run_id=run_id, now=clock.now())
        sources.forget_marks(name=_run(run_id).source)

    return _done(
        request, run_id, act,
        _("Verworfen. Das Verzeichnis ist, wie es vorher war."),
    )  # fmt: skip


@require_GET
@may(Permission.OFFER_IMPORT)
def rejected(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """The rejected entries with their places, to hand to whoever keeps the source."""
    lines = queries.lines(_run(run_id), ImportLine.Section.REJECTED)
    headers = {"Content-Disposition": 'attachment; filename="zurueckgewiesen.csv"', "Cache-Control": "no-store"}
    return HttpResponse(downloads.rejected(lines), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def columns(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """What the columns of the tables mean; saved for the source, then the tables are read again."""
    found = get_object_or_404(ImportRun, pk=run_id, state=ImportRun.State.PROPOSED)
    header, places = queries.header(found)
    if not header:
        raise Http404
    form = ColumnsForm(request.POST or None, header=header, places=places)
    if request.method == "POST" and form.carries_out(
        lambda: actions.map_columns(run_id=run_id, places=form.places(), by=request.user)
    ):
        messages.success(request, _("Die Zuordnung ist gespeichert und gilt auch beim nächsten Mal."))
        return redirect("harvest:run", run_id)
    return page(request, "harvest/columns.html", {"form": form, "run": found})


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def source_new(request: StaffRequest) -> HttpResponse:
    return _source(request, None)


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def source(request: StaffRequest, source_id: UUID) -> HttpResponse:
    return _source(request, get_object_or_404(Source, pk=source_id))


SOURCE_FIELDS = ("name", "form", "every_hours", "alone", "attribution", "licence")


def _source(request: StaffRequest, current: Source | None) -> HttpResponse:
    recorded = queries.recorded(current) if current else None
    form = SourceForm(request.POST or None, recorded=recorded)
    if request.method == "POST" and form.carries_out(
        lambda: sources.save(
            source=current, listed=form.listed(), by=request.user,
            **{name: form.cleaned_data[name] for name in SOURCE_FIELDS},
        )
    ):  # fmt: skip
        messages.success(request, _("Die Quelle ist gespeichert."))
        return redirect("harvest:new")
    return page(request, "harvest/source.html", {"form": form, "source": current})


@require_POST
@may(Permission.OFFER_IMPORT)
def source_pull(request: StaffRequest, source_id: UUID) -> HttpResponse:
    """Fetch it now, whether it says that something is new or not."""
    get_object_or_404(Source, pk=source_id)
    run = sources.pull(source_id=source_id, by=request.user, now=clock.now(), afresh=True)
    return redirect("harvest:run", run.pk) if run else redirect("harvest:new")


@require_POST
@may(Permission.OFFER_IMPORT)
def source_remove(request: StaffRequest, source_id: UUID) -> HttpResponse:
    sources.remove(source=get_object_or_404(Source, pk=source_id))
    messages.success(request, _("Die Quelle wird nicht mehr abgerufen. Ihre Angebote bleiben im Verzeichnis."))
    return redirect("harvest:new")
