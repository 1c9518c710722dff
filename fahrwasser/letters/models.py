"""The post of a file: letters in and out, authorities to act, and receipts of applications."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedBytes, EncryptedText
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.deadlines.models import Deadline
from fahrwasser.letters import rules
from fahrwasser.letters.dates import Kind
from fahrwasser.work.models import Task

WORDS = pgtrigger.UpdateOf("recipient", "subject", "text")  # type: ignore[no-untyped-call]


@tracked(policies.History())
class ApplicationReceipt(CaseRow):
    """An application received for another body (§ 16 Abs. 2 SGB I): the date of receipt is worth money."""

    what = models.CharField(_("Antrag"), max_length=200)
    body = models.CharField(_("zuständige Stelle"), max_length=200)
    received_at = models.DateTimeField(_("eingegangen"))
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    forwarded_on = models.DateField(_("weitergeleitet am"), null=True, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, related_name="+", verbose_name=_("Aufgabe"), null=True)

    objects: ClassVar[models.Manager[ApplicationReceipt]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "what body"
        plain = "id case received_at received_by forwarded_on task"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(forwarded_on__gte=F("received_at__date")), name="forwarded_after_receipt"),
        ]


@tracked(policies.History())
class IncomingLetter(CaseRow):
    """A paper that came for the client: from whom, when, what it wants, and whether it was answered."""

    class Wants(models.TextChoices):
        ANSWER = rules.Wants.ANSWER, _("eine Antwort")
        MONEY = rules.Wants.MONEY, _("Geld")
        APPOINTMENT = rules.Wants.APPOINTMENT, _("einen Termin")
        DOCUMENTS = rules.Wants.DOCUMENTS, _("Unterlagen")
        NOTHING = rules.Wants.NOTHING, _("nichts")

    class State(models.TextChoices):
        WAITING = "waiting", _("ohne Antwort")
        ANSWERED = "answered", _("beantwortet")

    sender = models.CharField(_("Absender"), max_length=200)
    received_on = models.DateField(_("eingegangen am"))
    wants = models.CharField(_("Was will der Brief?"), max_length=12, choices=Wants)
    note = models.TextField(_("Notiz"), blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.WAITING)
    answered_on = models.DateField(_("beantwortet am"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[IncomingLetter]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "sender note"
        plain = "id case received_on wants state answered_on by"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(
                condition=Q(state="waiting", answered_on=None) | Q(state="answered", answered_on__gte=F("received_on")),
                name="letter_answered_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="letter_waiting", condition=Q(state="waiting"))]
        triggers = [
            pgtrigger.FSM(
                name="letter_moves", field="state", transitions=[("waiting", "answered"), ("answered", "waiting")]
            )
        ]

    @property
    def waits(self) -> bool:
        return rules.waits(self.wants, self.state == self.State.ANSWERED)


class LetterFile(CaseRow):
    """One photo or PDF of a letter, encrypted; its text too. It has no name and is never changed."""

    letter = models.ForeignKey(IncomingLetter, models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    content = EncryptedBytes()
    text = EncryptedText(blank=True)

    objects: ClassVar[models.Manager[LetterFile]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "content text"
        plain = "id case letter place media_type size pages"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="letter"),
            models.UniqueConstraint(fields=["letter", "place"], name="one_file_per_place"),
        ]
        triggers = [pgtrigger.Protect(name="file_stays", operation=pgtrigger.Update)]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class LetterDate(CaseRow):
    """A date found in the text of a letter, with its passage; nothing follows from it before a person confirms it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        CONFIRMED = "confirmed", _("bestätigt")
        DROPPED = "dropped", _("verworfen")

    letter = models.ForeignKey(IncomingLetter, models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in Kind])
    day = models.DateField()
    at = models.TimeField(null=True)
    counted = models.BooleanField()
    before = EncryptedText(blank=True)
    passage = EncryptedText()
    after = EncryptedText(blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    deadline = models.ForeignKey(Deadline, models.SET_NULL, related_name="+", null=True)

    objects: ClassVar[models.Manager[LetterDate]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "before passage after"
        plain = "id case letter kind day at counted state decided_by deadline"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="letter"),
            CheckConstraint(condition=Q(state="proposed") | Q(decided_by__isnull=False), name="letter_date_decided"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="date_moves", field="state", transitions=[("proposed", "confirmed"), ("proposed", "dropped")]
            )
        ]


class OutgoingLetter(CaseRow):
    """A letter that went out, frozen as it was written: to whom, when, and every word.

    On protection level 2 the client's address is not part of it: the paper takes it from the protected channel.
    """

    class Template(models.TextChoices):
        COVER = "cover", _("Begleitschreiben")
        EXTENSION = "extension", _("Bitte um mehr Zeit")
        APPOINTMENT = "appointment", _("Termin")
        REQUEST = "request", _("Anfrage an eine Behörde")

    template = models.CharField(_("Art des Briefs"), max_length=12, choices=Template)
    recipient = EncryptedText(_("Empfänger mit Anschrift"))
    subject = models.CharField(_("Betreff"), max_length=200)
    text = EncryptedText(_("Text"))
    to_client = models.BooleanField(_("geht an die Person selbst"))
    language = models.CharField(_("Sprache"), max_length=8, default="de")
    sent_on = models.DateField(_("Datum"))
    answers = models.ForeignKey(IncomingLetter, models.SET_NULL, related_name="answers", null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[OutgoingLetter]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "subject"
        sensitive = "recipient text"
        plain = "id case template to_client language sent_on answers by"

    class Meta:
        constraints = [policies.Content()]
        triggers = [pgtrigger.Protect(name="words_stay", operation=WORDS)]


@tracked(policies.History())
class PowerOfAttorney(CaseRow):
    """Authority to act for the client before an office (§ 13 SGB X), from a day to a day, withdrawn at any time."""

    holder = models.CharField(_("Wer darf handeln?"), max_length=200)
    office = models.CharField(_("Bei welcher Stelle?"), max_length=200)
    scope = models.TextField(_("Wofür?"))
    since = models.DateField(_("gilt ab"))
    until = models.DateField(_("gilt bis"))
    withdrawn_on = models.DateField(_("widerrufen am"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[PowerOfAttorney]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "holder office scope"
        plain = "id case since until withdrawn_on by"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(until__gte=F("since")), name="authority_ends_after_start"),
            CheckConstraint(condition=Q(withdrawn_on__gte=F("since")), name="authority_withdrawn_after_start"),
        ]

    def holds(self, day: date) -> bool:
        return self.since <= day <= self.until and self.withdrawn_on is None
