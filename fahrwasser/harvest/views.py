"""Pages of imports into the directory."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.harvest import actions, downloads, queries, rules
from fahrwasser.harvest.forms import UploadForm
from fahrwasser.harvest.models import ImportLine, ImportRun

PER_PAGE = 50
SECONDS = "2"


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def new(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[ImportRun] = []

    def act() -> None:
        named = {name: form.cleaned_data[name] for name in ("source", "form")}
        made.append(actions.propose(files=form.contents(), by=request.user, now=clock.now(), **named))

    if request.method == "POST" and form.carries_out(act):
        return redirect("harvest:run", made[0].pk)
    return page(request, "harvest/new.html", {"form": form, "runs": queries.newest_imports()})


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
    return {
        "sections": [(code, label, count, code == chosen) for code, label, count in sections],
        "section": chosen, "shown": shown, "may_choose": run.state == ImportRun.State.PROPOSED
        and chosen in (ImportLine.Section.KEPT, ImportLine.Section.VANISHED),
    }  # fmt: skip


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
    return _done(
        request, run_id, lambda: actions.discard(run_id=run_id, now=clock.now()),
        _("Verworfen. Das Verzeichnis ist, wie es vorher war."),
    )  # fmt: skip


@require_GET
@may(Permission.OFFER_IMPORT)
def rejected(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """The rejected entries with their places, to hand to whoever keeps the source."""
    lines = queries.lines(_run(run_id), ImportLine.Section.REJECTED)
    headers = {"Content-Disposition": 'attachment; filename="zurueckgewiesen.csv"', "Cache-Control": "no-store"}
    return HttpResponse(downloads.rejected(lines), content_type="text/csv; charset=utf-8", headers=headers)
