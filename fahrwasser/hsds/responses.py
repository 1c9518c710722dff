"""Answers of the interface: JSON, lines of JSON, tables; each may be kept by others and asked for again cheaply."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from fahrwasser.accounts.doors import open_to_anyone
from fahrwasser.hsds import licensing
from fahrwasser.hsds.rules import Refused

OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cache-Control": "public, max-age=300",
    "X-Robots-Tag": "noindex",
}
METHODS: Final = ("GET", "HEAD", "OPTIONS")
MAY_POST: Final = (*METHODS, "POST")
View = Callable[..., HttpResponseBase]


def endpoint(reason: str, *, posts: bool = False) -> Callable[[View], View]:
    """A public address of the interface: reads only, for anybody and from any page; errors are JSON as well.

    ``posts``: the same question may come as a form. No session is looked at, so there is nothing to forge.
    """
    methods = MAY_POST if posts else METHODS

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                response: HttpResponseBase = HttpResponse(status=204)
                response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
            elif request.method not in methods:
                response = error(f"Diese Adresse kennt nur {', '.join(methods)}.", 405)
            else:
                response = _answered(view, request, *args, **kwargs)
            for name, value in {**OPEN, **licensing.link()}.items():
                response.headers.setdefault(name, value)
            response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(methods)
            return response

        return open_to_anyone(reason)(csrf_exempt(guarded))

    return door


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except Refused as refused:
        return error(refused.message, refused.status)
    except Http404:
        return error("Das gibt es hier nicht.", 404)


def error(message: str, status: int) -> HttpResponse:
    response = as_json({"status": status, "message": message})
    response.status_code = status
    response["Cache-Control"] = "no-store"
    return response


def as_json(value: Any) -> HttpResponse:
    return HttpResponse(_dumped(value), content_type="application/json")


def kept(request: HttpRequest, value: Any) -> HttpResponseBase:
    """A JSON answer, or only the word that nothing has changed since the caller asked before.

    Only the mark of the answer itself says so. A moment of change would have to know of everything inside an answer,
    of what has left it, and of conditions that end with a day.
    """
    response = as_json(value)
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


def lines(values: Iterable[Any]) -> StreamingHttpResponse:
    """One entry a line, written while the next ones are read."""
    return StreamingHttpResponse((_dumped(value) + "\n" for value in values), content_type="application/x-ndjson")


def streamed(pieces: Iterator[bytes | str], content_type: str, name: str = "") -> StreamingHttpResponse:
    """A file written while it is read; ``name``: what it is called where it is saved."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _dumped(value: Mapping[str, Any] | Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
