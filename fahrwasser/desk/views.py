"""The worker's pages over everything: my day, the files, one case, the search, and acts on a whole case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fahrwasser.accounts.doors import StaffRequest, may, open_to_staff
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case, Recusal
from fahrwasser.cases.queries import deputy_of, recusals_of
from fahrwasser.cases.views import known_case, readable_case
from fahrwasser.clients.queries import pairs_waiting
from fahrwasser.core import clock
from fahrwasser.core.forms import Form
from fahrwasser.core.pages import page
from fahrwasser.desk import actions, forms
from fahrwasser.desk.queries import coordination, day, file, lists, people, still_open
from fahrwasser.network import closing

# Where the people who have no page of their own at the desk begin.
ELSEWHERE = (
    (Permission.REFERRAL_ANSWER, "referrals:inbox"),
    (Permission.LOG_READ, "privacy:accesses"),
    (Permission.REPORT_READ, "reporting:reports"),
    (Permission.THEME_READ, "network:themes"),
)


@open_to_staff("every role begins here; the page holds what the person may see, for most nothing")
def my_day(request: StaffRequest) -> HttpResponse:
    """The first page after the log-in, by what the person may do."""
    if person_may(request.user, Permission.CASE_WORK):
        return page(request, "desk/my_day.html", {"day": day.my_day(request.user, clock.now())})
    if person_may(request.user, Permission.CASE_ALLOCATE):
        return page(request, "desk/coordination.html", {"day": coordination.overview(request.user, clock.today())})
    if person_may(request.user, Permission.FILE_SEARCH):
        return page(request, "desk/office.html", {"form": forms.SearchForm()})
    for permission, target in ELSEWHERE:
        if person_may(request.user, permission):
            return redirect(target)
    return page(request, "desk/nothing_here.html")


@may(Permission.FILE_SEARCH)
def files(request: StaffRequest) -> HttpResponse:
    """The lists of files, 25 a page."""
    chosen = request.GET.get("liste", "")
    which = chosen if chosen in lists.lists_of(request.user) else next(iter(lists.lists_of(request.user)))
    number, rows = lists.file_page(request.user, which, request.GET.get("seite"))
    context = {"page": number, "rows": rows, "which": which, "lists": lists.lists_of(request.user)}
    acts = {"may_break_glass": person_may(request.user, Permission.BREAK_GLASS), "doubles": _doubles(request.user)}
    return page(request, "desk/cases.html", {**context, **acts, "today": clock.today()})


def _doubles(user: User) -> int | None:
    """How many pairs of people may be one; None for somebody who decides on none."""
    decides = person_may(user, Permission.CASE_WORK) or person_may(user, Permission.CASE_ALLOCATE)
    return pairs_waiting(user) if decides else None


@may(Permission.FILE_SEARCH)
def search(request: StaffRequest) -> HttpResponse:
    """The words come by POST: names do not belong into addresses and logs."""
    form = forms.SearchForm(request.POST or None)
    hits = None
    if request.method == "POST" and form.is_valid():
        hits = lists.search(request.user, form.cleaned_data["q"])
    return page(request, "desk/search.html", {"form": form, "hits": hits, "asked": form.is_bound and form.is_valid()})


@may(Permission.FILE_SEARCH, Permission.CASE_WORK)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything about one case, or for a colleague only that there is one."""
    known = known_case(request, case_id)
    readable = file.readable(request.user, case_id)
    if readable is None:
        return page(request, "desk/known.html", file.known(known, request.user))
    return page(request, "desk/case.html", file.whole(readable, request.user, clock.now()))


def _of_case(request: StaffRequest, found: Case, form: Form, title: str, **context: Any) -> HttpResponse:
    """The page of a form about one case."""
    return page(request, "desk/form.html", {"case": found, "form": form, "title": title, **context})


def _after(request: StaffRequest, found: Case, sentence: str) -> HttpResponse:
    """Back to the case, or to the list where it has left the person's sight."""
    messages.success(request, sentence)
    still = Case.objects.visible_to(request.user).filter(pk=found.pk).exists()
    return redirect("desk:case", found.pk) if still else redirect("desk:cases")


@may(Permission.CASE_HAND_OVER)
def hand_over(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    deputy = deputy_of(request.user)
    form = forms.HandOverForm(
        request.POST or None, initial={"to": deputy}, user=request.user, but=(found.lead_id, found.second_id)
    )
    if request.method == "POST" and form.carries_out(
        lambda: actions.hand_over(case=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        return _after(request, found, _("Der Fall ist übergeben."))
    opened = still_open.of_case(found, request.user, clock.today())
    return _of_case(
        request, found, form, _("Fall übergeben"), act=_("Fall übergeben"), note="hand_over", still_open=opened
    )


@may(Permission.CASE_WORK)
def change_level(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    form = forms.LevelForm(
        request.POST or None, recorded={"level": found.level, "second": found.second_id},
        initial={"second": found.second_id or deputy_of(request.user)}, user=request.user, but=(found.lead_id,),
    )  # fmt: skip
    if request.method == "POST" and form.carries_out(
        lambda: actions.change_level(case=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        return _after(request, found, _("Die Schutzstufe ist geändert."))
    return _of_case(request, found, form, _("Schutzstufe ändern"), act=_("Schutzstufe speichern"), note="level")


@may(Permission.CASE_WORK)
def substitute(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    initial = {"user": deputy_of(found.lead)}
    form = forms.SubstituteForm(request.POST or None, initial=initial, user=request.user, but=(found.lead_id,))
    if request.method == "POST" and form.carries_out(
        lambda: actions.name_substitute(case=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        return _after(request, found, _("Die Vertretung ist eingetragen."))
    return _of_case(request, found, form, _("Vertretung eintragen"), act=_("Vertretung eintragen"), note="substitute")


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
def recusals(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who is kept out of a file. Whoever only knows of it says so of themself, and sees nobody else."""
    known = known_case(request, case_id)
    found = file.readable(request.user, case_id)
    form, given = _recusal_form(request, found)
    if request.method == "POST" and form.carries_out(
        lambda: cases.recuse(case=known, by=request.user, now=clock.now(), **{**given, **form.cleaned_data})
    ):
        return _after(request, known, _("Das ist eingetragen. Niemand sonst erfährt den Grund."))
    rows = recusals_of(found, request.user) if found else ()
    return page(request, "desk/recusals.html", {"case": known, "form": form, "rows": rows, "reads": bool(found)})


def _recusal_form(request: StaffRequest, found: Case | None) -> tuple[Form, dict[str, User]]:
    """The form, and whom it is about where it does not ask."""
    if found is None:
        return forms.OwnRecusalForm(request.POST or None), {"user": request.user}
    return forms.RecusalForm(request.POST or None, user=request.user, but=(found.lead_id, found.second_id)), {}


@may(Permission.CASE_WORK)
@require_POST
def recusal_ended(request: StaffRequest, recusal_id: UUID) -> HttpResponse:
    one: Recusal = get_object_or_404(Recusal.objects.visible_to(request.user), pk=recusal_id)
    cases.end_recusal(recusal=one, by=request.user, now=clock.now())
    messages.success(request, _("Das gilt nicht mehr."))
    return redirect("desk:recusals", one.case_id)


@may(Permission.CASE_WORK)
@require_POST
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    form = Form(request.POST)
    if form.carries_out(lambda: closing.reopen(case=found, by=request.user, now=clock.now())):
        return _after(request, found, _("Die Akte ist wieder offen."))
    messages.warning(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("desk:case", found.pk)


@may(Permission.CASE_WORK)
@require_POST
def begin_anew(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A new file after more than six months, linked to this one."""
    found = readable_case(request, case_id)
    form, begun = Form(request.POST), []
    if form.carries_out(lambda: begun.append(actions.begin_anew(case=found, by=request.user, now=clock.now()))):
        messages.success(request, _("Die neue Akte ist angelegt und mit der früheren verbunden."))
        return redirect("intake:enquiry", begun[0].pk)
    messages.warning(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("desk:case", found.pk)


@may(Permission.CASE_WORK)
def pause(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    form = forms.PauseForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: cases.pause(case=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        return _after(request, found, _("Der Fall ruht. Er meldet sich von selbst."))
    return _of_case(request, found, form, _("Fall ruhen lassen"), act=_("Ruhen lassen"), note="pause")


@may(Permission.CASE_WORK)
@require_POST
def wake(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = readable_case(request, case_id)
    cases.wake(case=found, by=request.user, now=clock.now())
    return _after(request, found, _("Der Fall geht weiter."))


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
def deputies(request: StaffRequest) -> HttpResponse:
    """Who stands in for whom, and one's own deputy."""
    doing = Permission.CASE_WORK if person_may(request.user, Permission.CASE_WORK) else Permission.CASE_ALLOCATE
    form = forms.DeputyForm(
        request.POST or None, initial={"deputy": deputy_of(request.user)}, user=request.user, but=(request.user.pk,)
    )
    if request.method == "POST" and form.carries_out(lambda: cases.name_deputy(user=request.user, **form.cleaned_data)):
        messages.success(request, _("Ihre Vertretung ist eingetragen."))
        return redirect("desk:deputies")
    return page(request, "desk/deputies.html", {"form": form, "team": people.team(request.user, doing)})


@may(Permission.CASE_ALLOCATE)
def supervise(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The coordinator opens one file below level 2 by a stated reason."""
    found = known_case(request, case_id)
    form = forms.SuperviseForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: cases.supervise(case=found, reason=form.reason(), by=request.user, now=clock.now())
    ):
        return redirect("desk:case", found.pk)
    return _of_case(request, found, form, _("Akte einsehen"), act=_("Akte öffnen"), note="supervise")


@may(Permission.CASE_ALLOCATE)
def allocate(request: StaffRequest) -> HttpResponse:
    form = forms.AllocateForm(request.POST or None, initial={"case": request.GET.get("akte")}, user=request.user)
    if request.method == "POST" and form.carries_out(
        lambda: actions.allocate(by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Fall ist zugeteilt."))
        return redirect("desk:my_day")
    return page(request, "desk/form.html", {"form": form, "title": _("Fall zuteilen"), "act": _("Fall zuteilen")})


@may(Permission.BREAK_GLASS)
def break_glass(request: StaffRequest) -> HttpResponse:
    """Emergency access by number. What is hidden and what never was are refused alike."""
    form = forms.BreakGlassForm(request.POST or None)
    opened: list[UUID] = []
    if request.method == "POST" and form.carries_out(
        lambda: opened.append(actions.break_glass(by=request.user, now=clock.now(), **form.cleaned_data))
    ):
        return redirect("desk:case", opened[0])
    title, act = _("Notfallzugriff"), _("Akte für 60 Minuten öffnen")
    return page(request, "desk/form.html", {"form": form, "title": title, "act": act, "note": "break_glass"})
