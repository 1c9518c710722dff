"""Forms of imports."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import Form
from fahrwasser.harvest.importing import MAX_BYTES


class UploadForm(Form):
    """A file of places and the name of its source."""

    file = forms.FileField(
        label=_("Datei"), allow_empty_file=True, help_text=_("JSON der Integreat-Schnittstelle (locations), bis 20 MB"),
        widget=forms.FileInput,
    )  # fmt: skip
    source = forms.CharField(
        label=_("Kurzname der Quelle"), max_length=40, initial="integreat-nuernberg",
        help_text=_("Unter diesem Namen erkennt das Verzeichnis die Angebote beim nächsten Mal wieder."),
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Bitte nur Kleinbuchstaben, Ziffern und Bindestriche."))],
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 20 Megabyte. Teilen Sie sie bitte."))
        return file
