"""Forms about what is around a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue import read
from fahrwasser.clients.forms.people import Choices
from fahrwasser.clients.models import Client, Relation, Representative, Residence
from fahrwasser.core.forms import DateField, Form

SOMEBODY_ELSE = "new"
TURNED: dict[str, Any] = {
    "parent": _("Kind von"),
    "grandparent": _("Enkelkind von"),
    "supporter": _("wird unterstützt von"),
    "danger": _("in Gefahr durch"),
}
"""Relations that read differently from the other side; their code in the form begins with a minus."""


def tie_choices() -> Choices:
    choices: Choices = [("", _("Bitte wählen"))]
    for code, label in Relation.Kind.choices:
        choices.append((code, label))
        if code in TURNED:
            choices.append((f"-{code}", TURNED[code]))
    return choices


def group_choices() -> Choices:
    groups = read("residence_groups")["residence_groups"]
    return [("", _("Bitte wählen")), *((entry["code"], entry["label"]) for entry in groups)]


class StayForm(Form):
    """A time in the household."""

    mark_optional = False

    joined_on = DateField(label=_("eingezogen am"), required=False, help_text=_("Leer: schon immer oder unbekannt."))
    left_on = DateField(label=_("ausgezogen am"), required=False, help_text=_("Leer: lebt noch hier."))
    role = forms.CharField(label=_("Rolle im Haushalt"), max_length=100, required=False)


class LeaveForm(Form):
    """The person does not live here any more."""

    on = DateField(label=_("ausgezogen am"))


class EndForm(Form):
    """A tie or an authority ends."""

    on = DateField(label=_("Ende am"))


class RelationForm(Form):
    """What a person is to somebody of the file, or to somebody of whom we keep only the first name."""

    kind = forms.ChoiceField(label=_("Beziehung"), choices=tie_choices)
    other = forms.ChoiceField(label=_("Zu wem?"))
    first_name = forms.CharField(
        label=_("Vorname der anderen Person"), max_length=100, required=False,
        help_text=_("Nur wenn sie nicht in der Liste steht. Mehr als Vornamen und Beziehung speichern wir nicht."),
    )  # fmt: skip
    since = DateField(label=_("seit"), required=False)
    until = DateField(label=_("bis"), required=False)
    told_by = forms.CharField(label=_("Wer hat das gesagt?"), max_length=100, required=False)

    def __init__(self, *args: Any, others: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {str(person.pk): person for person in others}
        choices = [(key, person.name) for key, person in self._others.items()]
        self.fields["other"].choices = [*choices, (SOMEBODY_ELSE, _("eine andere Person"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("other") == SOMEBODY_ELSE and not told.get("first_name") and "first_name" not in self.errors:
            self.add_error("first_name", _("Bitte geben Sie den Vornamen der anderen Person ein."))
        return told

    @property
    def is_new_person(self) -> bool:
        return bool(self.cleaned_data["other"] == SOMEBODY_ELSE)

    def tie(self, person: Client) -> dict[str, Any]:
        """Arguments of ``actions.relate`` or, for somebody new, of ``actions.relate_by_name``."""
        told = self.cleaned_data
        kind, turned = told["kind"].removeprefix("-"), told["kind"].startswith("-")
        rest = {name: told[name] for name in ("since", "until", "told_by")} | {"kind": kind}
        if self.is_new_person:
            return {**rest, "person": person, "first_name": told["first_name"], "turned": turned}
        pair = (person, self._others[told["other"]])
        return {**rest, "person": pair[turned], "other": pair[not turned]}


class ResidenceForm(Form):
    """A right to stay from a day on."""

    group = forms.ChoiceField(label=_("Gruppe"), choices=group_choices)
    title = forms.CharField(
        label=_("Titel oder Vorschrift"),
        max_length=80,
        required=False,
        help_text=_("Zum Beispiel § 25 Abs. 2 AufenthG."),
    )
    since = DateField(label=_("seit"))
    until = DateField(label=_("bis"), required=False, help_text=_("Leer: gilt noch. Was bisher lief, endet am Vortag."))
    paper_valid_until = DateField(
        label=_("Papier gültig bis"), required=False, help_text=_("Der Tag, der auf dem Papier steht.")
    )
    source = forms.ChoiceField(label=_("Woher wissen wir das?"), choices=Residence.Source.choices)

    @staticmethod
    def of(row: Residence) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ResidenceForm.base_fields}


class RepresentativeForm(Form):
    """Who may act for a person, and how far."""

    kind = forms.ChoiceField(label=_("Art"), choices=Representative.Kind.choices)
    name = forms.CharField(label=_("Name oder Stelle"), max_length=200)
    reach = forms.CharField(
        label=_("dienstlich erreichbar"), max_length=200, required=False,
        help_text=_("Telefon oder E-Mail der Stelle, keine Privatanschrift."),
    )  # fmt: skip
    scope = forms.MultipleChoiceField(
        label=_("Wofür?"), choices=Representative.Scope.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"}),
    )  # fmt: skip
    since = DateField(label=_("seit"), required=False)
    until = DateField(label=_("bis"), required=False)
    proof_seen_on = DateField(label=_("Nachweis gesehen am"), required=False)
