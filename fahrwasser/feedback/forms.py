"""Forms of feedback: a slip in the reader's own language, sheets to print, a complaint heard, and its reply."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fahrwasser.blocks.queries import Texts, language_row, languages
from fahrwasser.blocks.rules import GERMAN
from fahrwasser.core.forms import Form, TextField
from fahrwasser.core.templatetags.fw import glyph
from fahrwasser.feedback.models import Remark
from fahrwasser.feedback.rules import AT_MOST, MARKS, QUESTIONS

LONGEST = 3_000  # characters
WORDS_OF_MARKS = dict(zip(MARKS, ("very_bad", "bad", "middling", "good", "very_good"), strict=True))


def language_choices() -> list[tuple[str, str]]:
    return [(code, language_row(code)["label"]) for code in (GERMAN, *languages())]


class SlipForm(Form):
    """Three questions with five faces, and words; everything may be left out, but not everything at once."""

    once = False
    mark_optional = False

    listened = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    next_steps = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    helped = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    words = TextField(rows=4, max_length=LONGEST, required=False)
    is_complaint = forms.BooleanField(required=False)
    wants_reply = forms.BooleanField(required=False)

    def __init__(self, *args: Any, texts: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._texts = texts
        for name in QUESTIONS:
            self._ask(name)
        for name, code in (("words", "free"), ("is_complaint", "complaint"), ("wants_reply", "wants_reply")):
            self.fields[name].label = self._said(code)
        self.fields["words"].help_text = self._said("free_hint")
        self.fields["words"].error_messages["max_length"] = self._said("too_long")

    def _said(self, code: str) -> str:
        return self._texts[f"feedback.{code}"].text

    def _ask(self, name: str) -> None:
        field: Any = self.fields[name]
        field.label = self._said(name)
        field.widget = forms.RadioSelect(attrs={"class": "fw-segments fw-faces"})
        field.choices = [
            (mark, format_html("{} {}", glyph(f"face-{mark}"), self._said(word)))
            for mark, word in WORDS_OF_MARKS.items()
        ]

    def said(self) -> dict[str, Any]:
        """The cleaned values as arguments of ``feedback.actions.answer``."""
        values = self.cleaned_data
        return {
            "marks": {name: values[name] for name in QUESTIONS},
            "words": values["words"],
            "is_complaint": values["is_complaint"],
            "wants_reply": values["wants_reply"] and bool(values["words"]),
            "empty": self._said("empty"),
            "gone": self._said("invalid"),
        }


class SheetsForm(Form):
    """What to print. Sent twice it prints twice: other slips."""

    once = False
    mark_optional = False

    language = forms.ChoiceField(label=_("Sprache der Person"), choices=language_choices, initial=GERMAN)
    count = forms.TypedChoiceField(
        label=_("Wie viele?"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 5, 10, AT_MOST)], initial=1
    )


class RecordForm(Form):
    """A complaint or another word that somebody heard, without any case."""

    way = forms.ChoiceField(
        label=_("Wie kam sie zu uns?"), widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
        choices=[choice for choice in Remark.Way.choices if choice[0] != Remark.Way.SLIP],
    )  # fmt: skip
    is_complaint = forms.BooleanField(label=_("Es ist eine Beschwerde"), required=False, initial=True)
    words = TextField(
        label=_("Worum geht es?"), rows=6, max_length=LONGEST,
        help_text=_("In den Worten der Person. Möchte sie eine Antwort: auch, wie sie erreicht werden will."),
    )  # fmt: skip


class WorkForm(Form):
    """How the lead goes on."""

    mark_optional = False

    state = forms.ChoiceField(
        label=_("Stand"), widget=forms.RadioSelect(attrs={"class": "fw-segments"}),
        choices=[choice for choice in Remark.State.choices if choice[0] != Remark.State.RECEIVED],
    )  # fmt: skip
    reply = TextField(label=_("Was ist daraus geworden?"), rows=5, max_length=LONGEST, required=False)

    def __init__(self, *args: Any, wants_reply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wants_reply:
            self.fields["reply"].label = _("Antwort an die Person")
            self.fields["reply"].help_text = _("Steht unter ihrem Bogen, sobald es erledigt ist. Keine Namen.")
