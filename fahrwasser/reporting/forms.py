"""Forms of reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import DateField, Form


class KeyDateForm(Form):
    """The day on which everything is counted."""

    mark_optional = False
    once = False
    stichtag = DateField(label=_("Stichtag"), required=False)


class ProgrammeForm(Form):
    """What the programme says of itself: typed by hand, with its source."""

    name = forms.CharField(label=_("Programm"), max_length=200)
    starts_on = DateField(label=_("Beginn"))
    ends_on = DateField(label=_("Ende"), required=False)
    target_group = forms.IntegerField(label=_("Personen in der Zielgruppe"), min_value=0, max_value=10_000_000)
    target_group_refugees = forms.IntegerField(
        label=_("davon mit Flüchtlingsstatus"), min_value=0, max_value=10_000_000
    )
    positions = forms.DecimalField(
        label=_("Stellen im Case Management"), min_value=0, max_digits=5, decimal_places=2, localize=True,
        help_text=_("Vollzeit, zum Beispiel 5,5"),
    )  # fmt: skip
    source = forms.CharField(label=_("Woher stammen die Zahlen?"), max_length=200)
    as_of = DateField(label=_("Stand vom"))
