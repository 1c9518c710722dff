"""Taking over running cases: templates, upload, columns, every row with its problems, and back again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.actions import note_access
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page
from fahrwasser.imports import actions, checking, progress, queries, writing
from fahrwasser.imports.columns import CASES, CONTACTS, LABELS, PEOPLE
from fahrwasser.imports.forms import CarryOutForm, MappingForm, UploadForm
from fahrwasser.imports.models import Import

PER_PAGE = 50
SECONDS = "2"  # until the page of a running import comes again
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _import(request: StaffRequest, import_id: UUID) -> Import:
    runs = Import.objects.visible_to(request.user).select_related("by", "ended_by")
    found: Import = get_object_or_404(runs, pk=import_id)
    return found


def _open_import(request: StaffRequest, import_id: UUID) -> Import:
    run = _import(request, import_id)
    if run.state != Import.State.OPEN:
        raise Http404
    return run


@may(Permission.CASE_IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    """What was taken over so far, and new files."""
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[Import] = []

    def act() -> None:
        made.append(actions.upload(files=form.contents(), by=request.user, now=clock.now()))

    if request.method == "POST" and form.carries_out(act):
        return _read(request, made[0])
    return page(request, "imports/start.html", {"form": form, "runs": queries.newest(request.user)[:20]})


def _read(request: StaffRequest, run: Import) -> HttpResponse:
    before = queries.uploaded_before(request.user, run)
    if before:
        words = _(
            "Genau diese Tabellen wurden am %(day)s schon hochgeladen (%(state)s). Bitte prüfen Sie, ob das stimmt."
        )
        messages.warning(request, words % {"day": f"{before.at:%d.%m.%Y}", "state": before.get_state_display()})
    return redirect("imports:mapping", run.pk)


@may(Permission.CASE_IMPORT)
@require_http_methods(["GET", "POST"])
def mapping(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Columns and words of one table, named in the address; the first one otherwise."""
    run = _open_import(request, import_id)
    tables = run.tables
    table = request.GET.get("tabelle", CASES)
    if table not in tables:
        raise Http404
    form = _mapping_form(request, run, table)
    if request.method == "POST" and form.carries_out(
        lambda: actions.map_columns(run=run, table=table, places=form.places(), words=form.meanings(), by=request.user)
    ):
        messages.success(request, _("Die Zuordnung ist gespeichert und gilt auch beim nächsten Mal."))
        return redirect("imports:preview", run.pk)
    chosen = [(name, LABELS[name], name == table) for name in tables]
    return page(request, "imports/mapping.html", {"form": form, "run": run, "tables": chosen, "label": LABELS[table]})


def _mapping_form(request: StaffRequest, run: Import, table: str) -> MappingForm:
    found = queries.mapping_of(request.user, table, run.tables[table])
    known = queries.known(request.user, clock.today(), {})
    people = [(str(person.pk), person.name) for person in queries.leaders(request.user)]
    unknown = checking.unknown_words(found, table, known)
    return MappingForm(request.POST or None, table=table, mapped=found, unknown=unknown, people=people)


@may(Permission.CASE_IMPORT)
@require_http_methods(["GET", "POST"])
def preview(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Every row with its problems while the import is open; afterwards what became of it."""
    run = _import(request, import_id)
    form = CarryOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.start(run=run, only_good=form.cleaned_data["only_good"], by=request.user, now=clock.now())
    ):
        if _import(request, import_id).state == Import.State.CARRIED_OUT:
            messages.success(request, _("Die Fälle sind übernommen. Jede Fallführung sieht ihre ab jetzt."))
        return redirect("imports:preview", run.pk)
    if run.state == Import.State.QUEUED:
        return _working(request, run)
    if run.state != Import.State.OPEN:
        return page(request, "imports/done.html", {"run": run, "form": form})
    return page(request, "imports/preview.html", {"form": form, "run": run, **_rows(request, run)})


def _working(request: StaffRequest, run: Import) -> HttpResponse:
    """How far the worker is; the page comes again by itself."""
    done, total = progress.told(run.pk)
    context = {"run": run, "held": queries.is_held(run, request.user), "done": done, "total": total}
    response = page(request, "imports/working.html", context)
    response.headers["Refresh"] = SECONDS
    return response


def _rows(request: StaffRequest, run: Import) -> dict[str, Any]:
    """The rows of one table that the address asks for, with what may be known already."""
    checked = queries.lines(run, request.user, clock.today())
    table = request.GET.get("tabelle", CASES)
    if table not in checked:
        raise Http404
    only = request.GET.get("nur") == "probleme"
    lines = [line for line in checked[table] if not (only and line.is_good)]
    shown = Paginator(lines, PER_PAGE).get_page(request.GET.get("seite"))
    known = queries.alike(request.user, shown.object_list) if table == CASES else {}
    for one in (one for hits in known.values() for one in hits):
        note_access(request, one.case.pk, "Übernahme")
    tables = [
        (name, LABELS[name], len(found), sum(not line.is_good for line in found), name == table)
        for name, found in checked.items()
    ]
    return {
        "tables": tables, "table": table, "only": only, "shown": shown,
        "rows": [(line, known.get(line.number, []), line.number in run.skipped) for line in shown.object_list],
        "asks": bool(known), "wrong": sum(count for _name, _label, _all, count, _here in tables),
    }  # fmt: skip


@may(Permission.CASE_IMPORT)
@require_POST
def leave_out(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Rows of this page whose person has a file already stay out."""
    run = _open_import(request, import_id)
    numbers, shown = ([_number(one) for one in request.POST.getlist(key)] for key in ("out", "shown"))
    actions.leave_out(run=run, numbers=numbers, shown=shown, by=request.user)
    messages.success(request, _("Die Auswahl ist gespeichert."))
    return redirect("imports:preview", run.pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@may(Permission.CASE_IMPORT)
@require_POST
def discard(request: StaffRequest, import_id: UUID) -> HttpResponse:
    actions.discard(run=_open_import(request, import_id), by=request.user, now=clock.now())
    messages.success(request, _("Die Tabellen sind gelöscht. Es wurde nichts übernommen."))
    return redirect("imports:imports")


@may(Permission.CASE_IMPORT)
@require_POST
def halt(request: StaffRequest, import_id: UUID) -> HttpResponse:
    try:
        actions.halt(run=_import(request, import_id), by=request.user)
        messages.success(request, _("Die Übernahme ist angehalten. Es wurde nichts geschrieben."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("imports:preview", import_id)


@may(Permission.CASE_IMPORT)
@require_POST
def undo(request: StaffRequest, import_id: UUID) -> HttpResponse:
    run = _import(request, import_id)
    try:
        actions.undo(run=run, by=request.user, now=clock.now())
        messages.success(request, _("Die Übernahme ist zurückgenommen. Alles, was sie angelegt hat, ist gelöscht."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("imports:preview", run.pk)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


@may(Permission.CASE_IMPORT)
@require_GET
def template_workbook(request: HttpRequest) -> HttpResponse:
    sheets = {label: writing.template_rows(table) for table, label in LABELS.items()}
    return _download(writing.as_xlsx({**sheets, writing.HELP: writing.help_rows()}), XLSX, "vorlage.xlsx")


def _csv_template(table: str, name: str) -> HttpResponse:
    return _download(writing.as_csv(writing.template_rows(table)), "text/csv; charset=utf-8", name)


@may(Permission.CASE_IMPORT)
@require_GET
def template_cases(request: HttpRequest) -> HttpResponse:
    return _csv_template(CASES, "vorlage-faelle.csv")


@may(Permission.CASE_IMPORT)
@require_GET
def template_people(request: HttpRequest) -> HttpResponse:
    return _csv_template(PEOPLE, "vorlage-personen.csv")


@may(Permission.CASE_IMPORT)
@require_GET
def template_contacts(request: HttpRequest) -> HttpResponse:
    return _csv_template(CONTACTS, "vorlage-kontakte.csv")


@may(Permission.CASE_IMPORT)
@require_GET
def wrong_workbook(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """The rows that cannot be used, each table on its sheet, to repair and to upload again."""
    run = _open_import(request, import_id)
    checked, tables = queries.lines(run, request.user, clock.today()), run.tables
    sheets = {LABELS[name]: writing.wrong_rows(tables[name], lines) for name, lines in checked.items()}
    return _download(writing.as_xlsx(sheets), XLSX, "zu-reparieren.xlsx")


@may(Permission.CASE_IMPORT)
@require_GET
def wrong_csv(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """The same for one table."""
    run = _open_import(request, import_id)
    table = request.GET.get("tabelle", CASES)
    if table not in run.tables:
        raise Http404
    lines = queries.lines(run, request.user, clock.today())[table]
    return _download(writing.as_csv(writing.wrong_rows(run.tables[table], lines)), "text/csv", "zu-reparieren.csv")
