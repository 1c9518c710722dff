"""Answering with a page, or with one of its fragments where the page itself asks for it."""

from collections.abc import Collection
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from fahrwasser.core.forms import Form


class Kept(Protocol):
    """The draft of a page: the fields as they were typed, or None."""

    @property
    def begun(self) -> QueryDict | None: ...


def _restore(form: object, kept: Kept | None) -> None:
    if isinstance(form, Form) and form.once and kept and kept.begun:
        form.restore(kept.begun)


def _resume(form: object, kept: Kept | None) -> None:
    if isinstance(form, Form) and form.recorded is not None and kept and kept.begun:
        form.resume(kept.begun)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragments: Collection[str] = (),
) -> HttpResponse:
    """Render ``template``; for an htmx request whose target is among ``fragments`` only that partial.

    A fragment has the name of the DOM element that it replaces. A form that nobody has sent yet shows what was typed
    here before: ``kept`` is the draft of this page, unless the view has looked after its draft itself.
    """
    context = context or {}
    if "kept" not in context:
        context = {**context, "kept": getattr(request, "kept", None)}
        if request.method == "GET":
            _restore(context.get("form"), context["kept"])
    if request.method == "GET":
        _resume(context.get("form"), context["kept"])
    target = request.headers.get("HX-Target", "")
    name = f"{template}#{target}" if "HX-Request" in request.headers and target in fragments else template
    response = render(request, name, context)
    if fragments:
        response.headers["Vary"] = "HX-Request"
    return response
