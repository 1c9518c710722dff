"""The worker's own things: what was typed and not yet sent, notices, tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedText
from fahrwasser.core.models import Row


class OwnQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> models.QuerySet[models.Model]:
        return self.filter(user=user)


class Draft(Row):
    """What somebody has typed into a form and not yet saved: kept on the server, encrypted, for them alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    form = models.CharField(max_length=120)
    label = models.CharField(max_length=200, blank=True)
    content = EncryptedText()
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Draft]] = OwnQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "content label"
        plain = "id user form saved_at"

    class Meta:
        constraints = [
            policies.Own(),
            models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_form"),
        ]


class SentForm(Row):
    """A form that was carried out. Sent again with the same key it gets the same answer, and nothing happens twice.

    ``said`` is the mark of what was sent, ``location`` where the answer led, ``told`` its messages (level, text).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.UUIDField()
    said = models.CharField(max_length=64)
    at = models.DateTimeField()
    location = models.CharField(max_length=500, blank=True)
    told = models.JSONField(default=list)

    objects: ClassVar[models.Manager[SentForm]] = OwnQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "told"
        plain = "id user key said at location"

    class Meta:
        constraints = [
            policies.Own(),
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_form"),
        ]


class Notice(Row):
    """Something the system tells one person. ``about_case`` is a key without a link: it may lie out of sight."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(_("Nachricht"), max_length=300)
    about_case = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Notice]] = OwnQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "words"
        plain = "id user at about_case read_at"

    class Meta:
        constraints = [policies.Own()]


class Task(CaseRow):
    """Something a colleague has to do on a case, with the reason why it exists."""

    what = models.CharField(_("Aufgabe"), max_length=200)
    why = models.CharField(_("Anlass"), max_length=200, blank=True)
    due_on = models.DateField(_("fällig am"))
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Task]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "what why"
        plain = "id case due_on done_on"

    class Meta:
        constraints = [policies.Content()]
        indexes = [models.Index(fields=["due_on"], name="task_due", condition=models.Q(done_on=None))]
