"""What speaks up by itself on my day: letters, short advice, waiting lists, ended pauses, new matches, aftercare."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Pause
from fahrwasser.cases.rules import Rest
from fahrwasser.clients.queries import names_of
from fahrwasser.desk.queries.placed import Files
from fahrwasser.desk.queries.resting import Resting
from fahrwasser.desk.queries.rows import Row, overdue, relative, short_day
from fahrwasser.intake.queries import Advice, running_advice, waiting
from fahrwasser.intake.queries import Row as EnquiryRow
from fahrwasser.letters.queries import Waiting, unanswered
from fahrwasser.matching.changes import newly_fitting
from fahrwasser.matching.models import MatchChange
from fahrwasser.network.models import Aftercare
from fahrwasser.network.queries import aftercare_due
from fahrwasser.outcomes.models import OutcomeEvent
from fahrwasser.outcomes.queries import to_ask_again

LETTER_AHEAD = 7  # days before the end of a letter's deadline
NEWS = timedelta(days=7)  # how long an offer that has begun to fit is news


def to_look_at(user: User, files: Files, pauses: Resting, today: date) -> list[Row]:
    """Each row says why it is there; in the order in which it can wait."""
    return list(_all(user, files, pauses, today))


def _all(user: User, files: Files, pauses: Resting, today: date) -> Iterator[Row]:
    mine = files.mine
    posts = [one for one in unanswered(user, today) if one.letter.case_id in mine]
    yield from (_letter(one, files, today) for one in posts if one.is_late or _ends_soon(one, today))
    due = [one for one in running_advice(user, today) if one.stand.is_due and one.case.pk in mine]
    yield from (_advice(one, files, today) for one in due)
    yield from (_pause(pause, rest, files, today) for pause, rest in pauses if rest.is_over(today))
    lists = [one for one in waiting(user, today) if one.enquiry.case_id in mine]
    yield from (_waiting(one, files, today) for one in lists if (one.enquiry.review_on or today) <= today)
    yield from _newly_fitting(user, files, today)
    yield from (_outcome(one, files, today) for one in to_ask_again(user, today) if one.case_id in mine)
    yield from _aftercare(user, today)


def _ends_soon(waiting: Waiting, today: date) -> bool:
    return waiting.until is not None and (waiting.until - today).days <= LETTER_AHEAD


def _letter(waiting: Waiting, files: Files, today: date) -> Row:
    letter = waiting.letter
    shape, strong = overdue(waiting.until, today) if waiting.until else ("", "")
    return Row(
        when=short_day(letter.received_on), when_note=relative(letter.received_on, today),
        **files.about(letter.case_id), what=_("Brief ohne Antwort: %(sender)s") % {"sender": letter.sender},
        shape=shape, strong=strong, detail=letter.get_wants_display(),
        next_label=_("Brief öffnen"), next_url=reverse("letters:letter", args=[letter.pk]),
    )  # fmt: skip


def _advice(advice: Advice, files: Files, today: date) -> Row:
    stand, begun = advice.stand, advice.advice.started_on
    words = ngettext("%(n)s Kontakt", "%(n)s Kontakte", stand.contacts) % {"n": stand.contacts}
    return Row(
        when=short_day(begun), when_note=relative(begun, today), **files.about(advice.case.pk),
        what=_("Kurzberatung"), shape="warning", strong=_("Wie geht es weiter?"),
        detail=_("%(contacts)s, Tag %(day)s: abschließen, als Fall führen oder verweisen.")
        % {"contacts": words, "day": stand.day},
        next_label=_("Entscheiden"), next_url=reverse("intake:advice", args=[advice.case.pk]),
    )  # fmt: skip


def _pause(pause: Pause, rest: Rest, files: Files, today: date) -> Row:
    strong = _("Es gab wieder ein Gespräch.") if rest.is_broken else _("Die Pause ist zu Ende.")
    return Row(
        when=short_day(pause.until), when_note=relative(pause.until, today), **files.about(pause.case_id),
        what=_("hat geruht: %(reason)s") % {"reason": pause.reason}, shape="info", strong=strong,
        next_label=_("Geht weiter"), next_url=reverse("desk:wake", args=[pause.case_id]), next_method="post",
    )  # fmt: skip


def _waiting(row: EnquiryRow, files: Files, today: date) -> Row:
    day = row.enquiry.review_on or today
    return Row(
        when=short_day(day), when_note=relative(day, today), **files.about(row.enquiry.case_id),
        what=_("auf der Warteliste"), shape="waits", detail=_("Der vereinbarte Tag zum Nachsehen ist da."),
        next_label=_("Entscheiden"), next_url=reverse("intake:enquiry", args=[row.enquiry.case_id]),
    )  # fmt: skip


def _newly_fitting(user: User, files: Files, today: date) -> Iterator[Row]:
    """Needs for which something has begun to fit that nobody of the file brought about."""
    for changes in newly_fitting(user, files.mine, today - NEWS, today).values():
        need = changes[0].need
        yield Row(
            when=short_day(changes[-1].on), when_note=relative(changes[-1].on, today), **files.about(need.case_id),
            **_fits_now(changes, files),
            next_label=_("Passung öffnen"), next_url=reverse("matching:need", args=[need.pk]),
        )  # fmt: skip


def _fits_now(changes: Sequence[MatchChange], files: Files) -> dict[str, Any]:
    """The need and what fits; of a protected file neither, because my day stands open on a screen at the counter."""
    need = changes[0].need
    if files.by_id[need.case_id].is_protected:
        return {"what": _("Ein Angebot passt jetzt")}
    names = ", ".join(change.offer.name for change in changes)
    return {"what": need.label, "shape": "success", "strong": _("Passt jetzt:"), "detail": names}


def _outcome(event: OutcomeEvent, files: Files, today: date) -> Row:
    return Row(
        when=short_day(event.day), when_note=relative(event.day, today), **files.about(event.case_id),
        what=event.label, detail=_("Ein halbes Jahr später: Ist es so geblieben?"),
        next_label=_("Nachfragen"), next_url=reverse("outcomes:outcome", args=[event.pk]),
    )  # fmt: skip


def _aftercare(user: User, today: date) -> Iterator[Row]:
    """By consent, in files that are closed."""
    planned = aftercare_due(user, today)
    names = names_of([one.case for one in planned], user)
    for one in planned:
        if user.pk in (one.case.lead_id, one.case.second_id):
            yield _asked_afterwards(one, names.get(one.case_id) or one.case.number, today)


def _asked_afterwards(planned: Aftercare, who: str, today: date) -> Row:
    return Row(
        when=short_day(planned.due_on), when_note=relative(planned.due_on, today), who=who,
        who_url=reverse("desk:case", args=[planned.case_id]),
        again_url=reverse("work:follow_up", args=[planned.case_id]), what=_("Nachsorge"),
        detail=_("%(months)s Monate nach dem Abschluss; die Person hat der Nachfrage zugestimmt.")
        % {"months": planned.months},
        next_label=_("Nachfragen"), next_url=reverse("network:aftercare", args=[planned.pk]),
    )  # fmt: skip
