"""Forms of imports."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import Form, TextField
from fahrwasser.harvest import columns, reading
from fahrwasser.harvest.jsontext import MAX_BYTES


def _attribution() -> forms.CharField:
    return forms.CharField(
        label=_("Wen die Quelle genannt haben will"), max_length=300, required=False,
        help_text=_("Steht bei der offenen Schnittstelle, zum Beispiel: Stadt Nürnberg über Integreat."),
    )  # fmt: skip


def _licence() -> forms.CharField:
    return forms.CharField(
        label=_("Lizenz der Quelle"), max_length=100, required=False,
        help_text=_("Zum Beispiel: CC BY 4.0. Leer, wenn sie keine nennt."),
    )  # fmt: skip


SHORT_NAME = RegexValidator(r"^[a-z0-9-]+\Z", _("Bitte nur Kleinbuchstaben, Ziffern und Bindestriche."))
MOST_FILES = 50
FORMATS = [(code, _(label)) for code, label in reading.FORMATS.items()]


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; the cleaned value is a list of the uploaded files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            return super().clean(None, initial)
        given: list[UploadedFile[Any]] = [super(FilesField, self).clean(one, initial) for one in data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Bitte höchstens 50 Dateien auf einmal; packen Sie mehr in ein Zip."))
        if any((one.size or 0) > MAX_BYTES for one in given):
            raise forms.ValidationError(_("Eine Datei ist größer als 50 Megabyte. Bitte teilen Sie sie."))
        return given


class UploadForm(Form):
    """Files of one source and its name."""

    uploads = FilesField(
        label=_("Dateien"), allow_empty_file=True, required=False,
        help_text=_("JSON, CSV, Excel oder ein Zip davon, je bis 50 MB. Mehrere Sprachen bitte zusammen auswählen."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Oder eine öffentliche Adresse"), required=False, max_length=1000,
        help_text=_("Zum Beispiel: https://cms.integreat-app.de/api/v3/nuernberg/de/locations/"),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Kurzname der Quelle"), max_length=40, validators=[SHORT_NAME],
        help_text=_("Zum Beispiel nachbarstadt. Daran werden die Angebote beim nächsten Mal wiedererkannt."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Format"), choices=FORMATS, initial=reading.AUTO)
    attribution = _attribution()
    licence = _licence()

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("uploads") and not self.cleaned_data.get("address") and not self.errors:
            self.add_error("uploads", _("Bitte wählen Sie Dateien aus, oder nennen Sie eine Adresse."))
        return self.cleaned_data

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file by its name."""
        return {str(file.name): file.read() for file in self.cleaned_data["uploads"]}


class SourceForm(Form):
    """Addresses that are pulled, and how often."""

    name = forms.CharField(
        label=_("Kurzname"), max_length=40, validators=[SHORT_NAME],
        help_text=_("Unter diesem Namen erkennt das Verzeichnis die Angebote wieder."),
    )  # fmt: skip
    addresses = TextField(
        label=_("Adressen"), max_length=10_000, rows=4,
        help_text=_("Eine je Zeile. Alle Sprachen einer Quelle gehören zusammen."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Format"), choices=FORMATS, initial=reading.AUTO)
    every_hours = forms.TypedChoiceField(
        label=_("Wie oft abrufen?"), coerce=int, initial=24,
        choices=[(0, _("nur von Hand")), (6, _("alle sechs Stunden")), (24, _("täglich")), (168, _("wöchentlich"))],
    )  # fmt: skip
    alone = forms.BooleanField(
        label=_("Von selbst übernehmen, wenn nichts von Menschen Geschriebenes berührt ist und nichts wegfällt"),
        required=False,
    )  # fmt: skip
    attribution = _attribution()
    licence = _licence()

    def listed(self) -> list[str]:
        """The addresses, one a line."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]


class ColumnsForm(Form):
    """Which column of a table is which of our fields."""

    def __init__(self, *args: Any, header: Sequence[str], places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– nicht in der Tabelle –")), *((name, name) for name in header if name)]
        for column in columns.COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                label=_(column.label), choices=choices, required=column.name == "name",
                initial=places.get(column.name, ""),
            )  # fmt: skip

    def places(self) -> dict[str, str]:
        return {name: heading for name, heading in self.cleaned_data.items() if heading}
