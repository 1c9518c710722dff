"""Pages of imports into the directory."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.harvest import actions, queries
from fahrwasser.harvest.forms import UploadForm
from fahrwasser.harvest.models import ImportRun


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def new(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        proposed = actions.propose_import(
            raw=file.read(), file_name=file.name[:200], source=form.cleaned_data["source"], by=request.user,
            now=clock.now(),
        )  # fmt: skip
        return redirect("harvest:run", proposed.pk)
    return page(request, "harvest/new.html", {"form": form, "runs": queries.newest_imports()})


@require_http_methods(["GET", "POST"])
@may(Permission.OFFER_IMPORT)
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    found = get_object_or_404(ImportRun.objects.select_related("by"), pk=run_id)
    preview = actions.preview_of(found) if found.content else None
    if request.method == "POST":
        return _carry_out(request, found)
    return page(request, "harvest/run.html", {"run": found, "preview": preview})


def _carry_out(request: StaffRequest, run: ImportRun) -> HttpResponse:
    try:
        done = actions.carry_out(run_id=run.pk, by=request.user, now=clock.now(), take=request.POST.getlist("take"))
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    else:
        counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
        messages.success(
            request, _("Übernommen: %(added)s neu, %(changed)s geändert, %(unchanged)s unverändert.") % counts
        )
    return redirect("harvest:run", run.pk)
