"""From outside: a school sends an enquiry with a phone, and a client says in Arabic what she thinks of us."""

from datetime import date
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.blocks.queries import texts
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.feedback import actions
from fahrwasser.feedback.models import Answer
from fahrwasser.intake.models import Enquiry, PublicEnquiry
from tests.conftest import as_owner
from tests.journeys.steps import PHONE, Journey

LEAD = f"koordination@{DOMAIN}"
CONCERN = "Das Kind kommt oft müde, die Mutter versteht die Briefe nicht."
COMPLAINT = "انتظرت ثلاثة أسابيع ولم يتصل بي أحد."
REPLY = "Das tut uns leid. Wir rufen ab jetzt innerhalb von drei Tagen zurück."


def test_a_school_sends_and_the_lead_finds_it(journey: Journey, settings: Any, monkeypatch: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    monkeypatch.setattr("fahrwasser.intake.public_forms.time", lambda: 10**10)  # whoever typed took their time
    journey.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    journey.go("/anfrage/", "anfrage")
    journey.press("Anfrage senden")
    journey.look("anfrage-leer")
    journey.choose(channel="school", language="ti", danger="no", manager_wish="f")
    journey.fill(
        sender="Frau Lange, Grundschule am Ufer (Demo)", call_back="02133 900 733, ab 12 Uhr", first_name="Selam",
        safe_way="über die Schule", concern=CONCERN,
    )  # fmt: skip
    journey.press("Anfrage senden")
    journey.told("Ohne das Einverständnis der Person")
    journey.page.get_by_label("Die Person weiß von dieser Anfrage").check()
    journey.press("Anfrage senden")
    journey.look("eingegangen")
    journey.told("Ihre Anfrage ist eingegangen.")
    assert {cookie["name"] for cookie in journey.page.context.cookies()} <= {"csrftoken"}
    _the_lead_takes_it(journey)


def _the_lead_takes_it(journey: Journey) -> None:
    journey.log_in(LEAD, PASSWORD)
    journey.go("/anfragen/", "anfragen")
    row = journey.page.locator("#von-aussen .fw-row", has_text=CONCERN)
    assert "noch 3 Arbeitstage" in row.inner_text()
    journey.click(row.get_by_role("link", name="Selam", exact=True))
    journey.look("anfrage-von-aussen")
    journey.told("Absender nicht geprüft")
    journey.click(journey.page.get_by_role("link", name="Aufnehmen").first)
    journey.look("aufnehmen")
    journey.choose(can_speak="not_asked", danger="not_asked", lead="Almaz Berger (Demo)")
    journey.press("Aufnehmen")
    journey.look("aufgenommen")
    with as_owner():
        assert not PublicEnquiry.objects.filter(concern=CONCERN).exists()
        assert Enquiry.objects.get(concern=CONCERN).channel == "school"


def test_a_client_answers_in_arabic_complains_and_reads_the_reply(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    slip = _slip()
    said = texts("ar", _lead().memberships.get().unit.controller)
    with as_owner():
        before = Answer.objects.count()
    journey.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    journey.go(slip, "bogen")
    journey.choose(listened="2", next_steps="4", helped="3")
    for box in ("complaint", "wants_reply"):
        journey.page.get_by_label(said[f"feedback.{box}"].text).check()
    journey.fill(words=COMPLAINT)
    journey.press(said["feedback.send"].text)
    journey.look("bogen-eingegangen")
    journey.told(said["feedback.state_received"].text)
    with as_owner():
        assert Answer.objects.count() == before + 1
    _the_lead_replies(journey)
    journey.page.context.clear_cookies()
    journey.go(slip, "bogen-antwort")
    journey.told(REPLY)


def _lead() -> User:
    with as_owner():
        return User.objects.get(email=LEAD)


def _slip() -> str:
    """A slip from the front desk; what the telephone reads in its picture."""
    with as_owner():
        desk = User.objects.get(email=f"assistenz@{DOMAIN}")
    with acting_as(desk.pk):
        (token,) = actions.hand_out(count=1, by=desk, today=date(2026, 3, 9))
    return f"/rueckmeldung/{token}/?sprache=ar"


def _the_lead_replies(journey: Journey) -> None:
    journey.log_in(LEAD, PASSWORD)
    journey.go("/rueckmeldungen/", "rueckmeldungen")
    row = journey.page.locator(".fw-row", has_text=COMPLAINT)
    journey.click(row.get_by_role("link", name="Beschwerde", exact=True))
    journey.look("beschwerde")
    journey.choose(state="done")
    journey.fill(reply=REPLY)
    journey.press("Speichern")
    journey.look("beantwortet")
    journey.go("/berichte/zufriedenheit/", "zufriedenheit")
