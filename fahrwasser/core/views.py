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


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use the pages, what was not tried yet, and whom to tell."""
    return render(request, "pages/accessibility.html")


def data_protection(request: HttpRequest) -> HttpResponse:
    """What the system stores about whom, who sees it and for how long, in plain words."""
    return render(request, "pages/data_protection.html")


DOORS = {
    alive: "liveness, no data",
    ready: "liveness, no data",
    accessibility: "a statement that the law wants everybody to find",
    data_protection: "a statement that the law wants everybody to find",
}
for _view, _reason in DOORS.items():
    _view.login_required = False  # type: ignore[attr-defined]
    _view.door = _reason  # type: ignore[attr-defined]


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
