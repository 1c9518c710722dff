"""The library's forms for passkeys, in our words."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.forms import FILL_IN

NOT_ACCEPTED = _(
    "Mit diesem Passkey hat es nicht geklappt. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg."
)


def _answer() -> forms.JSONField:
    return forms.JSONField(widget=forms.HiddenInput, error_messages={"required": NOT_ACCEPTED, "invalid": NOT_ACCEPTED})


def _name(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("Damit Sie ihn wiedererkennen, zum Beispiel „Diensttelefon“."),
        max_length=60,
        required=required,
        error_messages={"required": FILL_IN},
    )


class _InOurWords:
    """One sentence for whatever is wrong with a passkey; what a stranger sends never breaks the page."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as refusal:
            raise (ValidationError(NOT_ACCEPTED) if refusal.code == "incorrect_code" else refusal) from refusal
        except (AttributeError, KeyError, TypeError) as malformed:
            raise ValidationError(NOT_ACCEPTED) from malformed


class LogInByPasskey(_InOurWords, LoginWebAuthnForm):  # type: ignore[misc]
    credential = _answer()


class SecondStepByPasskey(_InOurWords, AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = _answer()


class ConfirmByPasskey(_InOurWords, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = _answer()


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """Every passkey asks for finger, face or PIN, so that each of them may log in alone."""

    mark_optional = False
    use_required_attribute = False
    name = _name(required=False)
    credential = _answer()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, AttributeError, KeyError, TypeError) as refusal:
            raise ValidationError(NOT_ACCEPTED) from refusal
        return cleaned


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    use_required_attribute = False
    name = _name(required=True)
