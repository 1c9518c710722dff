"""Every form is carried out once: a lost connection, an impatient second click or a renewed log-in doubles nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import SimpleLazyObject

from fahrwasser.core.forms import CHANGED, ONCE
from fahrwasser.core.recorded import SEEN, one_at_a_time
from fahrwasser.work.actions import LABEL_FIELD, discard_draft
from fahrwasser.work.forms import kept
from fahrwasser.work.models import SentForm

KEPT = timedelta(days=2)
NOT_SAID = {"csrfmiddlewaretoken", ONCE}


class Once:
    """Answers a form that was carried out before as it was answered then. Comes last, inside the transaction.

    The key is written before the view runs: of two requests at the same moment the second waits for the first. A
    request that ends in anything but a redirect has carried nothing out, and its key stays free. What was carried out
    needs its draft no more; every view finds the draft of its page in ``request.kept``. Where a form changes what
    stands, two people at one page come one after the other, so that the second hears of the first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.kept = SimpleLazyObject(lambda: kept(request.user, request.get_full_path()))  # type: ignore[attr-defined, arg-type]
        response = self.get_response(request)
        sent: SentForm | None = getattr(request, "sent_form", None)
        if sent is not None:
            _remember(sent, request, response)
        if response.status_code == 302 and LABEL_FIELD in request.POST and request.user.is_authenticated:
            discard_draft(user=request.user, form=request.get_full_path())
        return response

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        if SEEN in request.POST and request.user.is_authenticated:
            one_at_a_time(request.get_full_path())
        key = _key(request)
        if key is None:
            return None
        said = _said(request)
        values = {"said": said, "at": timezone.now()}
        sent, fresh = SentForm.objects.get_or_create(user_id=str(request.user.pk), key=key, defaults=values)
        if fresh:
            request.sent_form = sent  # type: ignore[attr-defined]
            return None
        if constant_time_compare(sent.said, said):
            return _answer_again(sent, request)
        changed = request.POST.copy()
        changed[ONCE] = CHANGED
        request.POST = changed  # type: ignore[assignment]
        return None


def _key(request: HttpRequest) -> UUID | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        return UUID(request.POST.get(ONCE, ""))
    except ValueError:
        return None


def _said(request: HttpRequest) -> str:
    """The mark of what was sent; it tells nothing about the words."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_SAID)
    files = sorted((name, file.name, file.size) for name, files in request.FILES.lists() for file in files)
    return salted_hmac("fahrwasser.work.once", repr((request.path, fields, files)), algorithm="sha256").hexdigest()


def _remember(sent: SentForm, request: HttpRequest, response: HttpResponse) -> None:
    if response.status_code != 302:
        sent.delete()
        return
    sent.location = response.headers["Location"]
    queue: Any = messages.get_messages(request)  # reading it in the public way would use it up
    sent.told = [[message.level, str(message)] for message in queue._queued_messages]
    sent.save(update_fields=["location", "told"])
    SentForm.objects.filter(user=sent.user_id, at__lt=timezone.now() - KEPT).delete()


def _answer_again(sent: SentForm, request: HttpRequest) -> HttpResponse:
    for level, text in sent.told:
        messages.add_message(request, level, text)
    return redirect(sent.location)
