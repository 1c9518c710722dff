"""Browser journeys run against the demo town, on a database of their own."""

from typing import Any

import pytest

from fahrwasser.demo.town import load
from tests.conftest import DEMO_TEMPLATE, TEMPLATE, template
from tests.journeys.steps import Journey


@pytest.fixture
def site_template(django_db_setup: None, django_db_blocker: Any) -> str:
    """The demo town, loaded once per run."""
    with django_db_blocker.unblock():
        template(DEMO_TEMPLATE, load, like=TEMPLATE)
    return DEMO_TEMPLATE


@pytest.fixture
def demo(site: Any, settings: Any) -> str:
    """The address of a server with the demo town in it, second factor switched off as the demo may."""
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_DEMO = True
    return str(site.url)


@pytest.fixture
def journey(demo: str, page: Any) -> Journey:
    page.set_default_timeout(10_000)
    return Journey(page, demo)
