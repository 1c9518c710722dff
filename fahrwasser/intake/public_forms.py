"""The public form: few fields in plain words, a field that people do not see, and the time it was opened."""

from time import time
from typing import Any
from uuid import UUID

from django import forms
from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.utils.translation import gettext_lazy as _

from fahrwasser.clients.forms import language_choices
from fahrwasser.core.forms import Form, TextField
from fahrwasser.intake.forms import CHANNELS, segments, wish
from fahrwasser.intake.models import PublicEnquiry
from fahrwasser.intake.public_actions import Sent
from fahrwasser.intake.public_rules import Marks

LONGEST = 2_000  # characters of a concern
SENDERS = {**CHANNELS, "ngo": _("Verband, Beratungsstelle oder Unterkunft"), "self": _("Ich bin die Person selbst")}
WITHOUT_AGREEMENT = _(
    "Ohne das Einverständnis der Person dürfen wir die Anfrage nicht annehmen. Fragen Sie die Person, oder geben Sie"
    " ihr unsere Nummer. In Gefahr rufen Sie 110; ist ein Kind in Gefahr, auch das Jugendamt."
)
CHILD_IN_DANGER = _(
    "Ist ein Kind in Gefahr, wenden Sie sich direkt an das Jugendamt. Das geht auch ohne Einverständnis; wer beruflich"
    " mit Familien arbeitet, darf es nach § 4 KKG und sagt es der Familie vorher, wenn das Kind dadurch nicht in Gefahr"
    " kommt."
)
_signer = TimestampSigner(salt="intake.public_form")


class PublicForm(Form):
    """What a school, a shelter, a provider or the person says. ``entry`` is the key of the form, ``begun`` its time."""

    once = False

    entry = forms.UUIDField(widget=forms.HiddenInput)
    begun = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=_("Bitte leer lassen"), required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Wer sind Sie?"), choices=[("", _("bitte wählen")), *SENDERS.items()])
    sender = forms.CharField(label=_("Ihr Name und Ihre Stelle"), max_length=160)
    call_back = forms.CharField(
        label=_("Wie erreichen wir Sie?"), max_length=150,
        help_text=_("Telefon oder E-Mail-Adresse, und wann es passt."),
    )  # fmt: skip
    first_name = forms.CharField(label=_("Vorname der Person"), max_length=100)
    last_name = forms.CharField(label=_("Nachname"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Welche Sprache spricht die Person am besten?"), choices=language_choices,
                                 required=False)  # fmt: skip
    interpreter_needed = forms.BooleanField(label=_("Jemand muss dolmetschen"), required=False)
    manager_wish = wish(_("Die Person spricht lieber mit"))
    safe_way = forms.CharField(
        label=_("Wie erreichen wir die Person, ohne dass ihr jemand schadet?"), max_length=200, required=False,
        help_text=_("Zum Beispiel: über die Schule, SMS vormittags, nie anrufen."),
    )  # fmt: skip
    danger = forms.ChoiceField(
        label=_("Könnte jemand aus dem Umfeld der Person gefährlich werden?"), widget=segments(),
        choices=PublicEnquiry.Danger.choices, help_text=_("Im Zweifel: ja. Dann lesen das nur sehr wenige."),
    )  # fmt: skip
    concern = TextField(
        label=_("Worum geht es?"), rows=4, max_length=LONGEST,
        help_text=_("Zwei, drei Sätze genügen. Bitte keine Diagnosen und keine Namen von anderen."),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("Die Person weiß von dieser Anfrage und ist einverstanden."),
        help_text=CHILD_IN_DANGER,
        error_messages={"required": WITHOUT_AGREEMENT},
    )

    @staticmethod
    def start(entry: UUID) -> dict[str, Any]:
        """The hidden values of a page that is opened now."""
        return {"entry": entry, "begun": _signer.sign(str(entry))}

    def sent(self) -> Sent:
        return Sent(**{name: self.cleaned_data[name] for name in Sent.__dataclass_fields__})

    def key(self) -> UUID:
        return self.sent().key(self.cleaned_data["entry"])

    def marks(self, *, crowd: bool) -> Marks:
        return Marks(self.cleaned_data["website"], self._seconds(), crowd)

    def _seconds(self) -> float | None:
        """Since the page was opened; None when its time stamp is missing, forged or of another form."""
        begun = self.cleaned_data["begun"]
        try:
            if _signer.unsign(begun) != str(self.cleaned_data["entry"]):
                return None
            return time() - b62_decode(begun.split(":")[1])
        except BadSignature:
            return None


class OutcomeForm(Form):
    words = forms.CharField(
        label=_("Was ist daraus geworden?"), max_length=300,
        help_text=_("Zum Beispiel: angerufen, an die Migrationsberatung verwiesen."),
    )  # fmt: skip
