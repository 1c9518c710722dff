"""Forms of imports."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import Form
from fahrwasser.harvest import reading
from fahrwasser.harvest.jsontext import MAX_BYTES

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
        label=_("Dateien"), allow_empty_file=True,
        help_text=_("JSON, CSV, Excel oder ein Zip davon, je bis 50 MB. Mehrere Sprachen bitte zusammen auswählen."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Kurzname der Quelle"), max_length=40, initial="integreat-nuernberg", validators=[SHORT_NAME],
        help_text=_("Unter diesem Namen erkennt das Verzeichnis die Angebote beim nächsten Mal wieder."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Format"), choices=FORMATS, initial=reading.AUTO)

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file by its name."""
        return {str(file.name): file.read() for file in self.cleaned_data["uploads"]}
