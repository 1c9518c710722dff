"""Hands the language of a request to the sentences of the criteria, which know no Django."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from fahrwasser.offers.criteria import speaking


class Speaking:
    """Comes after ``LocaleMiddleware``: the criteria say what they say in the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with speaking(get_language()):
            return self.get_response(request)
