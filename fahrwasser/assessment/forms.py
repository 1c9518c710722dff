"""Forms of the assessment: a need, a life area, the end."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.assessment import rules
from fahrwasser.assessment.models import Need, Rating
from fahrwasser.core.forms import DateField, Form, TextField

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
        unsent: Mapping[str, Any],
    ) -> None:
        known = {name: getattr(rating, name) for name in self.texts} if rating else {}
        super().__init__(data, initial={**known, **unsent})
        self.choosable = [need for need in area.needs if need.code not in open_codes]
        for need in self.choosable:
            self.fields[f"need-{need.code}"] = forms.BooleanField(label=need.label, required=False)
            self.fields[f"urgency-{need.code}"] = forms.ChoiceField(
                label=_("Dringlichkeit: %(need)s") % {"need": need.label},
                choices=Need.Urgency.choices,
                initial=need.urgency,
            )

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
