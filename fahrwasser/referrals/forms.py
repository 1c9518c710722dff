"""Forms of referrals: they clean and never save."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue import read
from fahrwasser.clients.models import Consent
from fahrwasser.core.forms import DateField, DateTimeField, Form
from fahrwasser.referrals import disclosure, rules
from fahrwasser.referrals.actions import Ground, NewConsent, Override, Told
from fahrwasser.referrals.packets import Entry
from fahrwasser.referrals.rules import Said, State

NEW_CONSENT = "new"
CHANGED = _("Die Auswahl hat sich geändert. Prüfen Sie die Vorschau und senden Sie dann.")
CHANNELS = {"portal": _("im Portal"), "phone": _("am Telefon"), "paper": _("auf Papier")}
FIRST_CONTACT = {
    "": _("keine Angabe"),
    "we_call": _("Wir rufen an"),
    "we_call_interpreted": _("Wir rufen an, mit Sprachmittlung"),
    "person_calls": _("Die Person ruft an"),
    "city": _("Über die Stadt"),
}
ANSWER_LABELS = {
    State.ACCEPTED: _("Ja, wir haben Platz"),
    State.WAITING: _("Warteliste"),
    State.QUESTION: _("Wir haben eine Rückfrage"),
    State.DECLINED: _("Nein, leider nicht"),
}


def sentence(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """One line of at most 300 characters, refused in words when it is longer."""
    field = forms.CharField(label=label, required=required, max_length=300, help_text=help_text)
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["max_length"] = _("Bitte in einem Satz: höchstens 300 Zeichen, Sie haben %(show_value)s.")
    return field


class NewReferralForm(Form):
    """What goes out, on which ground. ``shown`` is the choice that the preview on the page showed."""

    categories = forms.MultipleChoiceField(
        label=_("Diese Angaben gehen hinaus"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(
        label=_("Worauf stützt sich die Weitergabe?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Ohne Einwilligung oder Rechtsgrundlage geht nichts hinaus. Wählen Sie aus.")},
    )
    consent_form = forms.ChoiceField(
        label=_("Form der neuen Einwilligung"), choices=Consent.Form.choices, required=False, initial="oral"
    )
    witness = forms.CharField(
        label=_("Zeugin oder Zeuge"), required=False, max_length=100, help_text=_("Bei mündlicher Einwilligung.")
    )
    language = forms.ChoiceField(label=_("Sprache der Einwilligung"), required=False, initial="de")
    interpreter = forms.CharField(
        label=_("Wer hat gedolmetscht?"), required=False, max_length=100,
        help_text=_("Nötig, wenn der Text in dieser Sprache nicht geprüft ist."),
    )  # fmt: skip
    reason = sentence(_("Begründung"), help_text=_("Bei einer Rechtsgrundlage: warum es ohne Einwilligung sein muss."))
    channel = forms.ChoiceField(label=_("Auf welchem Weg?"), choices=list(CHANNELS.items()))
    abweichung = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    override_reason = forms.ChoiceField(
        label=_("Warum geht es doch?"),
        required=False,
        choices=[("", _("Bitte wählen")), *rules.OVERRIDE_REASONS.items()],
    )
    override_words = sentence(_("In einem Satz"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    mark_optional = False

    def __init__(
        self, *args: Any, entries: Sequence[Entry], consents: Sequence[Consent], urgency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        self.consents = {f"consent:{consent.pk}": consent for consent in consents}
        self._field("categories").choices = [(entry.code, entry.label) for entry in entries if entry.value]
        self._field("ground").choices = self._grounds(urgency)
        languages = read("languages")["languages"]
        self._field("language").choices = [(row["code"], row["label"]) for row in languages]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        return field

    def _grounds(self, urgency: str) -> list[tuple[str, Any]]:
        known = [(key, _consent_label(consent)) for key, consent in self.consents.items()]
        bases = [(f"basis:{code}", label) for code, label in disclosure.legal_bases_at(urgency)]
        return [
            (str(_("Einwilligung")), [*known, (NEW_CONSENT, _("Die Person willigt jetzt ein"))]),
            (str(_("Rechtsgrundlage ohne Einwilligung")), bases),
            (
                str(_("Ohne Angaben zur Person")),
                [(f"basis:{disclosure.CAPACITY_INQUIRY}", _("Nur fragen, ob ein Platz frei ist"))],
            ),
        ]

    def chosen(self) -> tuple[str, ...]:
        """The categories ticked now, whether or not the rest of the form is clean."""
        if not self.is_bound:
            return tuple(self.initial.get("categories", ()))
        known = {entry.code for entry in self.entries if entry.value}
        ticked = self.fields["categories"].widget.value_from_datadict(self.data, self.files, "categories")
        return tuple(code for code in ticked or () if code in known)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_inquiry and cleaned.get("shown", "") != ",".join(self.chosen()):
            self.add_error(
                "categories", _("Die Auswahl hat sich geändert. Prüfen Sie die Vorschau und senden Sie dann.")
            )
        if not self.is_inquiry and not self.chosen() and "categories" not in self.errors:
            self.add_error("categories", _("Wählen Sie mindestens eine Angabe, oder fragen Sie nur nach einem Platz."))
        return cleaned

    @property
    def is_inquiry(self) -> bool:
        return bool(self.data.get("ground") == f"basis:{disclosure.CAPACITY_INQUIRY}")

    def ground_of(self) -> Ground:
        told = self.cleaned_data
        choice = told["ground"]
        if choice == NEW_CONSENT:
            form, language = told["consent_form"] or "oral", told["language"] or "de"
            given = NewConsent(form, told["witness"], language, told["interpreter"])
            return Ground(new_consent=given)
        if choice in self.consents:
            return Ground(consent=self.consents[choice])
        return Ground(legal_basis=choice.removeprefix("basis:"), reason=told["reason"])

    def override(self) -> Override | None:
        told = self.cleaned_data
        given = Override(told["override_reason"], told["override_words"])
        return given if told["abweichung"] or any(given) else None

    def arguments(self) -> dict[str, Any]:
        return {
            "categories": () if self.is_inquiry else self.chosen(),
            "ground": self.ground_of(),
            "override": self.override(),
            "channel": self.cleaned_data["channel"],
        }


def _consent_label(consent: Consent) -> str:
    words = disclosure.labels(consent.categories)
    return f"{consent.get_form_display()}, {consent.given_on:%d.%m.%Y} bis {consent.expires_on:%d.%m.%Y}: {words}"


class AnswerForm(Form):
    """What a provider says; ``was`` is the state the page was written for."""

    was = forms.CharField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Ihre Antwort"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie eine Antwort.")},
    )
    starts_on = DateField(label=_("Ab wann?"), required=False)
    first_contact = forms.ChoiceField(label=_("Erster Kontakt"), choices=list(FIRST_CONTACT.items()), required=False)
    waiting_position = forms.IntegerField(
        label=_("Platz auf der Warteliste"), required=False, min_value=1, max_value=999,
        error_messages={"invalid": _("Bitte eine Zahl."), "min_value": _("Der erste Platz hat die Nummer 1.")},
    )  # fmt: skip
    expected_on = DateField(label=_("Voraussichtlich ab"), required=False)
    question = sentence(_("Ihre Frage"), help_text=_("Bitte keine Angaben zur Person."))
    reason_code = forms.ChoiceField(label=_("Grund"), required=False)
    words = sentence(_("In einem Satz"), help_text=_("Bitte keine Angaben zur Person."))
    alternative = sentence(_("Anderer Vorschlag"), help_text=_("Wer könnte helfen?"))

    mark_optional = False

    def __init__(self, *args: Any, was: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["was"] = was
        super().__init__(*args, **kwargs)
        self._choose("state", [(state.value, self.label_of(state)) for state in self.states(was)])
        self._choose("reason_code", [("", _("Bitte wählen")), *rules.reason_choices(State.DECLINED)])

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def states(self, was: str) -> tuple[State, ...]:
        return rules.answers_from(was)

    def label_of(self, state: State) -> Any:
        return ANSWER_LABELS[state]

    def add_error(self, field: str | None, error: Any) -> None:
        """A question's words stand in a field of their own."""
        is_question = field == "words" and self.data.get("state") == State.QUESTION
        super().add_error("question" if is_question else field, error)

    def said(self) -> Said:
        """Only what belongs to the chosen answer; what was typed elsewhere is left out."""
        told = self.cleaned_data
        state = told["state"]
        words = told["question"] if state == State.QUESTION else told["words"]
        kept = {name: told[name] for name in FIELDS_OF.get(state, ()) if name in told and told[name] is not None}
        return Said(state, **{**kept, "words": words if state in WITH_WORDS else ""})


FIELDS_OF: dict[str, Collection[str]] = {
    State.ACCEPTED: ("starts_on", "first_contact"),
    State.WAITING: ("waiting_position", "expected_on"),
    State.DECLINED: ("reason_code", "alternative"),
    State.STARTED: ("started_on",),
    State.FINISHED: ("result",),
    State.BROKEN_OFF: ("reason_code",),
    State.NOT_TAKEN_UP: ("reason_code",),
}
WITH_WORDS = frozenset({State.QUESTION, State.DECLINED, State.BROKEN_OFF, State.NOT_TAKEN_UP})


class ToldForm(AnswerForm):
    """The same, in the case manager's hand: who said it, how and when."""

    told_by = forms.CharField(label=_("Wer hat es gesagt?"), max_length=150)
    told_how = forms.ChoiceField(label=_("Auf welchem Weg?"), choices=list(rules.TOLD_HOW.items()))
    told_at = DateTimeField(label=_("Wann?"))
    started_on = DateField(label=_("Begonnen am"), required=False)
    result = forms.ChoiceField(
        label=_("Ist der Bedarf gedeckt?"), required=False, choices=[("", _("Bitte wählen")), *rules.RESULTS.items()]
    )

    def states(self, was: str) -> tuple[State, ...]:
        return rules.told_from(was)

    def label_of(self, state: State) -> Any:
        return rules.LABELS[state]

    def told(self) -> Told:
        told = self.cleaned_data
        return Told(told["told_by"], told["told_how"], told["told_at"])


class StartForm(Form):
    started_on = DateField(label=_("Begonnen am"))


class FinishForm(Form):
    result = forms.ChoiceField(
        label=_("Ist der Bedarf gedeckt?"), choices=list(rules.RESULTS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Ist der Bedarf gedeckt? Wenn Sie es nicht wissen, wählen Sie „unbekannt“.")},
    )  # fmt: skip
    words = sentence(_("In einem Satz"))


class ReasonForm(Form):
    """An end with a reason; the list depends on the end."""

    reason_code = forms.ChoiceField(label=_("Grund"), required=False)
    words = sentence(_("In einem Satz"))

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = [("", _("Bitte wählen")), *rules.reason_choices(state)]  # type: ignore[attr-defined]


class WordsForm(Form):
    words = sentence(_("In einem Satz"))


class SiblingsForm(Form):
    """Which of the other referrals for the same need are taken back."""

    chosen = forms.MultipleChoiceField(label=_("Zurückziehen"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]


def told_initial(now: datetime, today: date) -> dict[str, Any]:
    return {"told_at": timezone.localtime(now), "started_on": today}
