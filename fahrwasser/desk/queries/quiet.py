"""Cases that have gone quiet: first on the day of those who work on them, later in the list of the team."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.desk.queries.placed import Files
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.desk.silence import Silence, limit

Quiet = list[tuple[UUID, Silence]]


def quiet(today: date) -> Quiet:
    """Running files one works on or oversees that have been quiet for as long as concerns the lead, longest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.quiet_files(%s, %s)", [today, limit("lead", today).days])
        found = [(key, Silence(since, tried, coming)) for key, since, tried, coming in cursor.fetchall()]
    return sorted(found, key=lambda pair: (pair[1].since, pair[0]))


def on_my_day(files: Files, awake: Collection[UUID], today: date) -> list[Row]:
    """Those whose ordinary work falls to the person, with what may be done about it."""
    return [_mine(files, key, silence, today) for key, silence in quiet(today) if key in awake]


def _mine(files: Files, case_id: UUID, silence: Silence, today: date) -> Row:
    return Row(
        **files.about(case_id), **_said(silence, today),
        next_label=_("Kontakt festhalten"), next_url=f"{reverse('contacts:new')}?fall={case_id}",
        more=(
            (_("Wiedervorlage"), reverse("work:follow_up", args=[case_id])),
            (_("Pause"), reverse("desk:pause", args=[case_id])),
            (_("Abschluss"), reverse("network:close", args=[case_id])),
        ),
    )  # fmt: skip


def _said(silence: Silence, today: date) -> dict[str, Any]:
    """The values of a row that follow from the silence alone."""
    weeks = silence.weeks(today)
    return {
        "when": short_day(silence.since),
        "when_note": relative(silence.since, today),
        "what": ngettext("%(n)s Woche ohne Gespräch", "%(n)s Wochen ohne Gespräch", weeks) % {"n": weeks},
        "detail": " ".join(_what_happened(silence)),
    }


def _what_happened(silence: Silence) -> list[str]:
    said = []
    if silence.tried_on:
        said.append(_("Versucht am %(day)s.") % {"day": date_format(silence.tried_on, "d.m.Y")})
    if silence.coming_on:
        said.append(_("Wieder vorgesehen am %(day)s.") % {"day": date_format(silence.coming_on, "d.m.Y")})
    return said or [_("Seither kein Versuch, und kein Tag ist vorgesehen.")]


def of_team(user: User, today: date) -> list[Row]:
    """Files below level 2 the person oversees that stay quiet, the longest silence first; nobody's name with them."""
    late = [(key, silence) for key, silence in quiet(today) if silence.concerns_team(today)]
    known = Case.objects.visible_to(user).filter(level__lt=Level.PROTECTED, unit__in=standing(user).overseen)
    numbers = dict(known.filter(pk__in=[key for key, _silence in late]).values_list("pk", "number"))
    return [_teams(key, numbers[key], silence, today) for key, silence in late if key in numbers]


def _teams(case_id: UUID, number: str, silence: Silence, today: date) -> Row:
    url = reverse("desk:case", args=[case_id])
    return Row(who=number, who_url=url, **_said(silence, today), next_label=_("Nachfragen"), next_url=url)
