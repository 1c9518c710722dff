"""Two people carry out the same import at the same moment, with two real connections."""

from django.db import transaction

from fahrwasser.accounts.models import Membership
from fahrwasser.imports import actions
from fahrwasser.imports.models import Import, ImportedCase
from tests.conftest import as_owner
from tests.imports.test_imports import cases, line, uploaded
from tests.invariants.test_at_once import DONE, at_once, town  # noqa: F401
from tests.town import NOW, Town


def test_an_import_is_carried_out_once(town: Town) -> None:  # noqa: F811
    with transaction.atomic(), as_owner():
        unit = town["coordinator"].memberships.get().unit
        Membership.objects.create(user=town["cm2"], unit=unit, role="coordinator")
    run = uploaded(town, cases=cases(line(1), line(2)))
    told = at_once(
        lambda user: actions.start(run=run, only_good=False, by=user, now=NOW), town["coordinator"], town["cm2"]
    )
    assert told[0] == DONE
    assert "schon begonnen" in told[1]
    with transaction.atomic(), as_owner():
        assert ImportedCase.objects.count() == 2
        assert Import.objects.get(pk=run.pk).state == "carried_out"
