"""Forms of the round."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.fields import PersonField
from fahrwasser.accounts.models import User
from fahrwasser.core import clock
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.teamround.rules import weeks_to_choose

LONGEST = 1_000  # characters of a question, as many as are read out loud


def question() -> TextField:
    return TextField(
        label=_("Ihre Frage an die Runde"), max_length=LONGEST, rows=5,
        help_text=_("Ohne Namen und ohne Angaben, an denen jemand zu erkennen ist. Alle im Team lesen diesen Text."),
    )  # fmt: skip


class BringForm(Form):
    question = question()
    week = forms.TypedChoiceField(label=_("Für welche Runde?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = {week.isoformat(): week for week in weeks_to_choose(clock.today())}
        words = (_now("diese Woche, ab %(day)s"), _now("nächste Woche, ab %(day)s"))
        field: Any = self.fields["week"]
        field.choices = [
            (key, text % {"day": date_format(week, "d.m.")})
            for text, (key, week) in zip(words, weeks.items(), strict=True)
        ]
        field.coerce, field.initial = weeks.__getitem__, next(iter(weeks))


class QuestionForm(Form):
    question = question()


class AgreeForm(Form):
    """What was agreed; and, when somebody takes it on, who does what until when."""

    agreed = TextField(label=_("Was ist verabredet?"), max_length=LONGEST, rows=4)
    what = forms.CharField(label=_("Was ist zu tun?"), max_length=200, required=False)
    who = PersonField(label=_("Wer?"), required=False, empty_label=_("niemand"))
    until = DateField(label=_("Bis wann?"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = people  # type: ignore[attr-defined]
