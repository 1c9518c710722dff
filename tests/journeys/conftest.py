"""Browser journeys run against the demo town, on a database of their own."""

from typing import Any

import pytest

from fahrwasser.demo.town import load
from tests.conftest import as_owner
from tests.journeys.steps import Journey


@pytest.fixture
def demo(site: Any, settings: Any) -> str:
    """The address of a server with the demo town in it, second factor switched off as the demo may."""
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_DEMO = True
    with as_owner():
        load()
    return str(site.url)


@pytest.fixture
def journey(demo: str, page: Any) -> Journey:
    return Journey(page, demo)


