"""My day: what is due, what providers answered, what waits too long, what was begun. Everything is computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_label, urgency_rank
from fahrwasser.cases.models import Case, Grant
from fahrwasser.clients.models import Consent
from fahrwasser.clients.queries import names_of
from fahrwasser.contacts.models import Contact
from fahrwasser.desk import rules
from fahrwasser.desk.queries.notices import notice_rows
from fahrwasser.desk.queries.referrals import COMING, running_by_need, stand_of_referral
from fahrwasser.desk.queries.rows import Row, overdue, relative, short_day
from fahrwasser.intake.models import Enquiry
from fahrwasser.plan.models import PlanVersion
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.queries import referrals_of
from fahrwasser.work.models import Draft, Task
from fahrwasser.work.queries import drafts_of, open_tasks

DUE_DAYS = 30  # how far ahead my day looks
ANSWER_DAYS = 7  # how long an answer stands here
DUE_SHOWN, ANSWERS_SHOWN, WAITS_SHOWN, SILENT_SHOWN = 10, 8, 8, 5
ANSWERS = (Referral.State.ACCEPTED, Referral.State.WAITING, Referral.State.QUESTION, Referral.State.DECLINED)


@dataclass(frozen=True)
class Files:
    """The open files a person reads, with what they are called; a level-2 file goes by its number here."""

    by_id: dict[UUID, Case]
    names: dict[object, str]

    def who(self, case_id: UUID) -> str:
        return self.names.get(case_id) or self.by_id[case_id].number

    def about(self, case_id: UUID) -> dict[str, Any]:
        """The first two values of a row."""
        return {"who": self.who(case_id), "who_url": reverse("desk:case", args=[case_id])}


def _files(user: User) -> Files:
    cases = Case.objects.readable_by(user).filter(state=Case.State.OPEN)
    by_id = {case.pk: case for case in cases}
    return Files(by_id, names_of(list(by_id.values()), user))


def my_day(user: User, now: datetime) -> dict[str, Any]:
    """Everything on the first page of somebody who works on cases."""
    today, files = now.date(), _files(user)
    due = sorted(_due(user, files, today), key=lambda pair: pair[0])
    answers, waits = _answers(user, files, now), _waits(user, files, today)
    drafts, notices = list(drafts_of(user)), notice_rows(user, today)
    late = sum(day < today for day, _row in due)
    return {
        "today": today,
        "greeting": _greeting(user, now),
        "urgent": _urgent(late, sum(day == today for day, _row in due), answers),
        "figures": _figures(len(due), late, len(answers), len(waits), len(drafts), len(notices)),
        "enquiries": _enquiries(user, files, today),
        "due": [row for _day, row in due[:DUE_SHOWN]],
        "due_more": [row for _day, row in due[DUE_SHOWN:]],
        "answers": [row for _state, row in answers[:ANSWERS_SHOWN]],
        "waits": waits[:WAITS_SHOWN],
        "waits_more": waits[WAITS_SHOWN:],
        "drafts": [_draft(draft) for draft in drafts],
        "notices": notices,
        "silent": _silent(user, files, today),
        "standing_in": _standing_in(user, files),
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


def _figures(due: int, late: int, answers: int, waits: int, drafts: int, notices: int) -> list[dict[str, Any]]:
    words = ngettext("Frist", "Fristen", due)
    if late:
        words = _("%(words)s, %(late)s überfällig") % {"words": words, "late": late}
    return [
        {"count": due, "label": words, "url": "#fristen"},
        {"count": answers, "label": ngettext("Antwort", "Antworten", answers), "url": "#antworten"},
        {"count": waits, "label": ngettext("wartet zu lange", "warten zu lange", waits), "url": "#wartet"},
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
        next_label=_("Entscheiden"),
        next_url=reverse("intake:enquiry", args=[enquiry.case_id]),
    )


# ---- what is due

Due = tuple[date, Row]


def _due(user: User, files: Files, today: date) -> Iterable[Due]:
    until = today + timedelta(days=DUE_DAYS)
    yield from (_task(task, files, today) for task in open_tasks(user).filter(due_on__lte=until, case__in=files.by_id))
    consents = Consent.objects.visible_to(user).filter(revoked_on=None, case__in=files.by_id)
    yield from (_consent(one, files, today) for one in consents.filter(expires_on__range=(today, until)))
    versions = PlanVersion.objects.visible_to(user).filter(review_on__lte=until, case__in=files.by_id)
    newest = {one.case_id: one for one in versions.exclude(accepted_on=None).order_by("number")}
    yield from (_review(one, files, today) for one in newest.values())
    referrals = referrals_of(user).filter(review_on__lte=until, case__in=files.by_id, state__in=COMING)
    yield from (_ask_again(one, files, today) for one in referrals)


def _due_row(day: date, today: date, detail: str = "", **values: Any) -> Due:
    shape, strong = overdue(day, today)
    return day, Row(
        when=short_day(day), when_note=relative(day, today), shape=shape, strong=strong, detail=detail, **values
    )


def _task(task: Task, files: Files, today: date) -> Due:
    return _due_row(
        task.due_on, today, task.why, **files.about(task.case_id), what=task.what, next_label=_("Erledigt"),
        next_url=reverse("work:task_done", args=[task.pk]), next_method="post",
    )  # fmt: skip


def _consent(consent: Consent, files: Files, today: date) -> Due:
    return _due_row(
        consent.expires_on, today, _("Danach darf nichts mehr weitergegeben werden."), **files.about(consent.case_id),
        what=_("Einwilligung läuft aus: %(purpose)s") % {"purpose": consent.purpose}, next_label=_("Verlängern"),
        next_url=reverse("clients:consent_new", args=[consent.case_id]),
    )  # fmt: skip


def _review(version: PlanVersion, files: Files, today: date) -> Due:
    return _due_row(
        version.review_on or today, today, **files.about(version.case_id), what=_("Hilfeplan überprüfen"),
        next_label=_("Plan öffnen"), next_url=reverse("plan:plan", args=[version.case_id]),
    )  # fmt: skip


def _ask_again(referral: Referral, files: Files, today: date) -> Due:
    return _due_row(
        referral.review_on or today, today, stand_of_referral(referral).words, **files.about(referral.case_id),
        what=_("Nachfragen: %(offer)s") % {"offer": referral.offer.name}, next_label=_("Vermittlung öffnen"),
        next_url=reverse("referrals:referral", args=[referral.pk]),
    )  # fmt: skip


# ---- answers of providers


def _answers(user: User, files: Files, now: datetime) -> list[tuple[str, Row]]:
    """What providers answered of late, the newest first; what was told on the telephone is known already."""
    since = now - timedelta(days=ANSWER_DAYS)
    referrals = referrals_of(user).filter(answered_at__gte=since, state__in=ANSWERS, told_by="", case__in=files.by_id)
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


def _waits(user: User, files: Files, today: date) -> list[Row]:
    """Needs beyond their limit for which nothing has begun, the most urgent first, then the longest wait."""
    needs = Need.objects.visible_to(user).filter(closed_on=None, case__in=files.by_id)
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


def _draft(draft: Draft) -> Row:
    at = timezone.localtime(draft.saved_at)
    return Row(
        when=short_day(at.date()),
        when_note=_("%(time)s Uhr") % {"time": f"{at:%H:%M}"},
        what=draft.label or _("Begonnener Eintrag"),
        next_label=_("Weiterschreiben"),
        next_url=draft.form,
    )


def _silent(user: User, files: Files, today: date) -> list[Row]:
    """Running cases nobody has written a contact for in a while, the longest silence first."""
    running = [case for case in files.by_id.values() if case.accepted_on]
    contacts = Contact.objects.visible_to(user).filter(case__in=running)
    last = dict(contacts.values("case").annotate(last=Max("at")).values_list("case", "last"))
    spoke = {case.pk: timezone.localtime(last[case.pk]).date() if case.pk in last else None for case in running}
    quiet = [(day or files.by_id[key].opened_on, key) for key, day in spoke.items()]
    late = sorted(pair for pair in quiet if (today - pair[0]).days > rules.SILENCE_DAYS)
    return [_silence(files, key, day, today) for day, key in late[:SILENT_SHOWN]]


def _silence(files: Files, case_id: UUID, day: date, today: date) -> Row:
    return Row(
        when=short_day(day),
        when_note=relative(day, today),
        **files.about(case_id),
        what=_("letzter Kontakt"),
        next_label=_("Kontakt festhalten"),
        next_url=f"{reverse('contacts:new')}?fall={case_id}",
    )


def _standing_in(user: User, files: Files) -> list[dict[str, Any]]:
    """Whose files this person stands in for, with the number of files."""
    running = Grant.objects.filter(user=user, kind=Grant.Kind.SUBSTITUTE, valid_until__gt=timezone.now())
    mine = [grant for grant in running.select_related("given_by") if grant.case_id in files.by_id]
    names = sorted({grant.given_by.name for grant in mine})
    return [{"name": name, "cases": sum(grant.given_by.name == name for grant in mine)} for name in names]
