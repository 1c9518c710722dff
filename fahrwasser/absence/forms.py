"""Who is away until when, and who covers which file."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from fahrwasser.absence.queries import File
from fahrwasser.accounts.fields import PersonField
from fahrwasser.accounts.models import User
from fahrwasser.contacts.forms import language_words
from fahrwasser.core.forms import DateField, Form


class AbsentForm(Form):
    """Asked first; the files follow from it."""

    user = PersonField(label=_("Wer fällt aus?"))
    until = DateField(label=_("Bis einschließlich"), help_text=_("Warum, wird nicht festgehalten."))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class CoverForm(Form):
    """One choice for every file, prefilled with what is proposed."""

    mark_optional = False

    def __init__(
        self, *args: Any, files: Iterable[File], people: QuerySet[User], proposed: Mapping[UUID, UUID], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = list(files)
        for file in self.waiting:
            field = PersonField(label=file.number, required=False, empty_label=_("niemand"))
            field.queryset = people
            field.initial = proposed.get(file.case_id)
            self.fields[self._name(file)] = field

    def _name(self, file: File) -> str:
        return f"file-{file.case_id}"

    @property
    def rows(self) -> list[tuple[File, str, BoundField]]:
        """Each file, its language in words, and the field that asks who covers it."""
        return [(file, language_words(file.language), self[self._name(file)]) for file in self.waiting]

    @property
    def covers(self) -> dict[UUID, User]:
        """Who covers what, by key of the case; files without anybody are missing."""
        chosen = {file.case_id: self.cleaned_data.get(self._name(file)) for file in self.waiting}
        return {key: user for key, user in chosen.items() if user}
