"""Forms of appointments."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.contacts.models import Contact
from fahrwasser.core.forms import DateTimeField, Form

EARLIEST, LATEST = 1900, 2200  # years; beyond, a calendar cannot count on


class SlotForm(Form):
    """When. ``despite`` shows itself when something else stands there already."""

    at = DateTimeField(label=_("Wann"))
    minutes = forms.IntegerField(label=_("Minuten"), min_value=1, max_value=720, initial=45)
    reason = forms.CharField(
        label=_("Grund"), max_length=200, required=False, help_text=_("Nur für Sonn- und Feiertage.")
    )
    despite = forms.BooleanField(label=_("Beides stimmt, trotzdem eintragen"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        at = values.get("at")
        if at and not EARLIEST <= at.year <= LATEST:
            self.add_error("at", _("Bitte prüfen Sie das Jahr."))
        return values

    @property
    def asks_despite(self) -> bool:
        return bool(self["despite"].errors or self["despite"].value())

    def planned(self) -> dict[str, Any]:
        """The cleaned values as arguments of the act, without the case."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("case", "minutes")}
        return {**values, "until": values["at"] + timedelta(minutes=self.cleaned_data["minutes"])}


class AppointmentForm(SlotForm):
    """Whom one meets, when and where."""

    case = forms.ChoiceField(label=_("Fall"), required=False)
    type = forms.ChoiceField(label=_("Art"), choices=Contact.Type.choices)
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    with_whom = forms.CharField(label=_("Mit wem"), max_length=200, required=False)

    def __init__(self, *args: Any, cases: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        """``cases``: what may be chosen; without any the case is given from outside."""
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]
        if not cases:
            del self.fields["case"]
