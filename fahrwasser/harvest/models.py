"""Readings of files and addresses into the directory of offers."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.core.models import Row
from fahrwasser.harvest import reading, rules
from fahrwasser.offers.models import PUBLIC


class Source(Row):
    """Addresses that offers are pulled from. ``marks``: what each answered last, so that only news is fetched.

    ``every_hours``: 0 is never by itself. ``alone``: a proposal that touches nobody's words and lets nothing vanish
    is carried out without waiting for a person. Nobody's name stands here: ``by`` answers for what is pulled.
    """

    name = models.CharField(_("Kurzname"), max_length=40, unique=True)
    addresses = ArrayField(models.CharField(max_length=1000), verbose_name=_("Adressen"), default=list)
    form = models.CharField(_("Format"), max_length=10, default=reading.AUTO)
    every_hours = models.PositiveSmallIntegerField(_("wie oft"), default=0)
    alone = models.BooleanField(_("übernimmt selbst"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    pulled_at = models.DateTimeField(_("zuletzt abgefragt"), null=True, blank=True)
    problem = models.CharField(_("zuletzt schiefgegangen"), max_length=300, blank=True)
    marks = models.JSONField(default=dict, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id name addresses form every_hours alone by pulled_at problem marks"


class ColumnMapping(Row):
    """What the columns of a source's tables mean: name of the header by our field."""

    source = models.CharField(_("Quelle"), max_length=40, unique=True)
    places = models.JSONField(_("Spalten"), default=dict)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id source places"


class ImportRun(Row):
    """One reading of files into the directory: read, proposed, carried out once; or refused with the reason.

    ``content`` are the files, as a zip, while the proposal waits; ``addresses`` where they are fetched from, ``marks``
    what those answered. ``counts``: what it would do, or did. ``begun_at``:
    a worker took it, and holds the lock of its key as long as it lives. ``by`` is empty for the command line.
    """

    class State(models.TextChoices):
        READING = rules.READING, _("wird geprüft")
        PROPOSED = rules.PROPOSED, _("wartet auf Ihre Entscheidung")
        REFUSED = rules.REFUSED, _("zurückgewiesen")
        QUEUED = rules.QUEUED, _("wird übernommen")
        DONE = rules.DONE, _("übernommen")
        CANCELLED = rules.CANCELLED, _("abgebrochen")
        DISCARDED = rules.DISCARDED, _("verworfen")

    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=40)
    form = models.CharField(_("Format"), max_length=10, default=reading.AUTO)
    file_name = models.CharField(_("Datei"), max_length=200)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.READING)
    counts = models.JSONField(default=dict, blank=True)
    problem = models.CharField(_("Grund"), max_length=500, blank=True)
    addresses = ArrayField(models.CharField(max_length=1000), verbose_name=_("Adressen"), default=list, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    content = models.BinaryField(default=b"")
    chosen = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id at by source form file_name state counts problem addresses marks content chosen begun_at ended_at"

    class Meta:
        indexes = [models.Index(fields=["-at"], name="import_newest")]
        constraints = [
            CheckConstraint(
                condition=Q(state__in=["reading", "proposed", "queued", "cancelled"]) | Q(content=b""),
                name="import_keeps_files_while_open",
            ),
            CheckConstraint(condition=Q(ended_at__gte=F("begun_at")), name="reading_ends_after_start"),
        ]
        triggers = [pgtrigger.FSM(name="import_moves", field="state", transitions=list(rules.STATE_TRANSITIONS))]


class ImportLine(Row):
    """One thing to know about a reading, for its pages: what is new, changed, kept, missing, odd or rejected."""

    class Section(models.TextChoices):
        REJECTED = "rejected", _("Zurückgewiesen")
        KEPT = "kept", _("Von Menschen geschrieben")
        CHANGED = "changed", _("Geändert")
        NEW = "new", _("Neu")
        VANISHED = "vanished", _("Fehlt jetzt in der Quelle")
        ORPHAN = "orphan", _("Verweise ins Leere")
        WARNING = "warning", _("Hinweise")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    section = models.CharField(max_length=10, choices=Section)
    position = models.PositiveIntegerField()
    subject = models.CharField(_("Angebot"), max_length=300, blank=True)
    label = models.CharField(_("Feld"), max_length=100, blank=True)
    ours = models.CharField(_("Jetzt"), max_length=500, blank=True)
    theirs = models.CharField(_("Neu"), max_length=500, blank=True)
    mark = models.CharField(max_length=100, blank=True)
    chosen = models.BooleanField(_("ausgewählt"), default=False)
    file = models.CharField(_("Datei"), max_length=300, blank=True)
    line = models.PositiveIntegerField(_("Zeile"), default=0)
    column = models.PositiveIntegerField(_("Spalte"), default=0)
    reason = models.CharField(_("Grund"), max_length=500, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id run section position subject label ours theirs mark chosen file line column reason"

    class Meta:
        constraints = [UniqueConstraint(fields=["run", "section", "position"], name="import_line_once")]
