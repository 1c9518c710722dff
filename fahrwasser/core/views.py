"""Pages that belong to no app: is it alive, and what is shown when something went wrong."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


for _view in (alive, ready):
    _view.login_required = False  # type: ignore[attr-defined]
    _view.door = "liveness, no data"  # type: ignore[attr-defined]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page as for what was never there: a refusal betrays nothing."""
    return render(request, "404.html", status=404)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "400.html", {"expired": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the shell: what broke may be what the shell needs."""
    return HttpResponse(render_to_string("500.html"), status=500)
