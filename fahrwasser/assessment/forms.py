"""Forms of the assessment: a need, a life area, the end."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fahrwasser.assessment import languages, risks, rules
from fahrwasser.assessment.models import Assessment, LanguageEvidence, Need, Rating, RiskScreen
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, LEVELS
from fahrwasser.work.forms import Kept

RATING_CHOICES = [("", _("noch nicht")), *((value, f"{value} {words}") for value, words in rules.RATINGS.items())]


def need_choices() -> list[tuple[str, Any]]:
    """All needs under their life areas."""
    groups = [(area.label, [(need.code, need.label) for need in area.needs]) for area in rules.areas().values()]
    return [("", _("bitte wählen")), *groups]


class NeedForm(Form):
    """A need; without a choice the usual urgency of the catalogue counts."""

    code = forms.ChoiceField(label=_("Bedarf"), choices=need_choices)
    urgency = forms.ChoiceField(
        label=_("Dringlichkeit"), required=False, choices=[("", _("üblich für diesen Bedarf")), *Need.Urgency.choices]
    )
    wanted_by = DateField(label=_("Gewünscht bis"), required=False)
    words = forms.CharField(label=_("In einem Satz"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "code" in cleaned and not cleaned.get("urgency"):
            cleaned["urgency"] = rules.need_kinds()[cleaned["code"]].urgency
        return cleaned


class NeedStateForm(Form):
    state = forms.ChoiceField(
        label=_("Stand"), choices=Need.State.choices, widget=forms.RadioSelect(attrs={"class": "fw-segments"})
    )


class CompleteForm(Form):
    completed_on = DateField(label=_("Abgeschlossen am"))


def _unsent(draft: Kept, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    return {name: value for name, value in draft.typed(fields).items() if value is not None}


class AreaForm(Form):
    """One life area: four texts, the rating, and the needs of the area that are not open yet."""

    situation = TextField(label=_("Situation"), required=False)
    resource = TextField(label=_("Stärken und Ressourcen"), required=False)
    client_view = TextField(label=_("Sicht der Person"), required=False, help_text=_("In ihren eigenen Worten."))
    own_view = TextField(label=_("Eigene Einschätzung"), required=False, help_text=_("Was Sie daraus schließen."))
    rating = forms.TypedChoiceField(
        label=_("Einstufung"),
        choices=RATING_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
    )
    mark_optional = False
    texts = ("situation", "resource", "client_view", "own_view", "rating")

    def __init__(
        self,
        data: Any,
        *,
        area: rules.Area,
        rating: Rating | None,
        open_codes: Collection[str],
        draft: Kept,
    ) -> None:
        super().__init__(data, recorded={name: getattr(rating, name, None) for name in self.texts})
        self.choosable = [need for need in area.needs if need.code not in open_codes]
        for need in self.choosable:
            self.fields[f"need-{need.code}"] = forms.BooleanField(label=need.label, required=False)
            self.fields[f"urgency-{need.code}"] = forms.ChoiceField(
                label=_("Dringlichkeit: %(need)s") % {"need": need.label},
                choices=Need.Urgency.choices,
                initial=need.urgency,
            )
        self.initial = {**self.initial, **_unsent(draft, self.fields)}

    def need_rows(self) -> list[tuple[Any, Any]]:
        """Checkbox and urgency of every need that may be added."""
        return [(self[f"need-{need.code}"], self[f"urgency-{need.code}"]) for need in self.choosable]

    def arguments(self) -> dict[str, Any]:
        """Arguments of ``actions.record_area``."""
        return {"needs": self.needs(), **{name: self.cleaned_data[name] for name in self.texts}}

    def needs(self) -> dict[str, str]:
        """Urgency by code of the needs that were ticked."""
        ticked = [need.code for need in self.choosable if self.cleaned_data[f"need-{need.code}"]]
        return {code: self.cleaned_data[f"urgency-{code}"] for code in ticked}


def complete_form(data: Any, today: date) -> CompleteForm:
    return CompleteForm(data, initial={"completed_on": today})


class RiskForm(Form):
    """The five risk questions; none has to be asked, one has to be answered."""

    words = TextField(
        label=_("Was gesagt und vereinbart wurde"),
        required=False,
        help_text=_("In den Worten der Person, wenn es geht."),
    )
    mark_optional = False

    def __init__(self, data: Any, *, draft: Kept) -> None:
        super().__init__(data)
        asked = {
            risk.name: forms.ChoiceField(
                label=risk.question,
                choices=RiskScreen.Answer.choices,
                initial=risks.NOT_ASKED,
                widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
            )
            for risk in risks.RISKS
        }
        self.fields = {**asked, **self.fields}
        self.initial = {**self.initial, **_unsent(draft, self.fields)}

    def arguments(self) -> dict[str, Any]:
        """Arguments of ``actions.record_risks``."""
        answers = {risk.name: self.cleaned_data[risk.name] for risk in risks.RISKS}
        return {"answers": answers, "words": self.cleaned_data["words"]}


class LanguageForm(Form):
    """One level of one language, and how we know."""

    language = forms.ChoiceField(label=_("Sprache"), choices=list(LANGUAGES.items()), initial=languages.GERMAN)
    skill = forms.ChoiceField(label=_("Fertigkeit"), choices=LanguageEvidence.Skill.choices)
    level = forms.ChoiceField(
        label=_("Niveau"), choices=[("", _("bitte wählen")), *((level, level) for level in LEVELS)]
    )
    kind = forms.ChoiceField(
        label=_("Woher wissen wir es?"),
        choices=LanguageEvidence.Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
    )
    source = forms.CharField(
        label=_("Quelle"), max_length=60, help_text=_("Zum Beispiel: DTZ, Einstufungstest, eigene Angabe.")
    )
    seen_on = DateField(label=_("Stand vom"))


def language_form(data: Any, today: date) -> LanguageForm:
    return LanguageForm(data, initial={"seen_on": today})


def _numbered(assessment: Assessment) -> str:
    words = {"number": assessment.number, "day": f"{assessment.started_on:%d.%m.%Y}"}
    return gettext("Einschätzung %(number)s vom %(day)s") % words


class ComparisonForm(Form):
    """Which two assessments."""

    frueher = forms.ChoiceField(label=_("Früher"))
    spaeter = forms.ChoiceField(label=_("Später"))
    once = False
    mark_optional = False

    def __init__(self, data: Any, *, assessments: Sequence[Assessment], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        words = gettext("Einschätzung %(number)s vom %(day)s")
        choices = [
            (str(one.number), words % {"number": one.number, "day": f"{one.started_on:%d.%m.%Y}"})
            for one in assessments
        ]
        for name in ("frueher", "spaeter"):
            choice: Any = self.fields[name]
            choice.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"frueher", "spaeter"} <= cleaned.keys() and int(cleaned["frueher"]) >= int(cleaned["spaeter"]):
            self.add_error("spaeter", gettext("Bitte wählen Sie rechts die spätere Einschätzung."))
        return cleaned
