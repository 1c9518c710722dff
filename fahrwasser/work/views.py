"""Saving while typing, tasks, follow-up dates and notices."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fahrwasser.accounts.doors import StaffRequest, may, open_to_staff
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.views import readable_case
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.pages import page
from fahrwasser.work import actions, queries
from fahrwasser.work.forms import FollowUpForm, Kept, TaskForm
from fahrwasser.work.models import Draft, FollowUpDate, Notice, Task

A_WEEK = timedelta(days=7)
PANEL = "seitenfenster-inhalt"
LONGEST_ADDRESS = Draft._meta.get_field("form").max_length
WRITERS = (
    Permission.ENQUIRY_TAKE, Permission.CONTACT_RECORD, Permission.CASE_WORK, Permission.FINDING_WRITE,
    Permission.OFFER_EDIT, Permission.REFERRAL_ANSWER, Permission.MESSAGE_TAKE,
)  # fmt: skip


def _address(request: StaffRequest) -> str:
    """The page a draft belongs to: a path of this site, nothing else."""
    address = request.GET.get("seite", "")
    if not address.startswith("/") or address.startswith(("//", "/\\")) or len(address) > (LONGEST_ADDRESS or 0):
        raise Http404
    return address


def _ours(request: StaffRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _back(request: StaffRequest) -> HttpResponse:
    """To the page the person came from."""
    came_from = request.headers.get("Referer", "")
    return redirect(came_from if _ours(request, came_from) else "/")


@may(*WRITERS)
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest) -> HttpResponse:
    """Keep (POST) or fetch (GET) the person's own draft of one page; 404 when there is none, 413 when too long."""
    address = _address(request)
    if request.method == "POST":
        try:
            content = request.body.decode()
            actions.save_draft(user=request.user, form=address, content=content, now=timezone.now())
        except (NotAllowed, UnicodeDecodeError, RawPostDataException):
            return HttpResponse(status=413)
        return HttpResponse(status=204)
    found = queries.draft(request.user, address)
    if found is None:
        raise Http404
    return JsonResponse({"content": found.content, "saved_at": found.saved_at.isoformat()})


@may(*WRITERS)
def drafts(request: StaffRequest) -> HttpResponse:
    """Everything one has begun: go on, or throw it away."""
    begun = [Kept(draft.form, draft) for draft in queries.drafts_of(request.user)]
    return page(request, "work/drafts.html", {"begun": begun})


@may(*WRITERS)
@require_POST
def draft_discard(request: StaffRequest) -> HttpResponse:
    """Throw one's own draft away; back to the list it was thrown away from, or to its page, afresh."""
    address = _address(request)
    actions.discard_draft(user=request.user, form=address)
    messages.success(request, _("Der Entwurf ist gelöscht."))
    return redirect("work:drafts" if "liste" in request.GET else address)


@may(Permission.CASE_WORK)
def task_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.add_task(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Aufgabe ist eingetragen."))
        return redirect("desk:case", case.pk)
    return page(request, "work/task_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
def follow_up(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """See this case again on a day; afterwards back to the page in ``?zurueck=``, or to the case."""
    case = readable_case(request, case_id)
    form = FollowUpForm(request.POST or None, initial={"on": add_working_days(clock.today() + A_WEEK, 0)})
    if request.method == "POST" and form.carries_out(
        lambda: actions.follow_up(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Wiedervorlage ist notiert."))
        back = request.GET.get("zurueck", "")
        return redirect(back if back and _ours(request, back) else reverse("desk:case", args=[case.pk]))
    return page(request, "work/follow_up.html", {"form": form, "case": case}, fragments={PANEL})


@may(Permission.CASE_WORK)
@require_POST
def followed_up(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    again: FollowUpDate = get_object_or_404(FollowUpDate.objects.visible_to(request.user), pk=follow_up_id)
    actions.followed_up(again=again, by=request.user, now=clock.now())
    messages.success(request, _("Erledigt."))
    return _back(request)


@may(Permission.CASE_WORK, Permission.CASE_ALLOCATE)
@require_POST
def task_done(request: StaffRequest, task_id: UUID) -> HttpResponse:
    task: Task = get_object_or_404(Task.objects.visible_to(request.user), pk=task_id)
    actions.finish_task(task=task, by=request.user, now=clock.now())
    messages.success(request, _("Erledigt."))
    return _back(request)


@open_to_staff("everybody reads their own notices, and no other")
@require_POST
def notice_read(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    notice: Notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=notice_id)  # type: ignore[assignment]
    actions.mark_read(notice=notice, now=clock.now())
    return _back(request)
