"""Forms of keeping the directory."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.core import clock
from fahrwasser.core.forms import DateField, Form
from fahrwasser.offers.models import Capacity


class FilterForm(Form):
    """Whose offers the work list shows."""

    mark_optional = False
    once = False
    traeger = forms.CharField(
        label=_("Träger"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


class TelephoneForm(Form):
    """Who said on the telephone that everything is right, and when."""

    told_by = forms.CharField(
        label=_("Wer hat es bestätigt?"), max_length=150,
        help_text=_("Name oder Aufgabe der Person beim Träger, zum Beispiel: Frau Probst, Büro"),
    )  # fmt: skip
    told_on = DateField(label=_("Wann?"), initial=clock.today)


class SaidForm(Form):
    """Capacity in one click."""

    once = False
    state = forms.ChoiceField(choices=Capacity.State.choices)


class WordsForm(Form):
    """Words for a field of the offer."""

    text = forms.CharField(
        label=_("Was im Verzeichnis steht"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
