"""One transaction for every request, with the person acting known to the database."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.audit.models import Access
from fahrwasser.core.acting import set_actor


class ActingAs:
    """Opens the transaction, says who acts (nobody included), writes the access log, and takes it back.

    The view runs in a savepoint inside (``ATOMIC_REQUESTS``): an error undoes its work, never the log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = []  # type: ignore[attr-defined]
        with transaction.atomic():
            user = request.user if isinstance(request.user, User) or request.user.is_authenticated else None
            user_id = user.pk if user else None
            set_actor(user_id)
            with pghistory.context(user=str(user_id)):
                response = self.get_response(request)
            _write_accesses(request, response)
            set_actor(None)
        return response


def _outcome(status: int) -> Access.Outcome:
    if status >= 500:
        return Access.Outcome.FAILED
    return Access.Outcome.REFUSED if status >= 400 else Access.Outcome.OPENED


def _write_accesses(request: HttpRequest, response: HttpResponse) -> None:
    noted: list[dict[str, Any]] = request.access  # type: ignore[attr-defined]
    if not noted or not request.user.is_authenticated:
        return
    page = request.resolver_match.view_name if request.resolver_match else ""
    outcome = _outcome(response.status_code)
    now = timezone.now()
    Access.objects.bulk_create(
        [Access(at=now, user_id=request.user.pk, page=page, outcome=outcome, **entry) for entry in noted]
    )


@receiver(user_logged_in)
def name_the_actor(sender: type[User], user: User, **kwargs: Any) -> None:
    """From the log-in on, the rest of the request acts in the person's name."""
    set_actor(user.pk)
