"""The acts that reach out of the house, end a case or count it; and the laws, asked after every step."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from fahrwasser.accounts.models import User
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment.models import Need
from fahrwasser.cases import actions as cases
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.network import actions as network
from fahrwasser.network import closing
from fahrwasser.network.models import UnmetNeed
from fahrwasser.network.queries import closing_reasons
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import actions as referrals
from fahrwasser.referrals.disclosure import CAPACITY_INQUIRY, FOR_REFERRALS
from fahrwasser.referrals.models import Packet, Referral
from fahrwasser.referrals.rules import Said, State
from fahrwasser.reporting import actions as reporting
from fahrwasser.reporting.models import Programme
from tests.conftest import as_owner
from tests.invariants.inward import Inside
from tests.invariants.laws import LAWS
from tests.invariants.machine import days, people, picks

CATEGORIES = ("first_name", "languages", "safe_phone", "interpreter_need")
grounds = st.sampled_from(("now", "record", "none", CAPACITY_INQUIRY, *FOR_REFERRALS))
ended = st.sampled_from(("withdraw", "error", "start", "finish", "ask"))
reasons = st.sampled_from(sorted(closing_reasons()))
SAID = {
    State.ACCEPTED: Said(State.ACCEPTED),
    State.DECLINED: Said(State.DECLINED, reason_code="no_place"),
    State.WAITING: Said(State.WAITING, waiting_position=3),
    State.QUESTION: Said(State.QUESTION, words="Wann?"),
}


class Town(Inside):
    """Everything of the house, and what leaves it."""

    @rule(who=people, pick=picks, form=st.sampled_from(Consent.Form.values), given=days, ends=st.none() | days)
    def give_consent(self, who: str, pick: int, form: str, given: int, ends: int | None) -> None:
        self.act(who, Permission.CASE_WORK, "give consent", lambda user: clients.give_consent(
            case=self.case(user, pick), by=user, now=self.now, kind=Consent.Kind.DISCLOSURE, purpose="Hebamme",
            form=form, given_on=self.day(given), expires_on=None if ends is None else self.day(ends),
            recipient=self.town.provider, categories=CATEGORIES[:2], witness="Zeugin",
        ))  # fmt: skip

    @rule(who=people, pick=picks)
    def confirm_consent(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "confirm consent", lambda user: clients.confirm_consent(
            consent=self.seen(user, Consent, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks)
    def withdraw_consent(self, who: str, pick: int) -> None:
        self.act(who, Permission.REFERRAL_SEND, "withdraw consent", lambda user: referrals.withdraw_consent(
            consent=self.seen(user, Consent, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, offer=picks, ground=grounds, number=st.integers(0, 4))
    def send(self, who: str, pick: int, offer: int, ground: str, number: int) -> None:
        def do(user: User) -> None:
            need = self.seen(user, Need, pick, closed_on=None)
            offers = list(Offer.objects.order_by("pk"))
            referrals.send(
                need=need, offer=offers[offer % len(offers)], categories=CATEGORIES[:number],
                ground=self.ground(user, need, ground), by=user, now=self.now,
            )  # fmt: skip

        self.act(who, Permission.REFERRAL_SEND, f"send on {ground}", do)

    def ground(self, user: User, need: Need, kind: str) -> referrals.Ground:
        if kind == "now":
            return referrals.Ground(new_consent=referrals.NewConsent("oral", witness="Zeugin"))
        if kind == "record":
            return referrals.Ground(consent=self.seen(user, Consent, 0, case=need.case_id))
        return referrals.Ground(legal_basis="" if kind == "none" else kind, reason="Es eilt.")

    @rule(who=people, pick=picks, state=st.sampled_from(sorted(SAID)))
    def tell(self, who: str, pick: int, state: State) -> None:
        self.act(who, Permission.REFERRAL_SEND, f"told {state}", lambda user: referrals.tell(
            referral=self.seen(user, Referral, pick), said=SAID[state],
            told=referrals.Told("Frau Kern", "phone", self.now), by=user, now=self.now,
        ))  # fmt: skip

    @rule(pick=picks, state=st.sampled_from(sorted(SAID)))
    def provider_answers(self, pick: int, state: State) -> None:
        def do(user: User) -> None:
            packet = self.received(user, pick)
            with as_owner():
                was = Referral.objects.get(packet=packet.pk).state
            referrals.answer(packet=packet, said=SAID[state], was=was, by=user, now=self.now)

        self.act("provider", Permission.REFERRAL_ANSWER, f"answered {state}", do)

    def received(self, user: User, pick: int) -> Packet:
        known: Any = Packet.objects
        rows = list(known.received_by(user).order_by("pk"))
        return rows[pick % len(rows)] if rows else self.seen(user, Packet, pick)

    @rule(who=people, pick=picks, how=ended, back=days)
    def move_referral(self, who: str, pick: int, how: str, back: int) -> None:
        acts: dict[str, Any] = {
            "withdraw": lambda r, u: referrals.end_with_reason(
                referral=r, state=State.WITHDRAWN, reason_code="other", words="Doch nicht.", by=u, now=self.now
            ),
            "error": lambda r, u: referrals.enter_in_error(referral=r, words="Versehen", by=u, now=self.now),
            "start": lambda r, u: referrals.start(referral=r, started_on=self.day(back), by=u, now=self.now),
            "finish": lambda r, u: referrals.finish(referral=r, result="met", words="", by=u, now=self.now),
            "ask": lambda r, u: referrals.ask_again(referral=r, by=u, now=self.now),
        }
        self.act(who, Permission.REFERRAL_SEND, f"referral {how}",
                 lambda user: acts[how](self.seen(user, Referral, pick), user))  # fmt: skip

    # ---- unmet needs, the end of a case, reports

    @rule(who=people, pick=picks, since=days)
    def note_unmet(self, who: str, pick: int, since: int) -> None:
        self.act(who, Permission.CASE_WORK, "unmet", lambda user: network.note_unmet(
            need=self.seen(user, Need, pick, closed_on=None), reason=UnmetNeed.Reason.NO_OFFER, by=user, now=self.now,
            since=self.day(since),
        ))  # fmt: skip

    @rule(who=people, pick=picks)
    def meet_need(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "met", lambda user: network.meet(
            need=self.seen(user, Need, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, pick=picks, reason=reasons | st.just(""), finding=st.booleans(), stated=st.booleans())
    def close(self, who: str, pick: int, reason: str, finding: bool, stated: bool) -> None:
        self.act(who, Permission.CASE_WORK, "close", lambda user: closing.close_case(
            case=self.case(user, pick), reason=reason, by=user, now=self.now,
            finding_words="Es fehlt an Plätzen." if finding else "", stated_reason="Notfall" if stated else "",
        ))  # fmt: skip

    @rule(who=people, pick=picks)
    def reopen(self, who: str, pick: int) -> None:
        self.act(who, Permission.CASE_WORK, "reopen", lambda user: cases.reopen(
            case=self.case(user, pick), by=user, now=self.now))  # fmt: skip

    @rule(who=people, back=st.integers(0, 30))
    def freeze_report(self, who: str, back: int) -> None:
        self.act(who, Permission.REPORT_READ, "freeze", lambda user: reporting.freeze(
            programme=Programme.objects.get(), key_date=self.day(-back), by=user, now=self.now))  # fmt: skip

    @invariant()
    def every_law_holds(self) -> None:
        with as_owner():
            broken = {law.name: rows for law in LAWS if (rows := law.breaches())}
        assert not broken, broken
