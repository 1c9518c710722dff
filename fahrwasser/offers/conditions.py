"""The form of one condition: the fields of its kind, and what every condition has."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.offers.criteria import Field, FieldType, Kind, typed
from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS
from fahrwasser.offers.models import Criterion

YES_NO_SILENT: Final = [("", _("nicht angegeben")), ("true", _("ja")), ("false", _("nein"))]
SEGMENTS: Final = {"class": "fw-segments"}
FEW: Final = 4
"""So many choices stand side by side; more are a list."""
MANY: Final = 12
"""More choices than these are a list instead of boxes."""
WAYS: Final = 3
"""Ways of admission that the form has room for."""
COMMON: Final = ("strictness", "legal_basis", "source", "valid_from", "valid_to", "rechtsstand")
PREFIX: Final = "value_"


def _yes_no(*, required: bool, **kwargs: Any) -> forms.Field:
    """Whoever has to say it sees yes and no alone."""
    return forms.TypedChoiceField(
        choices=YES_NO_SILENT[1:] if required else YES_NO_SILENT,
        required=required, coerce=lambda value: value == "true", empty_value=None,
        widget=forms.RadioSelect(attrs=SEGMENTS), **kwargs,
    )  # fmt: skip


def _choice(spec: Field, **kwargs: Any) -> forms.Field:
    known = list(spec.choices.items())
    if len(known) <= FEW and spec.required:
        return forms.ChoiceField(choices=known, widget=forms.RadioSelect(attrs=SEGMENTS), **kwargs)
    choices = [("", _("bitte wählen") if spec.required else _("nicht angegeben")), *known]
    widget = forms.RadioSelect(attrs=SEGMENTS) if len(known) < FEW else forms.Select()
    return forms.ChoiceField(choices=choices, widget=widget, **kwargs)


def _choices(spec: Field, **kwargs: Any) -> forms.Field:
    is_long = len(spec.choices) > MANY
    widget = forms.SelectMultiple(attrs={"size": 6}) if is_long else forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(choices=list(spec.choices.items()), widget=widget, **kwargs)


def _field(spec: Field) -> forms.Field:
    """The form's field for one value of a kind."""
    kwargs: dict[str, Any] = {"label": spec.label, "required": spec.required}
    if spec.type is FieldType.DATE:
        return DateField(**kwargs)
    if spec.type is FieldType.NUMBER:
        return forms.IntegerField(min_value=0, max_value=spec.most, **kwargs)
    if spec.type is FieldType.YES_NO:
        return _yes_no(**kwargs)
    if spec.type is FieldType.CHOICE:
        return _choice(spec, **kwargs)
    if spec.type is FieldType.CHOICES:
        return _choices(spec, **kwargs)
    if spec.type is FieldType.WEEK:
        return forms.CharField(max_length=4, help_text=_("zum Beispiel 36+0"), **kwargs)
    return TextField(rows=4, max_length=4_000, help_text=typed.HINTS[spec.type], **kwargs)


class ConditionForm(Form):
    """One condition of one kind: its own values first, then strictness, ground, source and the days on which it holds.

    ``cleaned_data["values"]`` is what is stored; ``sentence`` is what the directory then says.
    """

    strictness = forms.ChoiceField(
        label=_("Wie streng?"), choices=Criterion.Strictness.choices, initial=Criterion.Strictness.MUST,
        widget=forms.RadioSelect(attrs=SEGMENTS),
        help_text=_("„muss“: Ohne das geht es nicht. „soll“: Es ist erwünscht, Ausnahmen sind möglich."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Woher wissen wir das?"), max_length=200, required=False,
        help_text=_("zum Beispiel: Auskunft des Trägers am Telefon, Faltblatt 2026"),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Rechtsgrundlage"), max_length=200, required=False, help_text=_("zum Beispiel: § 44 AufenthG")
    )
    rechtsstand = DateField(
        label=_("Rechtsstand"), required=False, help_text=_("Tag, an dem jemand das Recht geprüft hat")
    )
    valid_from = DateField(label=_("Gilt ab"), required=False, help_text=_("leer: schon immer"))
    valid_to = DateField(label=_("Gilt bis"), required=False, help_text=_("leer: bis auf Weiteres"))

    def __init__(
        self, data: QueryDict | None, *, kind: Kind, row: Criterion | None = None,
        suggested: Mapping[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """``row``: the condition to change; ``suggested``: values of a new one that somebody may change first."""
        self.kind, self.row = kind, row
        readable = row.values if row and kind.is_stated(row.values) else {}
        self.stored: Mapping[str, Any] = readable if row else suggested or {}
        recorded = {**{name: getattr(row, name) for name in COMMON}, **self._typed_values()} if row else None
        own = dict(self._value_fields())
        self.base_fields = {**own, **self.base_fields}  # type: ignore[misc]  # of this form alone
        super().__init__(data, recorded=recorded, **kwargs)
        if recorded is None:
            self.initial = {**self._typed_values(), **self.initial}
        self.value_names = list(own)

    @property
    def sentence(self) -> str:
        """What the directory says with these values."""
        return self.kind.sentence(self.cleaned_data["values"])

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.value_names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        values = self._values(cleaned)
        if not self.errors:
            told = self.kind.validate(values) if values else [str(_("Bitte machen Sie mindestens eine Angabe."))]
            for sentence in told:
                self.add_error(*self._place_of(sentence))
        common = {name: cleaned.get(name) for name in COMMON}
        if common["valid_from"] and common["valid_to"] and common["valid_to"] < common["valid_from"]:
            self.add_error("valid_to", _("Das Ende liegt vor dem Anfang."))
        return {**common, "values": values}

    def _place_of(self, sentence: str) -> tuple[str | None, str]:
        """The field a complaint is about, and the sentence without its name."""
        for key, spec in self.kind.fields.items():
            name = f"{PREFIX}{key}"
            if sentence.startswith(f"{spec.label}: ") and name in self.fields:
                return name, sentence.removeprefix(f"{spec.label}: ")
        return None, sentence

    def _value_fields(self) -> Iterator[tuple[str, forms.Field]]:
        for key, spec in self.kind.fields.items():
            if spec.type is FieldType.WAYS:
                yield from _way_fields()
            else:
                yield f"{PREFIX}{key}", _field(spec)

    def _typed_values(self) -> dict[str, Any]:
        """The stored values as the fields show them."""
        shown: dict[str, Any] = {}
        for key, value in self.stored.items():
            spec = self.kind.fields[key]
            if spec.type is FieldType.WAYS:
                shown |= _ways_shown(value)
            elif spec.type is FieldType.YES_NO:
                shown[f"{PREFIX}{key}"] = str(value).lower()
            else:
                show = typed.SHOWN.get(spec.type)
                shown[f"{PREFIX}{key}"] = show(value) if show else value
        return shown

    def _values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, spec in self.kind.fields.items():
            value = _ways(cleaned) if spec.type is FieldType.WAYS else cleaned.get(f"{PREFIX}{key}")
            if value not in (None, "", []):
                values[key] = self._stored_as(key, spec, value)
        return values

    def _stored_as(self, key: str, spec: Field, value: Any) -> Any:
        if spec.type is FieldType.DATE:
            return value.isoformat()
        read = typed.READ.get(spec.type)
        return read(value, self.stored.get(key)) if read else value


def _way_fields() -> Iterator[tuple[str, forms.Field]]:
    for number in range(1, WAYS + 1):
        told = {"number": number}
        yield f"way{number}_groups", forms.MultipleChoiceField(
            label=_("%(number)s. Weg: Aufenthalt") % told, choices=list(RESIDENCE_GROUPS.items()), required=False,
            widget=forms.SelectMultiple(attrs={"size": 6}),
        )  # fmt: skip
        yield f"way{number}_paragraphs", forms.CharField(
            label=_("%(number)s. Weg: Paragrafen") % told, max_length=300, required=False,
            help_text=_("mit Komma getrennt: § 25, § 30"),
        )  # fmt: skip
        yield (
            f"way{number}_right",
            forms.BooleanField(
                label=_("%(number)s. Weg: mit Berechtigung zum Integrationskurs") % told, required=False
            ),
        )


def _ways_shown(ways: list[Mapping[str, Any]]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for number, way in enumerate(ways[:WAYS], start=1):
        shown[f"way{number}_groups"] = way.get("groups", [])
        shown[f"way{number}_paragraphs"] = ", ".join(way.get("paragraphs", []))
        shown[f"way{number}_right"] = way.get("course_right", False)
    return shown


def _ways(cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [way for number in range(1, WAYS + 1) if (way := _way(cleaned, f"way{number}_"))]


def _way(cleaned: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """One way of admission, of what was filled in."""
    paragraphs = [part.strip() for part in (cleaned.get(f"{prefix}paragraphs") or "").split(",") if part.strip()]
    said = {
        "groups": cleaned.get(f"{prefix}groups"),
        "paragraphs": paragraphs,
        "course_right": cleaned.get(f"{prefix}right"),
    }
    return {name: value for name, value in said.items() if value}
