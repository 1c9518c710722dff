"""Forms of the house: German dates, kind errors, and acts that may be refused by a rule."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.errors import DomainError
from fahrwasser.core.recorded import SEEN, in_words, mark

DATE_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
DATETIME_FORMATS = ["%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
FILL_IN = _("Bitte füllen Sie dieses Feld aus.")
CHOOSE = _("Bitte wählen Sie etwas aus.")
CLOCK_CHANGE = _(
    "Diese Uhrzeit gibt es an diesem Tag nicht oder zweimal: Die Uhr wird umgestellt. Bitte wählen Sie eine andere."
)
LONGEST_TEXT = 20_000  # characters; about eight printed pages
ONCE = "once"  # the field with the key of one rendered form, see work.once
CHANGED = "changed"  # stands there instead of the key when the form was carried out before, with other words
SENT_BEFORE = _(
    "Dieses Formular ist schon gespeichert, und was jetzt hier steht, weicht davon ab. Speichern Sie noch einmal, wenn"
    " daraus ein eigener Eintrag werden soll."
)

MEANWHILE = _(
    "Jemand anders hat hier inzwischen gespeichert. Was jetzt dort steht, lesen Sie hier; Ihre Fassung steht im"
    " Formular. Speichern Sie noch einmal, wenn Ihre gelten soll."
)


class DateField(forms.DateField):
    """A day, typed as TT.MM.JJJJ."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_FORMATS)
        kwargs.setdefault(
            "widget",
            forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Dieses Datum gibt es nicht. Bitte schreiben Sie es so: 09.03.2026.")


class DateTimeField(forms.DateTimeField):
    """A day and a time, typed as TT.MM.JJJJ HH:MM."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATETIME_FORMATS)
        kwargs.setdefault("widget", forms.DateTimeInput(format="%d.%m.%Y %H:%M", attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _(
            "Diesen Zeitpunkt gibt es nicht. Bitte schreiben Sie ihn so: 09.03.2026 14:15."
        )

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise forms.ValidationError(CLOCK_CHANGE, code=error.code) from error
            raise


class TextField(forms.CharField):
    """Free text of some lines; too long a text is refused in words, and kept."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)  # the browser would cut a pasted text in silence
        self.error_messages["max_length"] = _(
            "Der Text ist mit %(show_value)s Zeichen zu lang; möglich sind %(limit_value)s."
            " Bitte kürzen oder teilen Sie ihn."
        )


class Form(forms.Form):
    """A form that cleans and never saves. ``once``: its page carries a key, so that it is carried out one time only.

    ``recorded``: what is written now in the record that the form changes, by field. It fills the form, and when
    somebody else has changed it since the page was opened, the form says so, shows it, and waits for another word.
    """

    use_required_attribute = False
    once = True

    def __init__(self, *args: Any, recorded: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        if recorded is not None:
            kwargs["initial"] = {**recorded, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.recorded = recorded
        self.seen = mark(recorded) if recorded is not None else ""
        self.meanwhile: list[tuple[str, str]] = []
        if self.is_bound:
            self.seen = self.data.get(SEEN, self.seen)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = CHOOSE if isinstance(field, forms.ChoiceField) else FILL_IN

    def restore(self, typed: QueryDict) -> None:
        """Show what somebody typed here before and has not saved; to be called before a field is shown."""
        for name in self.fields:
            self.initial[name] = self._typed(name, typed)

    def resume(self, typed: QueryDict) -> None:
        """The form goes on from a draft: show at once what somebody else has saved since that was begun."""
        self._compare(typed.get(SEEN, self.seen), typed)

    def carries_out(self, act: Callable[[], object]) -> bool:
        """Do ``act`` when the form is clean. A refusal becomes an error at its field; what was typed stays."""
        if not self.is_valid():
            return False
        if self.data.get(ONCE) == CHANGED:
            self.add_error(None, SENT_BEFORE)
            return False
        if self._compare(self.seen, self.data):
            self.add_error(None, MEANWHILE)
            return False
        try:
            act()
        except DomainError as refusal:
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, refusal.sentence)
            return False
        return True

    def _typed(self, name: str, data: Mapping[str, Any]) -> Any:
        return self.fields[name].widget.value_from_datadict(data, {}, self.add_prefix(name))

    def _compare(self, seen: str, data: Mapping[str, Any]) -> bool:
        """Whether the record says something else than when it was seen, and than what is typed; then both are shown."""
        if self.recorded is None or seen == mark(self.recorded):
            return False
        self.meanwhile = list(self.differences(self.recorded, data))
        self.seen = mark(self.recorded)
        return bool(self.meanwhile)

    def differences(self, recorded: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Label and words of what stands in the record and is typed otherwise."""
        for name in filter(recorded.__contains__, self.fields):
            if self.fields[name].has_changed(recorded[name], self._typed(name, data)):
                yield str(self[name].label), in_words(self.fields[name], recorded[name])
