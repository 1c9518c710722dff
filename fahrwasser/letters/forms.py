"""Forms about applications that were received for another body."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import DateField, DateTimeField, Form


class ReceiptForm(Form):
    """Which application, for whom, and since when it is here."""

    what = forms.CharField(
        label=_("Welcher Antrag?"), max_length=200, help_text=_("Zum Beispiel: Antrag auf Leistungen (SGB II).")
    )
    body = forms.CharField(label=_("Zuständige Stelle"), max_length=200, help_text=_("Zum Beispiel: Jobcenter."))
    received_at = DateTimeField(
        label=_("Eingegangen am"), help_text=_("Tag und Uhrzeit, zu der die Person ihn abgegeben hat.")
    )


class ForwardedForm(Form):
    """The day the application went on."""

    on = DateField(label=_("Weitergeleitet am"))
