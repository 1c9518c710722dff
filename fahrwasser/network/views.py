"""Pages of the network."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as _may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page
from fahrwasser.network import actions, closing, forms, queries, rules
from fahrwasser.network.models import Aftercare, Decision, Finding, SystemMeasure, Theme, UnmetNeed

# ---- themes


def _overview_rows(request: StaffRequest) -> list[dict[str, Any]]:
    pairs = queries.themes_for(request.user)
    decisions = queries.latest_decisions(theme for theme, _ in pairs)
    return [
        {"theme": theme, "backing": backing, "step": rules.step(theme.state), "decision": decisions.get(theme.pk)}
        for theme, backing in pairs
    ]


@may(Permission.THEME_READ)
def themes(request: StaffRequest) -> HttpResponse:
    reviews = _may(request.user, Permission.FINDING_REVIEW)
    new = queries.findings_for(request.user).filter(state=Finding.State.NEW).count() if reviews else 0
    context = {"rows": _overview_rows(request), "reviews": reviews, "new": new, "least": rules.EVIDENCE_AT_LEAST}
    return page(request, "network/themes.html", context)


def _theme_or_404(request: StaffRequest, theme_id: UUID) -> tuple[Theme, queries.Backing]:
    for theme, backing in queries.themes_for(request.user):
        if theme.pk == theme_id:
            return theme, backing
    raise Http404


@may(Permission.THEME_READ)
def theme(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    one, backing = _theme_or_404(request, theme_id)
    manages = _may(request.user, Permission.THEME_MANAGE)
    moves = [Theme.State(state) for state in rules.moves_by_hand(one.state)] if manages else []
    context = {
        "theme": one,
        "backing": backing,
        "step": rules.step(one.state),
        "findings": queries.observations(one),
        "decisions": queries.decisions_of(one),
        "moves": moves,
        "manages": manages,
        "records": _may(request.user, Permission.DECISION_RECORD)
        and one.state in ("steering", "decided", "in_progress"),
    }
    return page(request, "network/theme.html", context)


@require_POST
@may(Permission.THEME_MANAGE)
def theme_move(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    one, _backing = _theme_or_404(request, theme_id)
    try:
        actions.move_theme(theme=one, state=request.POST.get("state", ""), by=request.user, now=clock.now())
        messages.success(request, _("Der Stand ist geändert."))
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("network:theme", one.pk)


def _form_page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    return page(request, "network/form.html", {"form": form, **context})


@may(Permission.DECISION_RECORD)
def decision_new(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    one, _backing = _theme_or_404(request, theme_id)
    form = forms.DecisionForm(request.POST or None, initial={"decided_on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.record_decision(theme=one, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Beschluss ist festgehalten."))
        return redirect("network:theme", one.pk)
    return _form_page(request, form, theme=one, heading=_("Beschluss der Lenkungsgruppe"))


@may(Permission.DECISION_RECORD)
def measure_new(request: StaffRequest, decision_id: UUID) -> HttpResponse:
    decision = get_object_or_404(Decision, pk=decision_id)
    one, _backing = _theme_or_404(request, decision.theme_id)
    form = forms.MeasureForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.add_measure(decision=decision, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Nachsteuerung ist eingetragen."))
        return redirect("network:theme", one.pk)
    return _form_page(request, form, theme=one, heading=_("Nachsteuerung"), quote=decision.wording)


@may(Permission.DECISION_RECORD)
def measure_done(request: StaffRequest, measure_id: UUID) -> HttpResponse:
    measure = get_object_or_404(SystemMeasure.objects.select_related("decision"), pk=measure_id)
    one, _backing = _theme_or_404(request, measure.decision.theme_id)
    form = forms.ImplementForm(request.POST or None, initial={"implemented_on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.implement(measure=measure, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Umsetzung ist eingetragen. In sechs Monaten wird die Wirkung geprüft."))
        return redirect("network:theme", one.pk)
    return _form_page(request, form, theme=one, heading=_("Umsetzung eintragen"), quote=measure.what)


# ---- findings


@may(Permission.FINDING_REVIEW)
def findings(request: StaffRequest) -> HttpResponse:
    rows = queries.findings_for(request.user).filter(state=Finding.State.NEW).order_by("made_on", "pk")
    return page(request, "network/findings.html", {"rows": [_labelled(row) for row in rows]})


def _labelled(finding: Finding) -> dict[str, Any]:
    need = queries.need_labels().get(finding.need_code, "")
    return {"finding": finding, "need": need, "reason": queries.reason_labels().get(finding.reason_code, "")}


@may(Permission.FINDING_REVIEW)
def finding(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    one = get_object_or_404(queries.findings_for(request.user), pk=finding_id, state=Finding.State.NEW)
    start = {"words": one.words, "proposal": one.proposal}
    form = forms.ReviewForm(request.POST or None, initial=start, themes=queries.open_themes_for(request.user))
    if request.method == "POST" and form.carries_out(lambda: _take_over(request, one, **form.cleaned_data)):
        messages.success(request, _("Der Hinweis gehört jetzt zu einem Thema."))
        return redirect("network:findings")
    return page(request, "network/finding.html", {"form": form, **_labelled(one)})


def _take_over(request: StaffRequest, one: Finding, *, theme: Theme | None, title: str, **texts: str) -> None:
    act = {"finding": one, "by": request.user, "now": clock.now(), **texts}
    if theme:
        actions.add_to_theme(theme=theme, **act)  # type: ignore[arg-type]
    else:
        actions.open_theme(title=title, **act)  # type: ignore[arg-type]


@require_POST
@may(Permission.FINDING_REVIEW)
def finding_reject(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    one = get_object_or_404(queries.findings_for(request.user), pk=finding_id)
    try:
        actions.reject_finding(finding=one, by=request.user, now=clock.now())
        messages.success(request, _("Der Hinweis ist nicht übernommen."))
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect("network:findings")


@may(Permission.FINDING_WRITE)
def observation(request: StaffRequest) -> HttpResponse:
    """A hint without a case, from the round of a team or from the corridor."""
    form = forms.ObservationForm(request.POST or None, needs=queries.need_labels())
    if request.method == "POST" and form.carries_out(
        lambda: actions.observe(by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Danke. Der Hinweis liegt bei der Koordination, ohne Namen und ohne Fall."))
        return redirect("network:themes")
    return page(request, "network/observation.html", {"form": form})


# ---- from the case


@may(Permission.CASE_WORK)
def finding_new(request: StaffRequest, need_id: UUID) -> HttpResponse:
    """One page for the way of an unmet need: why it is unmet, then the hint, then what became of it."""
    need = get_object_or_404(Need.objects.visible_to(request.user).select_related("case"), pk=need_id)
    readable_case(request, need.case_id)
    unmet = queries.open_unmet(need, request.user)
    given = queries.finding_of(unmet, request.user) if unmet else None
    form = None if given else _form_for(request, need, unmet)
    if request.method == "POST" and form and form.carries_out(lambda: _go_on(request, need, unmet, form.cleaned_data)):
        return redirect("network:finding_new", need.pk)
    context = {"need": need, "label": queries.need_labels().get(need.code, need.code), "unmet": unmet, "given": given}
    code = queries.reason_labels().get(unmet.reason_code, "") if unmet else ""
    return page(request, "network/finding_new.html", {**context, "form": form, "code": code})


def _form_for(request: StaffRequest, need: Need, unmet: UnmetNeed | None) -> Form:
    if unmet:
        usual = actions.TYPE_OF_REASON[rules.UnmetReason(unmet.reason)]
        return forms.FindingForm(request.POST or None, initial={"type": usual})
    start = {"since": clock.today(), "reason_code": request.GET.get("grund", "")}
    return forms.UnmetForm(request.POST or None, initial=start, codes=queries.reason_labels())


def _go_on(request: StaffRequest, need: Need, unmet: UnmetNeed | None, fields: dict[str, Any]) -> None:
    if unmet:
        actions.give_finding(unmet=unmet, by=request.user, now=clock.now(), **fields)
        messages.success(request, _("Danke. Der Hinweis liegt bei der Koordination, ohne Namen und ohne Fall."))
    else:
        actions.note_unmet(need=need, by=request.user, now=clock.now(), **fields)
        messages.success(request, _("Der Bedarf ist als ungedeckt festgehalten. Die Wartezeit läuft."))


@may(Permission.CASE_WORK)
def close(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    unmet = _unmet_rows(case, request.user)
    form = _closing_form(request, case, unmet)
    if request.method == "POST" and form.carries_out(
        lambda: closing.close_case(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Fall ist abgeschlossen."))
        return redirect("network:close", case.pk)
    planned = queries.aftercare_of(case, request.user)
    return page(request, "network/close.html", {"case": case, "form": form, "needs": unmet, "planned": planned})


def _unmet_rows(case: Case, user: User) -> list[dict[str, Any]]:
    labels = queries.need_labels()
    unmet = queries.unmet_without_finding(case, user)
    return [{"unmet": one, "label": labels.get(one.need.code, one.need.code)} for one in unmet]


def _closing_form(request: StaffRequest, case: Case, unmet: list[dict[str, Any]]) -> forms.CloseForm:
    words = rules.prefilled((row["label"], row["unmet"].get_reason_display()) for row in unmet)
    return forms.CloseForm(
        request.POST or None,
        initial={"finding_words": words[: forms.LONGEST_FINDING]},
        reasons=queries.closing_reasons(),
        asks_for_finding=bool(unmet),
        has_agreed=queries.aftercare_consent(case, request.user, clock.today()) is not None,
    )


@may(Permission.CASE_WORK)
def aftercare(request: StaffRequest, aftercare_id: UUID) -> HttpResponse:
    """Three or six months after the closure: what the person says."""
    planned: Aftercare = get_object_or_404(
        Aftercare.objects.visible_to(request.user).select_related("case"), pk=aftercare_id
    )
    case = readable_case(request, planned.case_id)
    form = forms.AftercareForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: closing.ask_after(aftercare=planned, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Nachfrage ist festgehalten."))
        return redirect("desk:case", case.pk)
    return page(request, "network/aftercare.html", {"case": case, "form": form, "planned": planned})
