"""Forms of the desk: searching, handing over, protecting, standing in, opening by a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.fields import PersonField
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import colleagues
from fahrwasser.cases.models import Case, Recusal
from fahrwasser.core.forms import DateField, Form, TextField

OTHER = "other"
REASONS = (
    ("Teamrunde", _("Teamrunde")),
    ("Vertretung", _("Vertretung")),
    ("Beschwerde", _("Beschwerde")),
    ("Fachaufsicht", _("Fachaufsicht")),
    (OTHER, _("Anderer Grund")),
)
LEVELS = (
    ("0", _("0 – normal: das Team sieht Nummer, Art und Fallführung")),
    ("1", _("1 – sensibel: nur die Fallführung weiß von der Akte, die Koordination kennt die Nummer")),
    ("2", _("2 – Gewaltschutz oder Auskunftssperre: nur zwei Benannte; nirgends sonst eine Spur")),
)


class ColleagueForm(Form):
    """A form that names a colleague; ``but`` are people who make no sense here."""

    def __init__(self, *args: Any, user: User, but: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.queryset = colleagues(user).exclude(pk__in=[key for key in but if key])


class HandOverForm(ColleagueForm):
    to = PersonField(label=_("Wer führt den Fall weiter?"))
    words = TextField(
        label=_("Übergabenotiz"), required=False, rows=5, max_length=4000,
        help_text=_("Was die neue Fallführung zuerst wissen soll. Was offen ist, steht schon daneben."),
    )  # fmt: skip


class AllocateForm(ColleagueForm):
    case = forms.ModelChoiceField(queryset=Case.objects.none(), label=_("Akte"), empty_label=_("Bitte wählen"))
    to = PersonField(label=_("Wer führt sie?"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        known = Case.objects.visible_to(user)
        choice: Any = self.fields["case"]
        choice.queryset = known.filter(state=Case.State.OPEN).select_related("lead").order_by("number")
        choice.label_from_instance = lambda case: f"{case.number} · {case.get_kind_display()} · {case.lead.name}"


class LevelForm(ColleagueForm):
    mark_optional = False
    level = forms.ChoiceField(label=_("Schutzstufe"), choices=LEVELS, widget=forms.RadioSelect)
    second = PersonField(
        label=_("Zweite Fallführung"), required=False, help_text=_("Nötig für Stufe 2, damit immer jemand öffnen kann.")
    )

    def clean_level(self) -> int:
        return int(self.cleaned_data["level"])


class SubstituteForm(ColleagueForm):
    user = PersonField(label=_("Wer vertritt?"))
    until = DateField(label=_("Bis einschließlich"))
    reason = forms.CharField(label=_("Grund"), max_length=300, help_text=_("Zum Beispiel Urlaub oder Fortbildung."))


class OwnRecusalForm(Form):
    """Somebody keeps themself out of a file."""

    mark_optional = False
    kind = forms.ChoiceField(
        label=_("Woher kennen Sie jemanden aus diesem Fall?"), choices=Recusal.Kind, widget=forms.RadioSelect
    )


class RecusalForm(ColleagueForm):
    mark_optional = False
    user = PersonField(label=_("Wer soll diese Akte nicht öffnen?"))
    kind = forms.ChoiceField(label=_("Warum?"), choices=Recusal.Kind, widget=forms.RadioSelect)


class PauseForm(Form):
    mark_optional = False
    until = DateField(
        label=_("Ruht bis"), help_text=_("Höchstens drei Monate. An diesem Tag steht der Fall wieder auf „Mein Tag“.")
    )
    reason = forms.CharField(
        label=_("Warum ruht der Fall?"), max_length=200, help_text=_("Zum Beispiel: Kur, Reise, wartet auf Bescheid.")
    )


class DeputyForm(ColleagueForm):
    """Nobody is a possible answer."""

    mark_optional = False
    deputy = PersonField(
        label=_("Wer vertritt Sie in der Regel?"), required=False,
        help_text=_("Wird überall vorgeschlagen, wo ein zweiter Name nötig ist. Zugang entsteht dadurch nicht."),
    )  # fmt: skip


class SuperviseForm(Form):
    mark_optional = False
    why = forms.ChoiceField(label=_("Wozu öffnen Sie diese Akte?"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In einem Satz"), max_length=250, required=False, help_text=_("Nötig bei „Anderer Grund“.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("why") == OTHER and not (cleaned.get("words") or "").strip():
            self.add_error("words", _("Bitte nennen Sie den Grund in einem Satz."))
        return cleaned

    def reason(self) -> str:
        """The preset reason, and the sentence where one was written."""
        why, words = self.cleaned_data["why"], self.cleaned_data["words"].strip()
        parts = [words] if why == OTHER else [why, words]
        return ": ".join(part for part in parts if part)


class BreakGlassForm(Form):
    number = forms.CharField(label=_("Aktenzeichen"), max_length=20, help_text=_("So wie F-2026-12345."))
    reason = TextField(label=_("Warum kann es nicht warten?"), max_length=250, rows=3)


class SearchForm(Form):
    once = False  # searching again is searching again

    q = forms.CharField(
        label=_("Name, Telefonnummer, Geburtsdatum oder Aktenzeichen"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
