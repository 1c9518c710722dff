"""Forms of the plan: goals and measures as rows that grow without JavaScript, acceptance, ratings."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahrwasser import catalogue
from fahrwasser.assessment.models import Need
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.plan import rules
from fahrwasser.plan.models import Goal, PlanVersion

SENTENCE = 300
WEIGHT_CHOICES = (("1", _("1 wichtig")), ("2", _("2 sehr wichtig")), ("3", _("3 am wichtigsten")))
LEVEL_CHOICES = (("", _("keine")), ("-2", "−2"), ("-1", "−1"), ("0", "0"), ("1", "+1"), ("2", "+2"))
MOST_GOALS = 12


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows of which any may be empty: an empty row is no row. Sent rows have no initial values, so that a row which
    was not touched still counts as filled."""

    deletion_widget = forms.CheckboxInput

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Beim Speichern entfernen")

    def kept(self) -> list[dict[str, Any]]:
        """Cleaned rows that say something and are not to be removed."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [row for row in rows if not row.get("DELETE")]


class GoalForm(Form):
    mark_optional = False
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    client_words = TextField(label=_("Ziel in den Worten der Person"), max_length=SENTENCE, rows=2)
    anchor_0 = TextField(label=_("0: erwartetes Ergebnis"), max_length=SENTENCE, rows=3)
    anchor_minus_2 = TextField(label=_("−2: viel weniger"), max_length=SENTENCE, rows=3, required=False)
    anchor_minus_1 = TextField(label=_("−1: weniger"), max_length=SENTENCE, rows=3, required=False)
    anchor_plus_1 = TextField(label=_("+1: mehr"), max_length=SENTENCE, rows=3, required=False)
    anchor_plus_2 = TextField(label=_("+2: viel mehr"), max_length=SENTENCE, rows=3, required=False)
    weight = forms.ChoiceField(label=_("Gewicht"), choices=WEIGHT_CHOICES, initial="1")
    until = DateField(label=_("bis"), required=False)
    needs = forms.MultipleChoiceField(
        label=_("Welchen Bedarfen dient das Ziel?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [(str(need.pk), need.label) for need in needs]  # type: ignore[attr-defined]
        self.fields["client_words"].error_messages["required"] = _("Bitte schreiben Sie das Ziel auf.")
        self.fields["anchor_0"].error_messages["required"] = _("Was ist das erwartete Ergebnis?")


class MeasureForm(Form):
    mark_optional = False
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    what = TextField(label=_("Was"), max_length=SENTENCE, rows=2)
    who = forms.CharField(label=_("Wer"), max_length=150)
    until = DateField(label=_("bis wann"), required=False)
    cost_carrier = forms.CharField(label=_("wer zahlt"), max_length=150, required=False)
    goal = forms.TypedChoiceField(label=_("gehört zu"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, goals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(place), _("Ziel %(n)s") % {"n": place}) for place in range(1, goals + 1)]
        self.fields["goal"].choices = [("", _("allen Zielen")), *places]  # type: ignore[attr-defined]
        self.fields["what"].error_messages["required"] = _("Was soll geschehen?")
        self.fields["who"].error_messages["required"] = _("Wer macht das?")


def _rows(form: type[Form], most: int) -> Any:
    return forms.formset_factory(form, formset=Rows, extra=0, can_delete=True, max_num=most, validate_max=True)


GoalRows = _rows(GoalForm, MOST_GOALS)
MeasureRows = _rows(MeasureForm, rules.MOST_MEASURES)


class PlanForm(Form):
    """The whole plan: head, goals, measures. ``revision`` is the one the person saw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    review_on = DateField(label=_("Nächste Überprüfung"), required=False)

    def __init__(
        self, data: QueryDict | None, *, text: rules.PlanText, revision: int, needs: Sequence[Need], extra: str = ""
    ) -> None:
        typed = data if extra else None
        bound = None if extra else data
        super().__init__(bound, initial=_typed_head(typed) if typed else head_of(text, revision))
        self.goals = self._goals(bound, typed, text, needs, extra == "goals")
        places = self.goals.total_form_count()
        self.measures = self._measures(bound, typed, text, places, extra == "measures")

    def _goals(self, bound: Any, typed: Any, text: rules.PlanText, needs: Sequence[Need], more: bool) -> Any:
        rows = typed_rows(typed, "ziel", GoalForm.base_fields) if typed else [goal_row(goal) for goal in text.goals]
        formset = GoalRows(bound, prefix="ziel", initial=None if bound else rows, form_kwargs={"needs": needs})
        formset.extra = 1 if more or not rows else 0
        return formset

    def _measures(self, bound: Any, typed: Any, text: rules.PlanText, goals: int, more: bool) -> Any:
        fields = MeasureForm.base_fields
        rows = typed_rows(typed, "schritt", fields) if typed else [asdict(measure) for measure in text.measures]
        rows = moved(rows, typed.get("more", "")) if typed else rows
        formset = MeasureRows(bound, prefix="schritt", initial=None if bound else rows, form_kwargs={"goals": goals})
        formset.extra = 1 if more or not rows else 0
        return formset

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.goals.is_valid(), self.measures.is_valid()])

    def is_readable(self) -> bool:
        """Whether what was sent can be read as a plan, even when a rule then refused it."""
        read = {"revision", "review_on"} <= getattr(self, "cleaned_data", {}).keys()
        return read and self.goals.is_valid() and self.measures.is_valid()

    def text(self) -> rules.PlanText:
        """What was typed. Measures count goals as they stand on the page; removed goals are left out of the count."""
        kept = [form for form in self.goals.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        places = {self.goals.forms.index(form) + 1: place for place, form in enumerate(kept, 1)}
        return rules.PlanText(
            self.cleaned_data["review_on"],
            tuple(_goal_text(form.cleaned_data) for form in kept),
            tuple(_measure_text(row, places) for row in self.measures.kept()),
        )

    def arguments(self) -> dict[str, Any]:
        return {"text": self.text(), "revision": self.cleaned_data["revision"]}

    def on_top_of(self, revision: int) -> None:
        """The next save of this page counts as seen up to ``revision``."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["revision"] = str(revision)  # type: ignore[index]


def moved(rows: list[dict[str, Any]], wish: str) -> list[dict[str, Any]]:
    """The rows with one of them a place further up or down; ``wish`` is ``up-<row>`` or ``down-<row>``, from 0."""
    way, _, place = wish.partition("-")
    if way not in ("up", "down") or not (place.isascii() and place.isdigit()):
        return rows
    here = int(place)
    there = here - 1 if way == "up" else here + 1
    if max(here, there) < len(rows) and there >= 0:
        rows[here], rows[there] = rows[there], rows[here]
    return rows


def head_of(text: rules.PlanText, revision: int) -> dict[str, Any]:
    return {"revision": revision, "review_on": text.review_on}


def _typed_head(typed: QueryDict) -> dict[str, Any]:
    return {"revision": typed.get("revision"), "review_on": typed.get("review_on")}


def typed_rows(typed: QueryDict, prefix: str, fields: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a form as they were typed, unchecked, to be shown again."""
    count = typed.get(f"{prefix}-TOTAL_FORMS", "0")
    rows = range(min(int(count), rules.MOST_MEASURES) if count.isascii() and count.isdigit() else 0)
    names = (*fields, "DELETE")
    return [{name: _typed(typed, f"{prefix}-{row}-{name}", name == "needs") for name in names} for row in rows]


def _typed(typed: QueryDict, key: str, many: bool) -> Any:
    return typed.getlist(key) if many else typed.get(key)


def goal_row(goal: rules.GoalText) -> dict[str, Any]:
    anchors = dict(zip(rules.ANCHORS, goal.anchors, strict=True))
    own = {"id": goal.id, "client_words": goal.client_words, "until": goal.until, "weight": str(goal.weight)}
    return {**own, **anchors, "needs": [str(need) for need in goal.needs]}


def _goal_text(row: dict[str, Any]) -> rules.GoalText:
    minus_2, minus_1, expected, plus_1, plus_2 = (row[name] for name in rules.ANCHORS)
    return rules.GoalText(
        client_words=row["client_words"],
        anchors=(minus_2, minus_1, expected, plus_1, plus_2),
        weight=int(row["weight"]),
        until=row["until"],
        needs=frozenset(forms.UUIDField().clean(need) for need in row["needs"]),
        id=row["id"],
    )


def _measure_text(row: dict[str, Any], places: dict[int, int]) -> rules.MeasureText:
    goal = places.get(row["goal"]) if row["goal"] else None
    return rules.MeasureText(row["what"], row["who"], row["until"], row["cost_carrier"], goal, row["id"])


def _spoken() -> list[tuple[str, str]]:
    return [(row["code"], row["label"]) for row in catalogue.read("languages")["languages"]]


class AcceptForm(Form):
    accepted_on = DateField(label=_("Angenommen am"))
    how = forms.ChoiceField(
        label=_("Wie"), choices=PlanVersion.How.choices, widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
        initial=PlanVersion.How.SIGNED,
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Besprochen auf"), choices=_spoken, initial="de")
    interpreter = forms.CharField(
        label=_("Gedolmetscht von"), max_length=150, required=False,
        help_text=_("Name oder Kürzel. Nötig, wenn die Übersetzung nicht geprüft ist."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(Form):
    done_on = DateField(label=_("Erledigt am"))


class DropForm(Form):
    reason = TextField(label=_("Warum entfällt die Maßnahme?"), max_length=SENTENCE, rows=2)
    dropped_on = DateField(label=_("Entfallen am"))


class ReviewForm(Form):
    done_on = DateField(label=_("Überprüft am"))
    next_on = DateField(label=_("Nächste Überprüfung"))
    words = TextField(label=_("Ergebnis in einem Satz"), max_length=SENTENCE, rows=2, required=False)


def level_field(label: Any) -> forms.TypedChoiceField:
    segments = forms.RadioSelect(attrs={"class": "fw-segments"})
    return forms.TypedChoiceField(
        label=label, choices=LEVEL_CHOICES, coerce=int, empty_value=None, required=False, widget=segments
    )


class RateForm(Form):
    """Both ratings of one day, and the anchors that still have no words."""

    mark_optional = False
    client = level_field(_("Einschätzung der Klientin oder des Klienten"))
    manager = level_field(_("Einschätzung der Fallführung"))
    rated_on = DateField(label=_("Besprochen am"))

    def __init__(self, data: Any, *, goal: Goal, today: date) -> None:
        super().__init__(data, initial={"rated_on": today})
        self.missing = [name for name in rules.ANCHORS if not getattr(goal, name)]
        for name in self.missing:
            self.fields[name] = TextField(label=GoalForm.base_fields[name].label, max_length=SENTENCE, rows=2)
        self.order_fields([*self.missing, "client", "manager", "rated_on"])

    def arguments(self) -> dict[str, Any]:
        anchors = {name: self.cleaned_data[name] for name in self.missing}
        own = {name: self.cleaned_data[name] for name in ("client", "manager", "rated_on")}
        return {**own, "anchors": anchors}
