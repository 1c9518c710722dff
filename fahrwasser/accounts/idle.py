"""The idle lock: after a pause the next act asks who is there, and then goes on with what was being done.

Nothing is kept on the server meanwhile: the page that asks stands at the address that was asked for and carries the
fields that were sent, so they arrive together with the answer.
"""

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.forms import ReauthenticateForm
from allauth.core import ratelimit
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fahrwasser.accounts.forms import ConfirmByPasskey
from fahrwasser.accounts.models import User

SEEN = "seen"  # seconds since the epoch, in the session
PRECISION = 60  # seconds; a session is not written for every page
ANSWER = "unlock"


def begin(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """The clock starts with the log-in, in the session that the log-in saves anyway."""
    request.session[SEEN] = time.time()


class IdleLock:
    """Locks a session ``FAHRWASSER_IDLE_MINUTES`` after its last act. Comes after the doors of the middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        if not _applies(request, view_func):
            return None
        if _is_away(request):
            return _let_in(request)
        if time.time() - request.session.get(SEEN, 0) > PRECISION:
            request.session[SEEN] = time.time()
        return None


def _applies(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    if not settings.FAHRWASSER_IDLE_MINUTES or not request.user.is_authenticated:
        return False
    leaving = request.resolver_match and request.resolver_match.url_name == "account_logout"
    return getattr(view, "login_required", True) and not leaving


def _is_away(request: HttpRequest) -> bool:
    idle: float = time.time() - request.session.get(SEEN, 0)
    return idle > settings.FAHRWASSER_IDLE_MINUTES * 60


def _let_in(request: HttpRequest) -> HttpResponse | None:
    """The page that asks, or ``None`` when the answer came and the request may go on."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = _answer(request)
    if form is not None and not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return _ask(request, None, too_often=True)
    if form is None or not form.is_valid():
        return _ask(request, form)
    request.session[SEEN] = time.time()
    if f"{ANSWER}-then" in request.POST:
        return redirect(request.get_full_path())
    request.POST = _carried(request)
    return None


def _answer(request: HttpRequest) -> Form | None:
    if request.POST.get(f"{ANSWER}-credential"):
        return cast(Form, ConfirmByPasskey(user=request.user, data=request.POST, prefix=ANSWER))
    if f"{ANSWER}-password" in request.POST:
        return cast(Form, ReauthenticateForm(user=request.user, data=request.POST, prefix=ANSWER))
    return None


def _carried(request: HttpRequest) -> Any:
    """What was sent, without the answer itself."""
    fields = request.POST.copy()
    for name in list(fields):
        if name.startswith(f"{ANSWER}-"):
            del fields[name]
    return fields


def _ask(request: HttpRequest, refused: Form | None, *, too_often: bool = False) -> HttpResponse:
    sent = _carried(request)
    sent.pop("csrfmiddlewaretoken", None)
    wants_page = request.method != "POST" or f"{ANSWER}-then" in request.POST
    password = refused if isinstance(refused, ReauthenticateForm) else None
    context = {
        "form": password or ReauthenticateForm(user=request.user, prefix=ANSWER),
        "passkey_errors": refused.errors if refused and not password else None,
        "carried": [(name, value) for name, values in sent.lists() for value in values],
        "wants_page": wants_page,
        "too_often": too_often,
        "lost_files": bool(request.FILES),
        "minutes": settings.FAHRWASSER_IDLE_MINUTES,
        "js_data": {"request_options": begin_authentication(request.user)},
    }
    return render(request, "account/locked.html", context, status=403)
