"""Forms of the data protection pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import DateField, Form


class PeriodForm(Form):
    """From one day to another; both may be missing."""

    mark_optional = False
    once = False
    von = DateField(label=_("Von"), required=False)
    bis = DateField(label=_("Bis"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("von") and values.get("bis") and values["bis"] < values["von"]:
            self.add_error("bis", _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie beide Tage."))
        return values
