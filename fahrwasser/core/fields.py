"""Model fields of the house."""

from typing import Any

from django.db import models

from fahrwasser.core import encryption


class EncryptedText(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted before it reaches the database; it cannot be searched or sorted there."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return encryption.encrypt(prepared) if isinstance(prepared, str) else prepared

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else encryption.decrypt(value)


class EncryptedBytes(models.BinaryField):  # type: ignore[type-arg]
    """The bytes of a file, encrypted before they reach the database; its row policy and backup cover them too."""

    def get_prep_value(self, value: Any) -> Any:
        return encryption.seal(bytes(value)) if value is not None else None

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else encryption.unseal(bytes(value))
