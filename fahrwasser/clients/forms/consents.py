"""Forms about the safe channel and consents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation
from fahrwasser.catalogue import read
from fahrwasser.clients.forms.people import Choices, language_choices
from fahrwasser.clients.models import Consent
from fahrwasser.core.forms import DateField, Form


def category_choices() -> Choices:
    return [(entry["code"], entry["label"]) for entry in read("data_categories")["data_categories"]]


class ChannelForm(Form):
    """The four questions of the safe channel, phone and address."""

    mark_optional = False

    how = forms.CharField(label=_("So erreichen"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    when = forms.CharField(label=_("Wann"), max_length=200, required=False)
    language = forms.CharField(label=_("Sprache"), max_length=200, required=False)
    never = forms.CharField(
        label=_("Nicht"), max_length=200, required=False, help_text=_("Was wir auf keinen Fall tun, zum Beispiel Post.")
    )
    address = forms.CharField(label=_("Anschrift"), max_length=300, required=False)


class ConsentForm(Form):
    """Who may learn what, what for and until when."""

    mark_optional = False

    kind = forms.ChoiceField(label=_("Worum geht es?"), choices=Consent.Kind.choices)
    recipient = forms.ModelChoiceField(
        label=_("An welche Stelle?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("keine oder andere Stelle"),
    )
    recipient_name = forms.CharField(
        label=_("Name und Aufgabe der Stelle"), max_length=200, required=False,
        help_text=_("Wenn sie in der Liste fehlt: genau eine Stelle, nicht „alle Behörden“."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Welche Angaben?"), choices=category_choices, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"}),
    )  # fmt: skip
    purpose = forms.CharField(label=_("Wofür?"), max_length=300)
    form = forms.ChoiceField(
        label=_("Wie erteilt?"), choices=Consent.Form.choices, initial=Consent.Form.PAPER,
        widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
    )  # fmt: skip
    witness = forms.CharField(label=_("Zeugin oder Zeuge"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("In welcher Sprache erklärt?"), choices=lambda: language_choices()[1:], initial="de"
    )
    interpreter = forms.CharField(
        label=_("Wer hat gedolmetscht?"), max_length=100, required=False,
        help_text=_("Nötig, wenn der Text in dieser Sprache nicht geprüft ist."),
    )  # fmt: skip
    given_on = DateField(label=_("Erteilt am"))
    expires_on = DateField(label=_("Gilt bis"), required=False, help_text=_("Leer: zwölf Monate."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
        self.fields["recipient"].queryset = bodies  # type: ignore[attr-defined]
