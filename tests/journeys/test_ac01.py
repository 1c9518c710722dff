"""AC-01, the newspaper's own case, played through at the browser: from the first call to the report.

Rana D. (34), from Syria, heavily pregnant, separated after violence; case manager CM2, second CM5.
"""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def take_the_enquiry(at: Journey) -> None:
    at.go("/", "mein-tag")
    at.go("/anfragen/neu/", "anfrage-neu")
    at.fill(received_at="09.03.2026 09:10", referrer="Leitung der Kita Horrem (Demo)")
    at.choose(channel="school", referrer_agreed="yes", language="ar")
    at.fill(first_name="Rana", last_name="D. (Demo)", birth_date="02.02.1992")
    at.page.get_by_label("Sprachmittlung nötig").check()
    at.fill(concern="Hochschwanger, mit Kind, nach Gewalt getrennt; sucht Schutz.")
    at.choose(can_speak="yes", danger="yes", immediate="LA01.1")
    at.fill(safe_way="Über die Kita, nie das private Telefon", phone="0221 4710 134")
    at.press("Aufnehmen")
    at.look("anfrage-zwei-benannte")
    at.told("zweite")
    at.choose(second="Almaz Berger (Demo)")
    at.press("Aufnehmen")
    at.look("anfrage-aufgenommen")


def decide(at: Journey) -> str:
    """Returns the address of the case."""
    at.follow("Entscheid")
    at.choose(complexity="yes", actors="yes", regular_way_fails="yes", overload="yes", wish="yes")
    at.press("Vorschlag zeigen")
    at.look("entscheidung-vorschlag")
    at.choose(decision="case_management", agreement="oral")
    at.fill(witness="Sprachmittlerin SM-1")
    at.press("Entscheiden")
    key = re.search(r"[0-9a-f-]{36}", at.page.url)
    assert key
    at.go(f"/faelle/{key[0]}/", "fall")
    return f"/faelle/{key[0]}/"


def add_the_daughter(at: Journey, case: str) -> None:
    at.go(f"{case}personen/neu/", "person-neu")
    at.choose(role="child", language="ar")
    at.fill(first_name="Lina", last_name="D. (Demo)", birth_date="31.02.2022")
    at.press("Speichern")
    at.look("person-falsches-datum")
    at.told("Dieses Datum gibt es nicht")
    at.fill(birth_date="20.01.2022")
    at.press("Speichern")


def assess(at: Journey, case: str) -> None:
    at.go(f"{case}einschaetzung/", "einschaetzung")
    at.go(f"{case}einschaetzung/bereich/LA01/", "lebensbereich")
    at.fill(
        situation="Wegweisung der Polizei bis 14.03.2026.", client_view="Ich will, dass er nicht weiß, wo wir sind."
    )
    at.choose(rating="4")
    at.page.locator("input[name='need-LA01.2']").check()
    at.press("Speichern")
    for code in ("LA06.1", "LA06.2", "LA09.3"):
        at.go(f"{case}bedarfe/neu/", f"bedarf-{code}")
        at.choose(code=code)
        at.press("Bedarf hinzufügen")
    know(at, case)


def know(at: Journey, case: str) -> None:
    """The facts that offers are compared with."""
    at.go(f"{case}angaben/", "angaben")
    typed = {
        "due_date": {"day": "13.04.2026"},
        "course_right_until": {"day": "12.08.2025"},
        "children": {"births": "20.01.2022"},
        "groups_from": {"day": "13.07.2026"},
    }
    chosen = {
        "german": {"level": "A1.1", "certified": "no"},
        "residence": {"group": "family_reunification"},
        "protected_space": {"answer": "yes"},
        "gender": {"code": "f"},
        "district": {"code": "horrem"},
        "benefit_system": {"code": "keine"},
        "literate": {"answer": "yes"},
        "childcare_arranged": {"answer": "no"},
        "single_parent": {"answer": "yes"},
        "languages": {"codes": "ar"},
        "dangerous_places": {"codes": "horrem"},
    }
    for name, fields in typed.items():
        at.page.goto(f"{at.address}{case}angaben/{name}/")
        at.fill(**fields)
        at.press("Speichern")
    for name, fields in chosen.items():
        at.page.goto(f"{at.address}{case}angaben/{name}/")
        at.choose(**fields)
        at.press("Speichern")
    at.go(f"{case}angaben/", "angaben-bekannt")


def plan_with_her(at: Journey, case: str) -> None:
    at.go(f"{case}plan/bearbeiten/", "plan-bearbeiten")
    at.page.locator("textarea[name$=client_words]").first.fill("Ich und Lina sind sicher; er weiß nicht, wo wir sind.")
    at.page.locator("textarea[name$=anchor_0]").first.fill("Frauenhaus und Sperre wirksam bis 31.03.2026")
    at.page.locator("select[name$=weight]").first.select_option("3")
    at.page.locator("textarea[name$='-what']").first.fill("Platz im Frauenhaus erfragen")
    at.page.locator("input[name$='-who']").first.fill("Fallführung")
    at.fill(review_on="27.04.2026")
    at.press("Hilfeplan speichern")
    at.look("plan")
    at.follow("annehmen")
    at.press("Die Person nimmt den Plan an")
    at.look("plan-angenommen")
    link = at.page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    answer = at.page.request.get(f"{at.address}{link}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def match(at: Journey, case: str, need: str, name: str) -> str:
    """Open the match of a need from the case page; returns the key of the need."""
    at.page.goto(f"{at.address}{case}")
    row = at.page.get_by_role("row").filter(has_text=need).or_(at.page.locator("li, tr").filter(has_text=need)).first
    at.click(row.get_by_role("link", name=re.compile("Passung|Vermitteln")).first)
    at.look(name)
    key = re.search(r"bedarfe/([0-9a-f-]{36})", at.page.url)
    assert key
    return key[1]


def refer(at: Journey, offer: str, name: str) -> None:
    """From the match to the sent referral, with consent given orally before a witness."""
    row = at.page.locator("li, tr, article").filter(has=at.page.get_by_role("link", name=offer)).last
    at.click(row.get_by_role("link", name="Vermitteln"))
    at.look(f"vermittlung-neu-{name}")
    at.choose(ground="new")
    at.fill(witness="Sprachmittlerin SM-1")
    at.press("Senden")
    at.look(f"vermittlung-{name}")


def record_contacts(at: Journey, case: str) -> None:
    """A visit, a counselling, a network contact, and a video call to which nobody came."""
    key = case.split("/")[2]
    contacts = (
        (
            {"type": "AUFS", "outcome": "took_place"},
            {"at": "09.03.2026 11:00", "minutes": "75", "facts": "In der Kita."},
        ),
        (
            {"type": "TEL", "outcome": "took_place"},
            {"at": "09.03.2026 14:15", "agreement": "Antrag SGB II ist gestellt."},
        ),
        ({"type": "NETZ", "outcome": "took_place"}, {"at": "09.03.2026 12:30", "counterpart": "Frauenhaus A (Demo)"}),
        ({"other_type": "VIDEO", "outcome": "not_met"}, {"at": "09.03.2026 15:00"}),
    )
    for chosen, typed in contacts:
        at.page.goto(f"{at.address}/kontakte/neu/?fall={key}")
        at.choose(**chosen)
        at.fill(**typed)
        at.look(f"kontakt-{typed['at'][-5:].replace(':', '')}")
        at.press("Speichern")
    at.go(case, "fall-mit-kontakten")
    at.told("2 mit der Person, 1 im Netzwerk")


def learn(at: Journey, need: str, browser: Browser) -> None:
    """No course with childcare: an unmet need, a finding, a theme, a decision."""
    at.go(f"/hinweise/neu/{need}/", "bedarf-ungedeckt")
    at.choose(reason="no_offer")
    at.fill(since="09.03.2026")
    at.press("Festhalten")
    at.look("hinweis-geben")
    at.choose(type="gap")
    at.fill(words="Für Rana gibt es keinen Kurs.")
    at.press("Als Hinweis geben")
    at.look("hinweis-mit-namen")
    assert at.page.locator("textarea[name=words]").input_value() == "Für Rana gibt es keinen Kurs."
    at.fill(words="Es fehlt ein Sprachkurs am Vormittag mit Kinderbetreuung.")
    at.press("Als Hinweis geben")
    at.look("hinweis-gegeben")
    context = browser.new_context(locale="de-DE")
    coordinator = Journey(context.new_page(), at.address, seen=at.seen)
    coordinator.log_in("koordination@demo.example", PASSWORD)
    coordinator.go("/hinweise/pruefen/", "hinweise-pruefen")
    row = coordinator.page.get_by_role("row").filter(has_text="Sprachkurs am Vormittag mit Kinderbetreuung")
    coordinator.click(row.get_by_role("link").first)
    coordinator.choose(theme="Sprachkurs mit Kinderbetreuung")
    coordinator.press("Übernehmen")
    coordinator.look("hinweise-geprueft")
    coordinator.go("/hinweise/", "themen")
    coordinator.follow("Sprachkurs mit Kinderbetreuung")
    coordinator.look("thema")
    assert "Rana" not in coordinator.page.inner_text("main")
    coordinator.press("In der Lenkungsgruppe")
    decide_on_the_theme(coordinator, coordinator.page.url)
    context.close()


def decide_on_the_theme(at: Journey, theme: str) -> None:
    at.page.goto(f"{theme}beschluss/")
    at.fill(decided_on="09.03.2026", wording="Ein Kurs mit Betreuung wird eingerichtet.", due_on="01.03.2026")
    at.fill(responsible="Volkshochschule (Demo)")
    at.press("Speichern")
    at.look("beschluss-ende-vor-anfang")
    at.fill(due_on="14.09.2026")
    at.press("Speichern")
    at.look("thema-beschlossen")
    assert at.page.url == theme
    at.told("Ein Kurs mit Betreuung wird eingerichtet.")


def read_the_report(at: Journey) -> None:
    at.go("/berichte/auf-einen-blick/", "bericht")
    for words in ("bis zu 800", "rund 100", "mehr als 600", "rund 70"):
        at.told(words)


def search_for_her(at: Journey, browser: Browser) -> None:
    """She finds her own client; the husband's case manager gets the answer for somebody who never was."""
    at.page.goto(f"{at.address}/suche/")
    at.page.locator("main input[name=q]").fill("Rana")
    at.press("Suchen")
    at.look("suche")
    at.told("Rana D. (Demo)")
    context = browser.new_context(locale="de-DE")
    other = Journey(context.new_page(), at.address, seen=at.seen)
    other.log_in("cm4@demo.example", PASSWORD)
    answers = []
    for words in ("Rana", "Niemandsen"):
        other.page.goto(f"{at.address}/suche/")
        other.page.locator("main input[name=q]").fill(words)
        other.press("Suchen")
        answers.append(other.page.inner_text("main").replace(words, ""))
    assert answers[0] == answers[1]
    context.close()


def test_the_main_job_on_one_line(journey: Journey, settings: Any, browser: Browser, page: Page) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T12:30"
    journey.log_in("cm2@demo.example", PASSWORD)
    take_the_enquiry(journey)
    case = decide(journey)
    add_the_daughter(journey, case)
    assess(journey, case)
    plan_with_her(journey, case)
    match(journey, case, "LA06.1", "passung-hebamme")
    refer(journey, "Hebamme mit Hausbesuch", "hebamme")
    match(journey, case, "LA01.1", "passung-schutz")
    refer(journey, "Frauenhaus A", "frauenhaus")
    settings.FAHRWASSER_TODAY = "2026-03-09T15:45"
    the_shelter_calls(journey)
    course = match(journey, case, "LA09.3", "passung-sprachkurs")
    for code in ("UR-01", "UR-02", "UR-03", "UR-06"):
        expect(journey.page.get_by_text(code).first).to_be_attached()
    refer(journey, "Online-Deutschkurs A1 mit Leihtablet", "sprachkurs")
    the_midwife_answers(journey, browser)
    settings.FAHRWASSER_TODAY = "2026-03-09T16:30"
    record_contacts(journey, case)
    journey.go("/", "mein-tag-mit-antwort")
    learn(journey, course, browser)
    search_for_her(journey, browser)
    read_the_report(journey)


def the_shelter_calls(at: Journey) -> None:
    at.follow("Antwort eintragen")
    at.choose(state="accepted", told_how="phone")
    at.fill(told_by="Mitarbeiterin Frauenhaus A", told_at="09.03.2026 15:40", starts_on="10.03.2026")
    at.press("Festhalten")
    at.look("frauenhaus-zugesagt")
    assert not at.page.url.endswith("mitgeteilt/")
    at.told("Mitarbeiterin Frauenhaus A")


def the_midwife_answers(at: Journey, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE")
    midwife = Journey(context.new_page(), at.address, seen=at.seen)
    midwife.log_in("hebamme@demo.example", PASSWORD)
    sent_today = midwife.page.get_by_role("listitem").filter(has_text="Anfrage vom 09.03.2026")
    midwife.click(sent_today.get_by_role("link", name="Hebamme mit Hausbesuch").first)
    midwife.told("Rana")
    midwife.look("traeger-anfrage")
    body = midwife.page.inner_text("main")
    for kept in ("Gewalt", "Aufenthalt", "Horrem", "D. (Demo)"):
        assert kept not in body
    midwife.choose(state="accepted")
    midwife.fill(starts_on="12.03.2026")
    midwife.press("Antwort senden")
    midwife.look("traeger-beantwortet")
    context.close()
