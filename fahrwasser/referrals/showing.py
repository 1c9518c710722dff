"""What the pages show: contexts of the templates, made of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_label
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import read
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import disclosure, rules, wording
from fahrwasser.referrals.actions import Withdrawal
from fahrwasser.referrals.forms import CHANNELS, FIRST_CONTACT, AnswerForm, NewReferralForm
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.packets import Entry
from fahrwasser.referrals.queries import Line, Overview, Received
from fahrwasser.referrals.rules import State
from fahrwasser.referrals.wording import Status, Step


@dataclass(frozen=True)
class Shown:
    """A line of the list, with its words."""

    line: Line
    status: Status
    next: Step | None
    detail: str


def overview(found: Overview, today: date) -> dict[str, Any]:
    groups = {
        name: [_shown(line, today) for line in getattr(found, name)]
        for name in ("answers", "late", "running", "ended")
    }  # fmt: skip
    return {**groups, "nothing": not any(groups.values())}


def _shown(line: Line, today: date) -> Shown:
    status = wording.status(line.referral, today)
    detail = " · ".join(words for words in (status.detail, wording.told(line.referral)) if words)
    return Shown(line, status, wording.next_step(line.referral), detail)


def referral(found: Referral, today: date) -> dict[str, Any]:
    return {
        "referral": found,
        "need": need_label(found.need.code),
        "status": wording.status(found, today),
        "told": wording.told(found),
        "next": wording.next_step(found),
        "steps": wording.steps(found),
        "basis": _basis(found),
        "channel": CHANNELS.get(found.packet.channel, ""),
        "labels": rules.LABELS,
        "override": rules.OVERRIDE_REASONS.get(found.override_reason, ""),
    }


def _basis(found: Referral) -> str:
    if found.consent:
        return _("Einwilligung vom %s") % wording.day(found.consent.given_on)
    if found.legal_basis == disclosure.CAPACITY_INQUIRY:
        return _("nur Platzanfrage, ohne Angaben zur Person")
    return disclosure.legal_bases().get(found.legal_basis, found.legal_basis)


def details(said: dict[str, Any]) -> dict[str, str]:
    """What of an answer has no column of its own."""
    contact = FIRST_CONTACT.get(said.get("first_contact", ""), "") if said.get("first_contact") else ""
    return {"first_contact": str(contact), "alternative": said.get("alternative", "")}


def new(case: Case, need: Need, offer: Offer, entries: Sequence[Entry], form: NewReferralForm) -> dict[str, Any]:
    chosen = form.chosen()
    missing = [entry.label for entry in entries if not entry.value]
    against = form["abweichung"].value() or ""
    return {
        "case": case,
        "need": need,
        "need_label": need_label(need.code),
        "offer": offer,
        "template": disclosure.template_for(offer.recipient_type, case.level),
        "form": form,
        "preview": [entry for entry in entries if entry.code in chosen and entry.value],
        "shown": ",".join(chosen),
        "missing": ", ".join(missing),
        "against": _reasons_against(against),
        "answer_by": rules.answer_by,
    }


def _reasons_against(codes: str) -> list[dict[str, str]]:
    """The conditions that fail, as the caller said; unknown codes are left out."""
    known = {row["code"]: row for row in read("reason_codes")["unsuitable"]}
    return [known[code] for code in codes.split(",") if code in known]


def withdrawn(done: Withdrawal) -> str:
    words = [_("Der Widerruf gilt ab sofort.")]
    if done.stopped:
        count = len(done.stopped)
        words.append(
            ngettext("%s Vermittlung ist zurückgezogen.", "%s Vermittlungen sind zurückgezogen.", count) % count
        )
    if done.transfers:
        words.append(_("Eine Aufgabe erinnert daran, die Empfänger binnen drei Werktagen zu informieren."))
    return " ".join(words)


def inbox(rows: Sequence[Received], today: date) -> dict[str, Any]:
    waiting = [row for row in rows if row.is_open]
    return {
        "open": [{"row": row, "late": bool(row.packet.answer_by and row.packet.answer_by < today)} for row in waiting],
        "answered": [{"row": row, "label": rules.LABELS[State(row.state)]} for row in rows if not row.is_open],
    }


def packet(found: Received, form: AnswerForm, today: date) -> dict[str, Any]:
    first_name = next((line["value"] for line in found.packet.content if line["code"] == "first_name"), "")
    return {
        "packet": found.packet,
        "state": found.state,
        "label": rules.LABELS[State(found.state)],
        "answered_at": found.answered_at,
        "first_name": first_name,
        "form": form if rules.answers_from(found.state) or form.is_bound else None,
        "is_open": found.is_open,
        "late": bool(found.packet.answer_by and found.packet.answer_by < today),
    }
