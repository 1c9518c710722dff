"""A colleague is away: what waits, who covers it, and what happened meanwhile."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fahrwasser.absence import actions, queries
from fahrwasser.absence.forms import AbsentForm, CoverForm
from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.queries import same_house
from fahrwasser.accounts.rules import Permission
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page


def _may_be_named(user: User) -> QuerySet[User]:
    """The coordination names anybody of the team, everybody else only themselves."""
    team = same_house(user, Permission.CASE_WORK)
    return team if person_may(user, Permission.CASE_ALLOCATE) else team.filter(pk=user.pk)


@may(Permission.CASE_ALLOCATE, Permission.CASE_HAND_OVER)
def cover(request: StaffRequest) -> HttpResponse:
    """First who and until when, by address; then the files with a proposal for each."""
    start = AbsentForm(request.GET or None, people=_may_be_named(request.user))
    if not start.is_valid():
        return page(request, "absence/start.html", {"form": start})
    absent, until = start.cleaned_data["user"], start.cleaned_data["until"]
    files, people = queries.waits_of(absent, clock.today()), same_house(request.user, Permission.CASE_WORK)
    others = people.exclude(pk=absent.pk)
    proposed = queries.proposed(absent, files, others)
    form = CoverForm(request.POST or None, files=files, people=others, proposed=proposed)
    if request.method == "POST" and form.carries_out(
        lambda: actions.cover(absent=absent, until=until, covers=form.covers, by=request.user, now=clock.now())
    ):
        messages.success(request, _told(len(form.covers), until))
        return redirect("absence:cover")
    return page(request, "absence/cover.html", {"form": form, "absent": absent, "until": until})


def _told(count: int, until: object) -> str:
    files = ngettext("Ein Fall ist bis %(day)s vertreten.", "%(count)s Fälle sind bis %(day)s vertreten.", count)
    return files % {"count": count, "day": f"{until:%d.%m.%Y}"} + " " + _("Nach außen geht nichts.")


@may(Permission.CASE_WORK)
def back(request: StaffRequest) -> HttpResponse:
    """What others did in my files while I was away."""
    absence = queries.running(request.user)
    happened = queries.happened(request.user, absence, clock.now()) if absence else []
    return page(request, "absence/back.html", {"absence": absence, "happened": happened})


@may(Permission.CASE_WORK)
@require_POST
def come_back(request: StaffRequest) -> HttpResponse:
    try:
        actions.come_back(user=request.user, now=clock.now())
        messages.success(request, _("Schön, dass Sie wieder da sind. Die Vertretungen sind beendet."))
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    return redirect("desk:my_day")
