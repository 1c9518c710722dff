"""Doors: every view says who may come in. A guard walks all urls and refuses a view without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may as _may
from fahrwasser.accounts.rules import Permission

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class StaffRequest(HttpRequest):
    """A request behind a door: somebody is logged in."""

    user: User
    access: list[dict[str, Any]]


def may(*permissions: Permission) -> Callable[[View], View]:
    """Only people with one of ``permissions``. Everybody else finds no such page, as for one that never existed."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(_may(request.user, permission) for permission in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.door = permissions  # type: ignore[attr-defined]
        return cast(View, guarded)

    return door


def token_door(reason: str) -> Callable[[View], View]:
    """Nobody logs in here: a secret in the address opens one thing for one person; the reason says which."""

    def door(view: View) -> View:
        view.door = reason  # type: ignore[attr-defined]
        view.login_required = False  # type: ignore[attr-defined]
        return view

    return door


open_to_anyone = token_door
"""Nobody logs in here, and nothing is opened: the page takes something in. The reason says what."""


def open_to_staff(reason: str) -> Callable[[View], View]:
    """Everybody who is logged in; the reason says why no permission is asked."""

    def door(view: View) -> View:
        view.door = reason  # type: ignore[attr-defined]
        return view

    return door
