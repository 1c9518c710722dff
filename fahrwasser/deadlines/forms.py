"""Forms about facts, deadlines and rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.clients.models import Client
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.deadlines import periods, rules
from fahrwasser.deadlines.models import DeadlineRule, TriggerDay

MOST_REMINDERS, LONGEST_REMINDER = 10, 1000


def _sources() -> list[tuple[str, Any]]:
    """Sources a person may name; ``file`` is set when a day is taken over from the facts."""
    return [choice for choice in TriggerDay.Source.choices if choice[0] != TriggerDay.Source.FILE]


class TriggerForm(Form):
    """A fact with its day: everything else follows from it."""

    anchor = forms.ChoiceField(
        label=_("Was ist geschehen oder steht bevor?"),
        choices=lambda: [("", _("Bitte wählen")), *((a.code, a.label) for a in rules.anchors().values())],
    )
    day = DateField(label=_("An welchem Tag?"))
    about = forms.ModelChoiceField(
        label=_("Für wen?"), queryset=Client.objects.none(), required=False, empty_label=_("für alle in der Akte")
    )
    source = forms.ChoiceField(label=_("Woher wissen wir es?"), choices=_sources)

    def __init__(self, *args: Any, people: list[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.queryset = Client.objects.filter(pk__in=[person.pk for person in people])
        about.label_from_instance = lambda person: f"{person.first_name} {person.last_name}".strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "anchor" in cleaned and "day" in cleaned:
            _refused(self, lambda: rules.check_day(cleaned["anchor"], cleaned["day"]))
        return cleaned


class CorrectionForm(Form):
    """The fact has another day."""

    day = DateField(label=_("Richtiger Tag"))
    source = forms.ChoiceField(label=_("Woher wissen wir es?"), choices=_sources)


class TypedForm(Form):
    """A date copied from a paper: it is never computed."""

    rule = forms.ModelChoiceField(
        label=_("Worum geht es?"),
        queryset=DeadlineRule.objects.none(),
        required=False,
        empty_label=_("etwas anderes"),
        to_field_name="code",
    )
    label = forms.CharField(label=_("Was muss bis dahin geschehen?"), max_length=200)
    statutory_end = DateField(label=_("Ende laut Papier"))
    working_day = DateField(
        label=_("Arbeitsfrist"), required=False, help_text=_("Leer: der letzte Arbeitstag vor dem Ende.")
    )
    note = forms.CharField(label=_("Aus welchem Papier?"), max_length=300, required=False)

    def __init__(self, *args: Any, choices: list[DeadlineRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.queryset = DeadlineRule.objects.filter(pk__in=[rule.pk for rule in choices])
        field.label_from_instance = lambda rule: rule.label


class MetForm(Form):
    on = DateField(label=_("Eingehalten am"))


class ReasonForm(Form):
    """Why it was missed, or does not concern this file."""

    reason = TextField(label=_("Warum?"), max_length=300, rows=2)


class RuleForm(Form):
    """A new version of a rule; each period of its steps stands in a field of its own."""

    label = forms.CharField(label=_("Bezeichnung"), max_length=200)
    norm = forms.CharField(label=_("Norm"), max_length=200)
    source = forms.URLField(label=_("Quelle (Adresse)"), max_length=300, assume_scheme="https")
    law_as_of = DateField(
        label=_("Rechtsstand"), required=False, help_text=_("Leer heißt Fachwissen ohne Gesetzestext.")
    )
    reminders = forms.CharField(
        label=_("Erinnerungen"), max_length=60, required=False, help_text=_("Tage vor dem Ende, mit Komma: 90, 30, 7")
    )
    red_from = forms.IntegerField(label=_("Rot ab so vielen Tagen vorher"), min_value=0, max_value=LONGEST_REMINDER)
    hint = TextField(label=_("Hinweis an der Frist"), max_length=400, rows=3, required=False)
    valid_from = DateField(label=_("Gilt ab"))
    valid_to = DateField(label=_("Gilt bis"), required=False)
    enabled = forms.TypedChoiceField(
        label=_("Wird angewendet"),
        choices=[("ja", _("ja")), ("nein", _("nein, die Regel ruht"))],
        coerce=lambda answer: answer == "ja",
        widget=forms.RadioSelect,
    )
    why = TextField(label=_("Anlass der Änderung"), max_length=300, rows=2)

    def __init__(self, *args: Any, base: DeadlineRule, **kwargs: Any) -> None:
        self._base = base
        names = ("label", "norm", "source", "law_as_of", "red_from", "hint", "valid_to")
        start = {name: getattr(base, name) for name in names}
        start |= {"reminders": ", ".join(map(str, base.reminders)), "enabled": "ja" if base.enabled else "nein"}
        super().__init__(*args, initial=start | kwargs.pop("initial", {}), **kwargs)
        for step in self._counted():
            self.fields[f"period_{step['code']}"] = forms.CharField(
                label=f"{step['label_de']}: {'vorher' if 'before' in step else 'danach'}",
                initial=periods.in_words(step[periods.way(step)]),
                max_length=80,
                help_text=_("zum Beispiel: 6 Monate – oder: 4 Monate, -1 Tag – oder: am selben Tag"),
            )
        self.order_fields(["label", *(name for name in self.fields if name.startswith("period_"))])

    def _counted(self) -> list[dict[str, Any]]:
        return [step for step in self._base.computation if "until" not in step]

    def clean_reminders(self) -> list[int]:
        words = [part.strip() for part in self.cleaned_data["reminders"].split(",") if part.strip()]
        days = {int(part) for part in words if part.isascii() and part.isdigit() and len(part) < 5}
        if len(days) != len(words) or len(days) > MOST_REMINDERS or max(days, default=0) > LONGEST_REMINDER:
            raise forms.ValidationError(_("Bitte schreiben Sie Zahlen mit Komma, jede einmal: 90, 30, 7."))
        return sorted(days, reverse=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        steps = [self._changed(step, cleaned) for step in self._base.computation]
        kept = {name: value for name, value in cleaned.items() if not name.startswith("period_")}
        return kept | {"computation": steps}

    def _changed(self, step: dict[str, Any], cleaned: dict[str, Any]) -> dict[str, Any]:
        name = f"period_{step['code']}"
        found = [step]
        if name in cleaned:
            _refused(self, lambda: found.append(periods.with_period(step, cleaned[name])), name)
        return found[-1]


def _refused(form: Form, check: Any, field: str | None = None) -> None:
    """Run a rule; its refusal becomes the error of a field."""
    try:
        check()
    except NotAllowed as refusal:
        form.add_error(field or refusal.field, refusal.sentence)
