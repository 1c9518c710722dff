"""The case manager's own steps with a referral: what each page asks, and which act it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.core.forms import Form
from fahrwasser.referrals import actions
from fahrwasser.referrals.forms import FinishForm, ReasonForm, StartForm, WordsForm
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import State

Act = Callable[[Referral, User, datetime, dict[str, Any]], object]


@dataclass(frozen=True)
class StepPage:
    """One page: ``title`` and ``hint`` above the form, ``done`` said afterwards."""

    title: Any
    hint: Any
    button: Any
    form: Callable[..., Form]
    act: Act
    done: Any


def _plain(action: Callable[..., object]) -> Act:
    return lambda referral, by, now, told: action(referral=referral, by=by, now=now, **told)


def _ending(state: State) -> Act:
    return lambda referral, by, now, told: actions.end_with_reason(
        referral=referral, state=state, by=by, now=now, **told
    )


STEPS: dict[State, StepPage] = {
    State.STARTED: StepPage(
        _("Die Hilfe hat begonnen"), "", _("Beginn eintragen"), StartForm, _plain(actions.start),
        _("Der Beginn ist eingetragen."),
    ),
    State.FINISHED: StepPage(
        _("Die Hilfe ist beendet"), _("Der Träger sieht die Angaben danach nicht mehr."), _("Beenden"), FinishForm,
        _plain(actions.finish), _("Die Vermittlung ist beendet."),
    ),
    State.BROKEN_OFF: StepPage(
        _("Die Hilfe ist abgebrochen"), _("Der Träger sieht die Angaben danach nicht mehr."), _("Abbruch festhalten"),
        partial(ReasonForm, state=State.BROKEN_OFF), _ending(State.BROKEN_OFF), _("Der Abbruch ist festgehalten."),
    ),
    State.NOT_TAKEN_UP: StepPage(
        _("Die Hilfe ist nicht angetreten"), _("Sie können später noch einmal anfragen."), _("Festhalten"),
        partial(ReasonForm, state=State.NOT_TAKEN_UP), _ending(State.NOT_TAKEN_UP), _("Das ist festgehalten."),
    ),
    State.SENT: StepPage(
        _("Noch einmal anfragen"),
        _("Die Angaben bleiben, wie sie gesendet wurden. Eine offene Frage klären Sie mit dem Träger am Telefon."),
        _("Anfragen"), WordsForm, _plain(actions.ask_again), _("Die Anfrage ist wieder offen."),
    ),
    State.WITHDRAWN: StepPage(
        _("Vermittlung zurückziehen"), _("Der Träger sieht die Anfrage danach nicht mehr."), _("Zurückziehen"),
        partial(ReasonForm, state=State.WITHDRAWN), _ending(State.WITHDRAWN), _("Die Vermittlung ist zurückgezogen."),
    ),
    State.ENTERED_IN_ERROR: StepPage(
        _("Irrtümlich angelegt"), _("Der Eintrag bleibt lesbar und zählt nirgends mit."), _("So kennzeichnen"),
        WordsForm, _plain(actions.enter_in_error), _("Die Vermittlung ist als Irrtum gekennzeichnet."),
    ),
}  # fmt: skip
