"""Forms of the translated blocks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.blocks.rules import Block
from fahrwasser.core.forms import DateField, Form, TextField


class WordingForm(Form):
    """A new wording and who translated it."""

    text = TextField(label=_("Übersetzung"), max_length=500, rows=3)
    translator = forms.CharField(label=_("Übersetzt von"), max_length=150)

    def __init__(self, data: Any, *, block: Block) -> None:
        super().__init__(data, recorded={"text": block.text})


class CheckForm(Form):
    """Who read the wording that is shown, and when."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=500)
    checker = forms.CharField(label=_("Geprüft von"), max_length=150)
    checked_on = DateField(label=_("Geprüft am"))

    def __init__(self, data: Any, *, block: Block, today: date) -> None:
        super().__init__(data, initial={"text": block.text, "checked_on": today})
