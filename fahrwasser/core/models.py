"""What every row of the house has in common."""

from typing import ClassVar

from django.db import models

from fahrwasser.core.ids import new_id


class Row(models.Model):
    """A row with a UUIDv7 key made by the application.

    Each concrete model declares an inner class ``Data`` that classifies its own fields (``personal``,
    ``sensitive``, ``plain``: names separated by spaces) and names the group of ``policy/retention.yaml`` it
    belongs to; and a row policy in ``Meta.constraints``, or in ``Data.open`` why none is needed. Guard tests
    refuse a model without.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    class Data:
        retention: ClassVar[str]
        open: ClassVar[str] = ""  # instead of a row policy: why everybody may read these rows
        personal: ClassVar[str] = ""
        sensitive: ClassVar[str] = ""
        plain: ClassVar[str] = ""
