"""Answering with a page, or with one of its fragments where the page itself asks for it."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragments: Collection[str] = (),
) -> HttpResponse:
    """Render ``template``; for an htmx request whose target is among ``fragments`` only that partial.

    A fragment has the name of the DOM element that it replaces.
    """
    target = request.headers.get("HX-Target", "")
    name = f"{template}#{target}" if "HX-Request" in request.headers and target in fragments else template
    response = render(request, name, context or {})
    if fragments:
        response.headers["Vary"] = "HX-Request"
    return response
