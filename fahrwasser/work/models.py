"""The worker's own things: what was typed and not yet sent, notices, tasks, and what to see again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet, readable
from fahrwasser.cases.rules import Level
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedText
from fahrwasser.core.models import Row
from fahrwasser.work import rules


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


class TaskQuerySet(OfCaseQuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks of files one reads, and those for the coordination of files below level 2 one oversees."""
        reach = standing(user)
        if not reach.roles:
            return self.none()
        overseen = Q(case__level__lt=Level.PROTECTED, case__unit__in=reach.overseen)
        return self.filter(readable(user, "case__") | Q(kind=Task.Kind.COORDINATION) & overseen)


class Task(CaseRow):
    """Something a colleague has to do on a case, with the reason why it exists; its kind says whose it is."""

    class Kind(models.TextChoices):
        CASE_WORK = rules.TaskKind.CASE_WORK, _("die Fallführung")
        SECOND_VIEW = rules.TaskKind.SECOND_VIEW, _("die zweite Fallführung")
        AT_ONCE = rules.TaskKind.AT_ONCE, _("alle, die diese Akte öffnen: wer zuerst kann")
        COORDINATION = rules.TaskKind.COORDINATION, _("die Koordination")

    kind = models.CharField(_("Für wen?"), max_length=15, choices=Kind, default=Kind.CASE_WORK)
    what = models.CharField(_("Aufgabe"), max_length=200)
    why = models.CharField(_("Anlass"), max_length=200, blank=True)
    due_on = models.DateField(_("fällig am"))
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Task]] = TaskQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "what why"
        plain = "id case kind due_on done_on"

    class Meta:
        constraints = [policies.TaskRow()]
        indexes = [models.Index(fields=["due_on"], name="task_due", condition=Q(done_on=None))]


class FollowUpDate(CaseRow):
    """A case, or something in it, wants to be seen again on a day; ``why`` is a word or two."""

    on = models.DateField(_("wieder vorlegen am"))
    why = models.CharField(_("Warum"), max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[FollowUpDate]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "why"
        plain = "id case on by done_on"

    class Meta:
        constraints = [policies.Content(), CheckConstraint(condition=~Q(why=""), name="follow_up_says_why")]
        indexes = [models.Index(fields=["on"], name="follow_up_open", condition=Q(done_on=None))]
