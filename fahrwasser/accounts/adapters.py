"""How log-in differs from the library's defaults."""

import json
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.expressions import Expression
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.core import encryption

WAYS = {
    "mfa_reauthenticate:webauthn": _("Mit dem Passkey"),
    "reauthenticate": _("Mit dem Passwort"),
    "mfa_reauthenticate": _("Mit einem Code"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the organisation, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to confirm who one is, in our words and our order: the first is offered, the others beside it."""
        possible = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        return [{**possible[way], "description": words} for way, words in WAYS.items() if way in possible]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys are bound to the host of the page and carry the name of the house."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Fahrwasser"}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return str(_("Mein Gerät"))


class SealedJSON(models.JSONField):
    """JSON that lies in its column as one encrypted token: neither read nor forged with the database alone.

    The library offers a hook to encrypt TOTP secrets, none for passkeys; so its column is sealed as a whole,
    by ``AccountsConfig.ready``.
    """

    def deconstruct(self) -> Any:
        """The library's migrations know a plain JSON column, and that is what stands in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(encryption.encrypt(json.dumps(value)), connection, prepared)

    def from_db_value(self, value: Any, expression: Expression, connection: Any) -> Any:
        return json.loads(encryption.decrypt(super().from_db_value(value, expression, connection)))
