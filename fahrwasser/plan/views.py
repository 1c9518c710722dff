"""Pages of the plan: reading, writing together, accepting, rating, printing."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.actions import note_access
from fahrwasser.blocks.queries import language_row, languages
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.deadlines.queries import of_case as deadlines_of
from fahrwasser.plan import actions, documents, forms, queries, rules
from fahrwasser.plan.models import PlanVersion
from fahrwasser.work.forms import Kept, kept

READ = (Permission.PLAN_WRITE, Permission.BREAK_GLASS)


def _version(request: StaffRequest, version_id: UUID) -> PlanVersion:
    """A version this person may read; a hidden one and a missing one are the same 404, both logged."""
    version = queries.find_version(version_id, request.user)
    note_access(request, version.case_id if version else version_id)
    if version is None:
        raise Http404
    return version


@may(*READ)
@require_safe
def plan(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    versions = queries.versions_of(case, request.user)
    shown = next(
        (v for v in versions if str(v.number) == request.GET.get("fassung")), versions[0] if versions else None
    )
    cards, general = queries.cards(shown, request.user) if shown else ([], [])
    context = {
        "case": case,
        "version": shown,
        "versions": versions,
        "is_latest": bool(versions) and shown == versions[0],
        "cards": cards,
        "general": general,
        "review_due": queries.review_due(shown) if shown and shown.accepted_on else None,
        "recomputed": [row for row in deadlines_of(case, request.user) if row.recomputed_on and row.previous_end],
        "languages": [language_row(code) for code in languages()],
        "without_goal": queries.needs_without_goal(case, request.user, shown),
        "may_write": is_allowed(request.user, Permission.PLAN_WRITE) and case.is_open,
    }
    return page(request, "plan/plan.html", context)


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    draft = kept(request.user, request.path)
    form = _plan_form(request, case, draft)
    if form.is_bound and form.carries_out(
        lambda: actions.save_plan(case=case, by=request.user, now=clock.now(), draft=draft.address, **form.arguments())
    ):
        messages.success(request, _("Der Hilfeplan ist gespeichert."))
        return redirect("plan:plan", case_id=case.id)
    context = {"case": case, "form": form, "conflict": _conflict(request, case, form), "kept": draft}
    return page(request, "plan/edit.html", context)


def _plan_form(request: StaffRequest, case: Case, draft: Kept) -> forms.PlanForm:
    """What was sent; or that with one more row; or what was typed and not yet sent; or what is saved."""
    version = queries.latest_version(case, request.user)
    text = queries.text_of(version, request.user) if version else rules.PlanText()
    needs = queries.needs_for_goals(case, request.user)
    revision = version.revision if version else 0
    unsent = QueryDict(draft.draft.content) if draft.draft and request.method == "GET" else None
    more = "draft" if unsent else request.POST.get("more", "")
    return forms.PlanForm(unsent or request.POST or None, text=text, revision=revision, needs=needs, extra=more)


def _conflict(request: StaffRequest, case: Case, form: forms.PlanForm) -> dict[str, object] | None:
    """What somebody saved in the meantime beside what was typed here; the next save goes on top of it."""
    version = queries.latest_version(case, request.user)
    if version is None or not form.is_readable() or form.cleaned_data["revision"] == version.revision:
        return None
    found = rules.differences(queries.text_of(version, request.user), form.text())
    form.on_top_of(version.revision)
    return {"differences": found, "saved": queries.last_saved(case), "named": (case.lead_id, case.second_id)}


@may(Permission.PLAN_WRITE)
@require_POST
def version_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    try:
        actions.start_version(case=case, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("plan:plan", case_id=case.id)
    messages.success(request, _("Die neue Fassung enthält die bisherigen Ziele und die offenen Maßnahmen."))
    return redirect("plan:edit", case_id=case.id)


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def accept(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id)
    initial = {"accepted_on": clock.today(), "revision": version.revision}
    form = forms.AcceptForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carries_out(
        lambda: actions.accept(version=version, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Hilfeplan ist angenommen. Diese Fassung bleibt jetzt, wie sie ist."))
        return redirect("plan:plan", case_id=version.case_id)
    cards, general = queries.cards(version, request.user)
    context = {"case": version.case, "version": version, "form": form, "cards": cards, "general": general}
    return page(request, "plan/accept.html", context)


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def rate(request: StaffRequest, goal_id: UUID) -> HttpResponse:
    goal = queries.find_goal(goal_id, request.user)
    note_access(request, goal.case_id if goal else goal_id)
    if goal is None:
        raise Http404
    form = forms.RateForm(request.POST or None, goal=goal, today=clock.today())
    if request.method == "POST" and form.carries_out(
        lambda: actions.rate_both(goal=goal, by=request.user, now=clock.now(), **form.arguments())
    ):
        messages.success(request, _("Die Einschätzung ist gespeichert."))
        return redirect("plan:plan", case_id=goal.case_id)
    return page(request, "plan/rate.html", {"case": goal.case, "goal": goal, "form": form})


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def measure_done(request: StaffRequest, measure_id: UUID) -> HttpResponse:
    measure = queries.find_measure(measure_id, request.user)
    note_access(request, measure.case_id if measure else measure_id)
    if measure is None:
        raise Http404
    form = forms.DoneForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.finish_measure(measure=measure, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Maßnahme ist erledigt."))
        return redirect("plan:plan", case_id=measure.case_id)
    return page(request, "plan/measure_done.html", {"case": measure.case, "measure": measure, "form": form})


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def measure_drop(request: StaffRequest, measure_id: UUID) -> HttpResponse:
    measure = queries.find_measure(measure_id, request.user)
    note_access(request, measure.case_id if measure else measure_id)
    if measure is None:
        raise Http404
    form = forms.DropForm(request.POST or None, initial={"dropped_on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.drop_measure(measure=measure, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Maßnahme entfällt."))
        return redirect("plan:plan", case_id=measure.case_id)
    return page(request, "plan/measure_drop.html", {"case": measure.case, "measure": measure, "form": form})


@may(Permission.PLAN_WRITE)
@require_http_methods(["GET", "POST"])
def review(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id)
    form = forms.ReviewForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.review(version=version, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Überprüfung ist eingetragen. Der Plan bleibt, wie er ist."))
        return redirect("plan:plan", case_id=version.case_id)
    context = {"case": version.case, "version": version, "form": form, "due_on": queries.review_due(version)}
    context["reviews"] = queries.reviews_of(version.case, request.user)
    return page(request, "plan/review.html", context)


@may(*READ)
@require_safe
def changes(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id)
    context = {"case": version.case, "version": version, "changes": queries.changes(version, request.user)}
    context["recomputed"] = [row for row in deadlines_of(version.case, request.user) if row.recomputed_on]
    return page(request, "plan/changes.html", context)


@may(*READ)
@require_safe
def evaluation(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id)
    context = {"case": version.case, "version": version, "found": queries.evaluation(version, request.user)}
    return page(request, "plan/evaluation.html", context)


@may(*READ)
@require_safe
def pdf(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id)
    language = request.GET.get("sprache", "de")
    try:
        answer = HttpResponse(documents.plan_pdf(version, request.user, language), content_type="application/pdf")
    except KeyError:
        raise Http404 from None
    suffix = "" if language == "de" else f"-{language}"
    name = f"Hilfeplan-{version.case.number}-Fassung-{version.number}{suffix}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
