"""The interface does what its description says, whatever somebody asks."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fahrwasser.hsds.openapi import ADDRESSES
from fahrwasser.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATHS = ["/", *(path for one in ADDRESSES for path in (one.path, f"{one.path}/{{id}}"))]


@pytest.fixture
def described(directory):
    return schemathesis.openapi.from_wsgi("/hsds/openapi.json", application)


@pytest.mark.parametrize("path", PATHS)
def test_the_interface_keeps_its_description(described, path):
    operations = [found.ok() for found in described.include(path=path).get_all_operations()]
    assert operations
    for operation in operations:

        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate(checks=CHECKS)

        ask()
