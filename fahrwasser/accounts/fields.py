"""Fields of forms that name a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of several people, by name; the form says which. Empty until then."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **{"empty_label": _("Bitte wählen"), **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)
