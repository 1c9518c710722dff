"""The page that holds a need against the directory."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as is_allowed
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.fact_forms import FactForm
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.queries import FactRow, fact_rows, needs_of
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.matching import actions, queries
from fahrwasser.matching import changes as coming
from fahrwasser.matching.filters import narrow, with_value, without
from fahrwasser.matching.forms import ANSWERED, TakeForm, fact_asked, question_form
from fahrwasser.matching.lines import groups
from fahrwasser.matching.places import nearest_words
from fahrwasser.matching.whole import need_rows
from fahrwasser.plan.queries import taken_up

COMPARED_FIRST = (
    "german", "children", "due_date", "obligations", "residence", "benefit_system", "district", "languages",
)  # fmt: skip
ASKING, LATER = "frage", "spaeter"


@require_http_methods(["GET", "POST"])
@may(Permission.MATCH_RUN)
def need(request: StaffRequest, need_id: UUID) -> HttpResponse:
    found = _readable_need(request, need_id)
    today = clock.today()
    comparison = queries.compare(found, request.user, today)
    rows = {row.name: row for row in fact_rows(found.case, request.user)}
    known = {name: row.known for name, row in rows.items() if row.known}
    asked = fact_asked(comparison)
    name = request.POST.get(ANSWERED, "") if request.method == "POST" else asked
    form = question_form(name, known, request.user, request.POST or None, today)
    if request.method == "POST" and _is_answered(request, found, form):
        return redirect(request.get_full_path())
    context = {
        "form": form if request.GET.get(ASKING) != LATER else None,
        "asked": asked,
        "open_days": (today - found.recognised_on).days,
    }
    shown = {**_shown(request, found, rows), **_compared(request, comparison)}
    return page(request, "matching/need.html", {**shown, **context})


def _is_answered(request: StaffRequest, need: Need, form: FactForm | None) -> bool:
    """Whether nothing is left to correct: the answer is stored for the fact it names, or it names none."""
    if form is None:
        messages.warning(request, _("Diese Angabe wird hier nicht gefragt. Es ist nichts gespeichert."))
        return True
    stored = form.carries_out(
        lambda: assessment.set_fact(case=need.case, by=request.user, now=clock.now(), **form.noted())
    )
    if stored:
        messages.success(request, _("Die Angabe ist gespeichert. Die Angebote sind neu verglichen."))
    return stored


def _shown(request: StaffRequest, need: Need, rows: dict[str, FactRow]) -> dict[str, Any]:
    """The need itself, what is known of the person, and the other open needs."""
    return {
        "need": need,
        "case": need.case,
        "needed_by": queries.need_says(need).needed_by,
        "first_facts": [rows.pop(name) for name in COMPARED_FIRST if name in rows],
        "other_facts": list(rows.values()),
        "may_plan": _may_plan(request, need.case) and need.closed_on is None,
        "planned": {offer for of, offer in taken_up(need.case, request.user) if of == need.pk},
        "other_needs": [other for other in needs_of(need.case, request.user) if other.closed_on is None],
    }


def _may_plan(request: StaffRequest, case: Case) -> bool:
    return case.is_open and is_allowed(request.user, Permission.PLAN_WRITE)


def _compared(request: StaffRequest, comparison: queries.Comparison) -> dict[str, Any]:
    """The result, as the filters of the address narrow it."""
    home = comparison.facts.district
    nearest = nearest_words([offer.pk for offer in comparison.offers.values()], home.value if home else "")
    return {
        "question": comparison.question,
        "count": len(comparison.ranked),
        "narrowed": narrow(groups(comparison, nearest), request.GET),
        "later": with_value(request.GET, ASKING, LATER),
        "again": without(request.GET, ASKING),
        "today": comparison.on,
    }


@require_GET
@may(Permission.MATCH_RUN)
def whole_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    today = clock.today()
    whole = queries.whole_case(case, request.user, today)
    rows = need_rows(whole, taken_up(case, request.user))
    context = {
        "case": case,
        "rows": rows,
        "covered": sum(row.line is not None for row in rows),
        "uncovered": [row.need.label for row in rows if row.line is None],
        "providers": whole.together.providers,
        "is_exact": whole.together.is_exact,
        "may_plan": _may_plan(request, case),
        "may_take": any(row.line and not row.is_planned for row in rows),
        "today": today,
    }
    return page(request, "matching/case.html", context)


@require_POST
@may(Permission.PLAN_WRITE)
def take(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Chosen offers into the plan; from the page of one need the answer is that page."""
    case = readable_case(request, case_id)
    form = TakeForm(request.POST)
    if not form.carries_out(lambda: _take(request, case, form.cleaned_data["wahl"])):
        for refusal in chain.from_iterable(form.errors.values()):
            messages.warning(request, str(refusal))
    chosen = form.cleaned_data.get("wahl", [])
    if "bedarf" in request.POST and chosen:
        return redirect("matching:need", need_id=chosen[0].need)
    return redirect("matching:case", case_id=case.pk)


def _take(request: StaffRequest, case: Case, choices: list[actions.Choice]) -> None:
    taken = actions.take_into_plan(case=case, choices=choices, by=request.user, now=clock.now())
    if taken.new:
        messages.success(request, _new_in_plan(taken.new))
    if taken.there:
        said = ngettext("%(n)s Angebot stand schon im Plan.", "%(n)s Angebote standen schon im Plan.", taken.there)
        messages.info(request, said % {"n": taken.there})
    for sentence in taken.refused:
        messages.warning(request, sentence)


def _new_in_plan(n: int) -> str:
    said = ngettext(
        "%(n)s Maßnahme steht neu im Hilfeplan.", "%(n)s Maßnahmen stehen neu im Hilfeplan.", n
    )  # fmt: skip
    return said % {"n": n}


@require_GET
@may(Permission.FINDING_WRITE)
def changes(request: StaffRequest) -> HttpResponse:
    """For the team alone."""
    today = clock.today()
    found = coming.turns(request.user, today)
    context = {
        "ahead": [turn for turn in found if turn.day > today],
        "behind": [turn for turn in reversed(found) if turn.day <= today],
        "bent": coming.bent(request.user),
        "run": coming.newest_run(),
    }
    return page(request, "matching/changes.html", context)


def _readable_need(request: StaffRequest, need_id: UUID) -> Need:
    """The need of a file this person may read; a hidden one and a missing one are the same 404."""
    found = Need.objects.visible_to(request.user).filter(pk=need_id).first()
    if found is None:
        raise Http404
    found.case = readable_case(request, found.case_id)
    return found
