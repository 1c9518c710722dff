"""My day: what is due, what providers answered, what waits too long, what was begun. Everything is computed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_label, urgency_rank
from fahrwasser.desk import rules
from fahrwasser.desk.queries.appointments import of_the_day
from fahrwasser.desk.queries.due import due
from fahrwasser.desk.queries.look import to_look_at
from fahrwasser.desk.queries.notices import told
from fahrwasser.desk.queries.outside import sent_enquiries
from fahrwasser.desk.queries.placed import Files, files_of
from fahrwasser.desk.queries.quiet import on_my_day
from fahrwasser.desk.queries.referrals import COMING, running_by_need, stand_of_referral
from fahrwasser.desk.queries.resting import pauses_in, resting
from fahrwasser.desk.queries.rows import Row, relative, short_day
from fahrwasser.intake.clocks import decide_by
from fahrwasser.intake.models import Enquiry
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.queries import referrals_of
from fahrwasser.work.models import Draft
from fahrwasser.work.queries import drafts_of
from fahrwasser.work.rules import is_stale

ANSWER_DAYS = 7  # how long an answer stands here
DUE_SHOWN, ANSWERS_SHOWN, WAITS_SHOWN, LOOK_SHOWN, QUIET_SHOWN = 10, 8, 8, 6, 5
ANSWERS = (Referral.State.ACCEPTED, Referral.State.WAITING, Referral.State.QUESTION, Referral.State.DECLINED)


def my_day(user: User, now: datetime) -> dict[str, Any]:
    """Everything on the first page of somebody who works on cases."""
    today, files = now.date(), files_of(user)
    dated = due(user, files, today)
    pauses = pauses_in(user, files.mine)
    awake = files.mine - resting(pauses, today)
    answers, waits = _answers(user, files, now), _waits(user, files, awake, today)
    drafts, notices = list(drafts_of(user)), told(user, today)
    look = to_look_at(user, files, pauses, today)
    silent = on_my_day(files, awake, today)
    appointments, past = of_the_day(user, files, now)
    late = sum(day < today for day, _row in dated)
    return {
        "today": today,
        "greeting": _greeting(user, now),
        "urgent": _urgent(late, sum(day == today for day, _row in dated), answers),
        "figures": _figures(late, dated, answers, waits, look, appointments, notices, drafts),
        "appointments": appointments,
        "past": past,
        "enquiries": [*sent_enquiries(user, today), *_enquiries(user, files, today)],
        "due": [row for _day, row in dated[:DUE_SHOWN]],
        "due_more": [row for _day, row in dated[DUE_SHOWN:]],
        "answers": [row for _state, row in answers[:ANSWERS_SHOWN]],
        "waits": waits[:WAITS_SHOWN],
        "waits_more": waits[WAITS_SHOWN:],
        "look": look[:LOOK_SHOWN],
        "look_more": look[LOOK_SHOWN:],
        "drafts": [_draft(draft, today) for draft in drafts],
        "notices": notices,
        "quiet": silent[:QUIET_SHOWN],
        "quiet_more": silent[QUIET_SHOWN:],
        "standing_in": _standing_in(files),
    }


def _greeting(user: User, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    word = _("Guten Morgen") if hour < 11 else _("Guten Tag") if hour < 18 else _("Guten Abend")
    return f"{word}, {user.name}."


def _urgent(late: int, now_due: int, answers: list[tuple[str, Row]]) -> str:
    """The one sentence below the date: what can wait least."""
    parts = []
    if late:
        parts.append(ngettext("Eine Frist ist überfällig", "%(n)s Fristen sind überfällig", late) % {"n": late})
    elif now_due:
        parts.append(ngettext("Eine Frist endet heute", "%(n)s Fristen enden heute", now_due) % {"n": now_due})
    promised = sum(state == Referral.State.ACCEPTED for state, _row in answers)
    if promised:
        parts.append(ngettext("ein Träger hat zugesagt", "%(n)s Träger haben zugesagt", promised) % {"n": promised})
    sentence = ", ".join(parts) or _("Heute ist nichts überfällig")
    return f"{sentence[0].upper()}{sentence[1:]}."


def _figures(late: int, *parts: Sequence[object]) -> list[dict[str, Any]]:
    """How much there is of each: due, answers, waits, to look at, appointments, notices, drafts."""
    due, answers, waits, look, appointments, notices, drafts = map(len, parts)
    words = ngettext("Frist", "Fristen", due)
    if late:
        words = _("%(words)s, %(late)s überfällig") % {"words": words, "late": late}
    return [
        {"count": due, "label": words, "url": "#fristen"},
        {"count": answers, "label": ngettext("Antwort", "Antworten", answers), "url": "#antworten"},
        {"count": waits, "label": ngettext("wartet zu lange", "warten zu lange", waits), "url": "#wartet"},
        {"count": look, "label": _("zum Nachsehen"), "url": "#nachsehen"},
        {"count": appointments, "label": ngettext("Termin", "Termine", appointments), "url": "#termine"},
        {"count": notices, "label": ngettext("Nachricht", "Nachrichten", notices), "url": "#nachrichten"},
        {"count": drafts, "label": ngettext("Entwurf", "Entwürfe", drafts), "url": "#entwuerfe"},
    ]


def _enquiries(user: User, files: Files, today: date) -> list[Row]:
    """Enquiries that wait for this person's decision, the oldest first."""
    led = [case.pk for case in files.by_id.values() if case.lead_id == user.pk]
    undecided = Enquiry.objects.visible_to(user).filter(case__in=led, decision="").order_by("received_at", "pk")
    return [_enquiry(enquiry, files, today) for enquiry in undecided]


def _enquiry(enquiry: Enquiry, files: Files, today: date) -> Row:
    day = timezone.localtime(enquiry.received_at).date()
    return Row(
        when=short_day(day),
        when_note=relative(day, today),
        **files.about(enquiry.case_id),
        what=_("Anfrage in Klärung"),
        detail=_("Ihre Entscheidung ist am %(day)s fällig.")
        % {"day": date_format(decide_by(enquiry.received_at), "d.m.")},
        next_label=_("Entscheiden"),
        next_url=reverse("intake:enquiry", args=[enquiry.case_id]),
    )


# ---- answers of providers


def _answers(user: User, files: Files, now: datetime) -> list[tuple[str, Row]]:
    """What providers answered of late, the newest first; what was told on the telephone is known already."""
    since = now - timedelta(days=ANSWER_DAYS)
    referrals = referrals_of(user).filter(answered_at__gte=since, state__in=ANSWERS, told_by="", case__in=files.mine)
    found = referrals.order_by("-answered_at")
    return [(one.state, _answer(one, files, now.date())) for one in found]


def _answer(referral: Referral, files: Files, today: date) -> Row:
    at = timezone.localtime(referral.answered_at)
    stand = stand_of_referral(referral)
    other = reverse("matching:need", args=[referral.need_id])
    seeks = referral.state in (Referral.State.DECLINED, Referral.State.WAITING)
    return Row(
        when=_("Heute") if at.date() == today else short_day(at.date()),
        when_note=_("%(time)s Uhr") % {"time": f"{at:%H:%M}"},
        **files.about(referral.case_id),
        what=referral.offer.name,
        shape=stand.shape,
        strong=f"{stand.words}." if not referral.words else f"{stand.words}:",
        detail=referral.words,
        next_label=_("Alternative suchen") if seeks else stand.next_label,
        next_url=other if seeks else stand.next_url,
    )


# ---- what waits too long


def _waits(user: User, files: Files, awake: Collection[UUID], today: date) -> list[Row]:
    """Needs beyond their limit for which nothing has begun, the most urgent first, then the longest wait."""
    needs = Need.objects.visible_to(user).filter(closed_on=None, case__in=awake)
    late = [
        need
        for need in needs.exclude(state=Need.State.DEFERRED)
        if rules.waits_too_long(need.recognised_on, need.urgency, today)
    ]
    referrals = referrals_of(user).filter(need__in=late)
    running = running_by_need(list(referrals))
    waiting = [need for need in late if _waits_for_something(need, running.get(need.pk))]
    waiting.sort(key=lambda need: (urgency_rank(need.urgency), need.recognised_on))
    return [_wait(need, running.get(need.pk), files, today) for need in waiting]


def _waits_for_something(need: Need, referral: Referral | None) -> bool:
    """A need nobody works on yet, or whose referral has not begun."""
    return referral.state in COMING if referral else need.state == Need.State.OPEN


def _wait(need: Need, referral: Referral | None, files: Files, today: date) -> Row:
    stand = stand_of_referral(referral) if referral else None
    return Row(
        days=(today - need.recognised_on).days,
        limit=rules.NEED_LIMIT_DAYS[need.urgency],
        **files.about(need.case_id),
        what=need_label(need.code),
        detail=f"{referral.offer.name}: {stand.words}" if referral and stand else _("Noch ohne Vermittlung."),
        next_label=stand.next_label if stand else _("Passung öffnen"),
        next_url=stand.next_url if stand else reverse("matching:need", args=[need.pk]),
    )


# ---- the side


def _draft(draft: Draft, today: date) -> Row:
    at = timezone.localtime(draft.saved_at)
    return Row(
        shape="warning" if is_stale(at.date(), today) else "",
        detail=_("Seit Tagen angefangen: fertig schreiben oder verwerfen?") if is_stale(at.date(), today) else "",
        when=short_day(at.date()),
        when_note=_("%(time)s Uhr") % {"time": f"{at:%H:%M}"},
        what=draft.label or _("Begonnener Eintrag"),
        next_label=_("Weiterschreiben"),
        next_url=draft.form,
    )


def _standing_in(files: Files) -> list[dict[str, Any]]:
    """Whose files this person stands in for, with the number of files."""
    names = [files.by_id[case_id].lead.name for case_id in files.covered]
    return [{"name": name, "cases": names.count(name)} for name in sorted(set(names))]
