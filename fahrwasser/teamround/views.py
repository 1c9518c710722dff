"""The round of a team: one list a week, one page for each item."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import Unit
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page
from fahrwasser.teamround import actions, queries, rules
from fahrwasser.teamround.forms import AgreeForm, BringForm, QuestionForm

IN_THE_ROUND = (Permission.CASE_WORK, Permission.CASE_ALLOCATE)
A_WEEK = timedelta(weeks=1)
FURTHEST = timedelta(weeks=520)


def _team(request: StaffRequest) -> Unit:
    """The team named in ``?team=``, else the person's own."""
    teams = queries.teams_of(request.user)
    if not teams:
        raise Http404
    return next((team for team in teams if str(team.pk) == request.GET.get("team")), teams[0])


def _monday(words: str) -> date:
    """The Monday of the week of a day; of this week for none, a wrong one, and one ten years away."""
    today = clock.today()
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = today
    return rules.monday(day if abs(day - today) < FURTHEST else today)


def _address(team: Unit, monday: date) -> str:
    return f"{reverse('teamround:week')}?woche={monday:%Y-%m-%d}&team={team.pk}"


@may(*IN_THE_ROUND)
def week(request: StaffRequest) -> HttpResponse:
    """The list of one week, and from earlier weeks what is open."""
    team, monday = _team(request), _monday(request.GET.get("woche", ""))
    shown = queries.week(request.user, team, monday, rules.monday(clock.today()))
    teams = [(one, _address(one, monday), one == team) for one in queries.teams_of(request.user)]
    ways = {"before": _address(team, monday - A_WEEK), "after": _address(team, monday + A_WEEK)}
    context = {"week": shown, "team": team, "teams": teams, "monday": monday, "today": clock.today(), **ways}
    return page(request, "teamround/week.html", context)


@may(*IN_THE_ROUND)
def new(request: StaffRequest) -> HttpResponse:
    """A matter without a case."""
    return _bring(request, _team(request), None)


@may(Permission.CASE_WORK)
def bring(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A question about a case, into the round of one's own team."""
    return _bring(request, _team(request), readable_case(request, case_id))


def _bring(request: StaffRequest, team: Unit, case: Case | None) -> HttpResponse:
    form = BringForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.bring(case=case, unit=team, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Steht auf der Liste der Teamrunde."))
        return redirect("desk:case", case.pk) if case else redirect(_address(team, form.cleaned_data["week"]))
    return page(request, "teamround/bring.html", {"form": form, "case": case, "team": team})


def _line(request: StaffRequest, item_id: UUID) -> queries.Line:
    found = queries.item(request.user, item_id)
    if found is None:
        raise Http404
    return found


@may(*IN_THE_ROUND)
def item(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """One item: what is asked, what is agreed, who does what."""
    line = _line(request, item_id)
    people = queries.people_of(request.user, line.item.unit)
    form = AgreeForm(request.POST or None, recorded={"agreed": line.item.agreed}, people=people)
    if request.method == "POST" and form.carries_out(
        lambda: actions.agree(item=line.item, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Festgehalten."))
        return redirect("teamround:item", item_id)
    context = {"form": form, "line": line, "today": clock.today()}
    may_hint = person_may(request.user, Permission.FINDING_WRITE)
    return page(request, "teamround/item.html", {**context, "may_hint": may_hint, "back": _back(line)})


def _back(line: queries.Line) -> str:
    return _address(line.item.unit, line.item.week)


@may(*IN_THE_ROUND)
def question(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """Say better what one has brought."""
    line = _line(request, item_id)
    form = QuestionForm(request.POST or None, recorded={"question": line.item.question})
    if request.method == "POST" and form.carries_out(
        lambda: actions.reword(item=line.item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Die Frage ist geändert."))
        return redirect("teamround:item", item_id)
    return page(request, "teamround/question.html", {"form": form, "line": line})


@may(*IN_THE_ROUND)
@require_POST
def close(request: StaffRequest, item_id: UUID) -> HttpResponse:
    line = _line(request, item_id)
    actions.close(item=line.item, by=request.user, now=clock.now())
    messages.success(request, _("Dieser Punkt ist abgeschlossen."))
    return redirect(_back(line))


@may(*IN_THE_ROUND)
@require_POST
def step_done(request: StaffRequest, step_id: UUID) -> HttpResponse:
    step = get_object_or_404(queries.steps(request.user), pk=step_id)
    form = Form(request.POST)
    if form.carries_out(lambda: actions.finish(step=step, by=request.user, now=clock.now())):
        messages.success(request, _("Erledigt."))
    else:
        messages.warning(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("teamround:item", step.item_id)
