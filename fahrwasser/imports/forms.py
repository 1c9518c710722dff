"""Forms of an import: the files, what their columns mean, and the last word."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import Form
from fahrwasser.imports import columns, tables
from fahrwasser.imports.checking import Mapped
from fahrwasser.imports.columns import COLUMNS

UNUSED = ("", _("– nicht in der Tabelle –"))


class UploadForm(Form):
    """A workbook, or up to three files."""

    cases = forms.FileField(
        label=_("Fälle mit Personen"), widget=forms.FileInput, allow_empty_file=True,
        help_text=_("Excel (.xlsx) oder CSV, bis 10 MB. Hat die Excel-Datei auch die Blätter „Personen“ und"
                    " „Kontakte“, genügt diese eine Datei."),
    )  # fmt: skip
    people = forms.FileField(
        label=_("Personen im Haushalt"), widget=forms.FileInput, allow_empty_file=True, required=False
    )
    contacts = forms.FileField(
        label=_("Frühere Kontakte"), widget=forms.FileInput, allow_empty_file=True, required=False
    )

    def clean(self) -> dict[str, Any]:
        for name, file in list(self.cleaned_data.items()):
            if isinstance(file, UploadedFile) and (file.size or 0) > tables.MAX_BYTES:
                self.add_error(name, tables.TOO_BIG)
        return self.cleaned_data

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file that was chosen; its name is not kept."""
        return {name: file.read() for name, file in self.cleaned_data.items() if file}


class MappingForm(Form):
    """Which column of the table is which, and what words mean that nobody understands."""

    def __init__(
        self, *args: Any, table: str, mapped: Mapped, unknown: dict[str, list[str]], people: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.table = table
        self.words: dict[str, tuple[str, str]] = {}
        headers = [(str(place), name) for place, name in enumerate(mapped.table.header) if name]
        for column in COLUMNS[table]:
            place = mapped.places.get(column.name)
            self.fields[column.name] = forms.ChoiceField(
                label=column.label, choices=[UNUSED, *headers], required=column.required, help_text=column.help,
                initial="" if place is None else str(place),
            )  # fmt: skip
        for name, heard in unknown.items():
            self._ask(name, heard, mapped, people)

    def _ask(self, name: str, heard: list[str], mapped: Mapped, people: list[tuple[str, str]]) -> None:
        column = next(one for one in COLUMNS[self.table] if one.name == name)
        choices = people if column.kind == "person" else _choices(column)
        for number, word in enumerate(heard):
            key = f"word-{name}-{number}"
            self.words[key] = (name, word.casefold())
            self.fields[key] = forms.ChoiceField(
                label=_("%(column)s: „%(word)s“ heißt") % {"column": column.label, "word": word}, required=False,
                choices=[("", _("– noch offen –")), *choices],
                initial=mapped.values.get(name, {}).get(word.casefold(), ""),
            )  # fmt: skip

    def places(self) -> dict[str, int]:
        chosen = {column.name: self.cleaned_data[column.name] for column in COLUMNS[self.table]}
        return {name: int(place) for name, place in chosen.items() if place}

    def meanings(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for key, (name, word) in self.words.items():
            if self.cleaned_data[key]:
                found.setdefault(name, {})[word] = self.cleaned_data[key]
        return found

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[column.name] for column in COLUMNS[self.table]]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in self.words]


def _choices(column: columns.Column) -> list[tuple[str, str]]:
    """Each code once, under the first word it is known by."""
    first: dict[str, str] = {}
    for word, code in columns.codes(column).items():
        first.setdefault(code, word[:1].upper() + word[1:])
    return list(first.items())


class CarryOutForm(Form):
    only_good = forms.BooleanField(
        label=_("Zeilen mit Problemen bleiben draußen; ich übernehme nur die anderen."), required=False
    )
