"""The two pages that everybody must find, without logging in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from fahrwasser.core import views


@pytest.mark.parametrize(
    ("view", "words"),
    [(views.accessibility, "WCAG 2.2"), (views.data_protection, "Die Ausländerbehörde hat keinen Zugang.")],
)
def test_anybody_reads_the_statement(view, words):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = view(request)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert view.login_required is False
