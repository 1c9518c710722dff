"""Forms of the post."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fahrwasser.blocks.queries import language_row, languages
from fahrwasser.core.forms import DateField, DateTimeField, Form, TextField
from fahrwasser.letters import papers
from fahrwasser.letters.dates import Kind
from fahrwasser.letters.models import IncomingLetter, OutgoingLetter
from fahrwasser.offers.models import Offer

MOST_OFFERS = 12  # on one sheet; more helps nobody


class ReceiptForm(Form):
    """Which application, for whom, and since when it is here."""

    what = forms.CharField(
        label=_("Welcher Antrag?"), max_length=200, help_text=_("Zum Beispiel: Antrag auf Leistungen (SGB II).")
    )
    body = forms.CharField(label=_("Zuständige Stelle"), max_length=200, help_text=_("Zum Beispiel: Jobcenter."))
    received_at = DateTimeField(
        label=_("Eingegangen am"), help_text=_("Tag und Uhrzeit, zu der die Person ihn abgegeben hat.")
    )


class ForwardedForm(Form):
    """The day the application went on."""

    on = DateField(label=_("Weitergeleitet am"))


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos or PDFs of one letter, as bytes. What is too large is refused before it is read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp,image/tiff,application/pdf"})
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: list[UploadedFile[Any]] = [super(FilesField, self).clean(one, initial) for one in data or []]
        if any((one.size or 0) > settings.FAHRWASSER_FILE_LIMIT for one in given):
            raise forms.ValidationError(papers.too_large(settings.FAHRWASSER_FILE_LIMIT))
        return [one.read() for one in given]


class LetterForm(Form):
    """A letter that came."""

    scans = FilesField(
        label=_("Foto, Scan oder PDF"), required=False, allow_empty_file=True,
        help_text=_("Am Telefon öffnet sich die Kamera. Mehrere Seiten wählen Sie zusammen aus."),
    )  # fmt: skip
    sender = forms.CharField(label=_("Absender"), max_length=200, help_text=_("Zum Beispiel: Jobcenter."))
    received_on = DateField(label=_("Eingegangen am"), help_text=_("Der Tag, an dem der Brief bei der Person ankam."))
    wants = forms.ChoiceField(
        label=_("Was will der Brief?"), choices=IncomingLetter.Wants,
        widget=forms.RadioSelect(attrs={"class": "fw-choices--inline"}),
    )  # fmt: skip
    note = TextField(label=_("Notiz"), required=False, rows=3)


class DateForm(Form):
    """What a date of a letter becomes."""

    kind = forms.ChoiceField(
        label=_("Was ist das für ein Datum?"),
        choices=[(Kind.DEADLINE, _("eine Frist")), (Kind.APPOINTMENT, _("ein Termin"))],
        widget=forms.RadioSelect(attrs={"class": "fw-choices--inline"}),
    )
    label = forms.CharField(label=_("Was ist bis dahin oder dann?"), max_length=200)
    day = DateField(label=_("Tag"), help_text=_("Bitte mit dem Brief vergleichen."))
    at = forms.TimeField(
        label=_("Uhrzeit"), required=False, input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}), help_text=_("Nur für einen Termin."),
        error_messages={"invalid": _("Diese Uhrzeit gibt es nicht. Bitte schreiben Sie sie so: 10:00.")},
    )  # fmt: skip


class AnsweredForm(Form):
    on = DateField(label=_("Beantwortet am"))


class OutgoingForm(Form):
    """A letter that goes out: prefilled from its template, and every word can be changed."""

    recipient = TextField(label=_("Empfänger mit Anschrift"), max_length=400, rows=4)
    to_client = forms.BooleanField(label=_("Der Brief geht an die Person selbst"), required=False)
    subject = forms.CharField(label=_("Betreff"), max_length=200)
    text = TextField(label=_("Text"), max_length=8000, rows=14)
    language = forms.ChoiceField(
        label=_("Sprache neben Deutsch"), required=False,
        help_text=_("Anrede und Gruß stehen dann auch in dieser Sprache. Nur für Briefe an die Person selbst."),
    )  # fmt: skip
    safe = forms.BooleanField(
        label=_("Ein Brief an diese Anschrift ist sicher: mit der Person besprochen"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(code, language_row(code)["label"]) for code in languages()]
        self.fields["language"].choices = [("de", _("nur Deutsch")), *own]  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "de"


class TemplateForm(Form):
    """Which letter to begin with."""

    once = False
    art = forms.ChoiceField(label=_("Welcher Brief?"), choices=OutgoingLetter.Template)


class PowerForm(Form):
    """Authority to act before an office."""

    holder = forms.CharField(label=_("Wer darf handeln?"), max_length=200)
    office = forms.CharField(label=_("Bei welcher Stelle?"), max_length=200, help_text=_("Zum Beispiel: Jobcenter."))
    scope = TextField(label=_("Wofür?"), max_length=1000, rows=3)
    since = DateField(label=_("Gilt ab"))
    until = DateField(label=_("Gilt bis"))


class WithdrawnForm(Form):
    on = DateField(label=_("Widerrufen am"))


class OffersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Offers by their keys; what is no key is an offer that is not there."""

    def clean(self, value: Any) -> Any:
        keys = [key for key in value or () if self._is_key(key)]
        if len(keys) < len(value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(keys)

    @staticmethod
    def _is_key(key: str) -> bool:
        try:
            UUID(key)
        except ValueError:
            return False
        return True


class HandoutForm(Form):
    """Which offers go on the sheet, in the order of the page, and in which language."""

    once = False
    mark_optional = False
    angebot = OffersField(
        Offer.objects.filter(status=Offer.Status.ACTIVE),
        label=_("Angebote"),
        error_messages={
            "required": _("Es ist kein Angebot gewählt. Bitte haken Sie auf der Seite der Passung Angebote an."),
            "invalid_choice": _("Ein gewähltes Angebot gibt es nicht mehr. Bitte wählen Sie neu."),
        },
    )
    sprache = forms.ChoiceField(label=_("Sprache neben Deutsch"), required=False)

    def __init__(self, *args: Any, preferred: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("de", _("nur Deutsch")), *((code, language_row(code)["label"]) for code in languages())]
        self.preferred = preferred if preferred in dict(known) else "de"
        self.fields["sprache"].choices = known  # type: ignore[attr-defined]

    def clean_angebot(self) -> list[Offer]:
        found = {str(offer.pk): offer for offer in self.cleaned_data["angebot"]}
        if len(found) > MOST_OFFERS:
            raise forms.ValidationError(
                _("Auf ein Merkblatt passen %(n)s Angebote. Bitte wählen Sie weniger."), params={"n": MOST_OFFERS}
            )
        asked = [UUID(key) for key in self.data.getlist("angebot")]  # type: ignore[attr-defined]
        return sorted(found.values(), key=lambda offer: asked.index(offer.pk))

    def clean_sprache(self) -> str:
        return str(self.cleaned_data["sprache"] or self.preferred)
