"""Forms of the first Monday."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.rules import roles
from fahrwasser.core.forms import Form
from fahrwasser.setup import queries


class UnitForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Art"), choices=Unit.Kind.choices)


class PersonForm(Form):
    """Somebody who will log in."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("Dienstliche E-Mail-Adresse"), max_length=254)
    unit = forms.ModelChoiceField(label=_("Einheit"), queryset=Unit.objects.none(), empty_label=_("bitte wählen"))
    role = forms.ChoiceField(label=_("Rolle"))
    phone = forms.CharField(label=_("Diensttelefon"), max_length=40, required=False)
    languages = forms.CharField(
        label=_("Sprachen"), max_length=100, required=False, help_text=_("Kürzel mit Komma, zum Beispiel de,ar.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = queries.units(by)
        role: Any = self.fields["role"]
        role.choices = [("", _("bitte wählen")), *((one.name, one.label) for one in roles().values())]


class RefuseForm(Form):
    reason = forms.CharField(label=_("Warum nicht?"), max_length=200)
