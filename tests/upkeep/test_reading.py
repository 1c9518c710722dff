"""What sentences suggest, and what they do not: a table of real-looking ones."""

import pytest

from fahrwasser.upkeep.reading import read

F, M = {"genders": ["f"]}, {"genders": ["m"]}


def age(who="person", **ages):
    return {"who": who, **ages}


SAYS = [
    ("Der Kurs ist ab A2-Niveau.", "german_level", {"from": "A2"}),
    ("B1 erforderlich.", "german_level", {"from": "B1"}),
    ("Sie brauchen mind. B2.", "german_level", {"from": "B2"}),
    ("Teilnahme ab Sprachniveau A1 möglich.", "german_level", {"from": "A1"}),
    ("Voraussetzung ist ein B1-Zertifikat.", "german_level", {"from": "B1", "certificate": True}),
    ("Voraussetzung: Deutschkenntnisse auf Niveau A2.", "german_level", {"from": "A2"}),
    ("Deutschkenntnisse ab B1.1 erwünscht und nötig.", "german_level", {"from": "B1.1"}),
    ("Offenes Lernangebot Deutsch A1-B2.", "german_level", {"from": "A1", "to": "B2"}),
    ("Gesprächskreis für Niveau A1 bis A2.", "german_level", {"from": "A1", "to": "A2"}),
    ("Geeignet bis einschließlich A2.", "german_level", {"to": "A2"}),
    ("Ein Treff nur für Frauen.", "gender", F),
    ("Für Mädchen und Frauen.", "gender", F),
    ("Beratung für Frauen und Mädchen mit Migrationsgeschichte.", "gender", F),
    ("Die Sprechstunde ist ausschließlich für geflüchtete Frauen.", "gender", F),
    ("Ein Freizeittreff nur für Mädchen!", "gender", F),
    ("Der Raum ist Frauen vorbehalten.", "gender", F),
    ("Die Gruppe ist nur für Männer.", "gender", M),
    ("Für junge Menschen, 16-27 Jahre.", "age", age(**{"from": 16, "to": 27})),
    ("Für alle Menschen ab 18 Jahren.", "age", age(**{"from": 18})),
    ("Für junge Menschen bis 27.", "age", age(to=27)),
    ("Treffen für junge Frauen von 18 bis 27 Jahren aus allen Ländern.", "age", age(**{"from": 18, "to": 27})),
    ("Schwangere und Mütter bis 25 Jahre.", "age", age(to=25)),
    ("Offener Treffpunkt für Familien mit Kindern im Alter von 1 bis 4 Jahren.", "age",
     age("child", **{"from": 1, "to": 4})),
    ("Für Eltern mit Kindern von 0 bis 5 Jahren.", "age", age("child", **{"from": 0, "to": 5})),
    ("Das Angebot richtet sich an Geflüchtete zwischen 18 und 25 Jahren.", "age", age(**{"from": 18, "to": 25})),
    ("Spielkreis für Kinder unter 3 Jahren.", "age", age("child", to=2)),
    ("Für Menschen ab 60.", "age", age(**{"from": 60})),
    ("Mit Kinderbetreuung.", "childcare", {"offered": True}),
    ("Deutschkurs mit kostenloser Kinderbetreuung am Vormittag.", "childcare", {"offered": True}),
    ("Eine Kinderbetreuung wird angeboten.", "childcare", {"offered": True}),
    ("Leider ohne Kinderbetreuung.", "childcare", {"offered": False}),
    ("Es gibt keine Kinderbetreuung.", "childcare", {"offered": False}),
    ("Der Zugang ist barrierefrei.", "step_free", {"step_free": True}),
    ("Die Räume sind rollstuhlgerecht.", "step_free", {"step_free": True}),
    ("Das Büro ist leider nicht barrierefrei.", "step_free", {"step_free": False}),
    ("Wir sind nur über eine Treppe erreichbar.", "step_free", {"step_free": False}),
    ("Das Angebot ist kostenlos!", "cost", {"euro": 0}),
    ("Alle Angebote kostenfrei.", "cost", {"euro": 0}),
    ("Das Angebot kostet nichts.", "cost", {"euro": 0}),
    ("Die Teilnahme kostet 5 Euro.", "cost", {"euro": 5}),
    ("Teilnahmebeitrag: 20 € im Monat.", "cost", {"euro": 20}),
    ("Jeden Mittwoch von 14.30 – 17.30 Uhr.", "schedule", {"text": "Jeden Mittwoch von 14.30 – 17.30 Uhr."}),
    ("Jeden 2. Donnerstag 9:30 – 12:00 Uhr außer in den Ferien.", "schedule",
     {"text": "Jeden 2. Donnerstag 9:30 – 12:00 Uhr außer in den Ferien."}),
    ("Komm einfach in die Peter-Muster-Str. 10 ohne Anmeldung.", "application",
     {"text": "Komm einfach in die Peter-Muster-Str. 10 ohne Anmeldung."}),
    ("Mo-Fr 9 bis 12 Uhr", "schedule", {"text": "Mo-Fr 9 bis 12 Uhr"}),
    ("Eine Anmeldung ist erforderlich.", "application", {"text": "Eine Anmeldung ist erforderlich."}),
    ("Bitte um Voranmeldung.", "application", {"text": "Bitte um Voranmeldung."}),
    ("Komm einfach vorbei, ohne Anmeldung.", "application", {"text": "Komm einfach vorbei, ohne Anmeldung."}),
    ("Die Beratung ist nur nach Terminvereinbarung möglich.", "application",
     {"text": "Die Beratung ist nur nach Terminvereinbarung möglich."}),
]  # fmt: skip
SAYS_NOTHING = [
    ("Es gibt keine Altersgrenze.", "age"),
    ("Auch für Frauen.", "gender"),
    ("Nicht nur für Frauen.", "gender"),
    ("Für Frauen und Männer.", "gender"),
    ("Für Frauen und Mädchen, aber auch Männer sind willkommen.", "gender"),
    ("Besonders für Frauen und Mädchen aus dem Stadtteil.", "gender"),
    ("Dienstags nur für Frauen, sonst für alle.", "gender"),
    ("Internationales Frauencafé zum Austausch.", "gender"),
    ("Das Café am Montag ist ab A2-Niveau und das Café am Mittwoch ist für alle Sprachniveaus.", "german_level"),
    ("Deutschkenntnisse sind nicht erforderlich, auch unter A2.", "german_level"),
    ("B1 ist nicht erforderlich.", "german_level"),
    ("B1 wäre von Vorteil.", "german_level"),
    ("Der Kurs führt von Niveau A2 bis B1.", "german_level"),
    ("Wir bereiten auf die Prüfung B1 vor.", "german_level"),
    ("Angeblich ab B1.", "german_level"),
    ("Brauche ich mindestens B1?", "german_level"),
    ("Englisch ab B1 erforderlich.", "german_level"),
    ("Raum A2 im zweiten Stock.", "german_level"),
    ("Buslinie B1 bis Bahnhof.", "german_level"),
    ("Willkommen sind Menschen jeden Alters ab 0 Jahren.", "age"),
    ("Seit 18 Jahren beraten wir Familien.", "age"),
    ("Die Förderung dauert bis 2 Jahre.", "age"),
    ("Mindestens 2 Jahre Berufserfahrung.", "age"),
    ("Kinder bis 12 Jahre zahlen keinen Eintritt.", "age"),
    ("Freitags: 15.30-17.00 Uhr (ab 12 Jahren) 17.00-19.00 Uhr (ab 16 Jahren)", "age"),
    ("Öffnungszeiten 10 bis 18 Uhr.", "age"),
    ("Gruppe für Menschen bis 15 Personen.", "age"),
    ("Kinderbetreuung ist möglich.", "childcare"),
    ("Wir beraten zur Kinderbetreuung.", "childcare"),
    ("Keine Kinderbetreuung nötig, die Kinder kommen mit.", "childcare"),
    ("Bald vielleicht mit Kinderbetreuung.", "childcare"),
    ("Hilfe bei der Suche mit Kinderbetreuung in der Nähe.", "childcare"),
    ("Das Haus ist teilweise barrierefrei.", "step_free"),
    ("Die Toilette ist barrierefrei.", "step_free"),
    ("Wir helfen bei der Suche nach barrierefreien Wohnungen.", "step_free"),
    ("Der Umbau soll den Zugang barrierefrei machen.", "step_free"),
    ("Die Beratung ist nicht kostenlos.", "cost"),
    ("Für Mitglieder kostenlos.", "cost"),
    ("Kostenloses WLAN im ganzen Haus.", "cost"),
    ("Deutschkurs mit kostenloser Kinderbetreuung.", "cost"),
    ("Das Projekt wird mit 500 Euro gefördert.", "cost"),
    ("Der Kurs kostet 2,50 Euro.", "cost"),
    ("Die Teilnahme kostet 5 Euro. Für Kinder ist sie kostenlos.", "cost"),
    ("Montags geschlossen, sonst 10 bis 12 Uhr.", "schedule"),
    ("Wir freuen uns auf Ihre Anmeldung im Verein.", "application"),
    ("Eine Anmeldung ist erforderlich. Jeden Freitag kommen Sie ohne Anmeldung.", "application"),
    ("Früher war eine Anmeldung erforderlich.", "application"),
]


@pytest.mark.parametrize(("text", "kind", "values"), SAYS)
def test_what_a_sentence_says(text, kind, values):
    found = {one.kind: one for one in read([("summary", text)])}
    assert kind in found
    assert dict(found[kind].values) == values
    assert text[found[kind].start :].startswith(found[kind].quote)


@pytest.mark.parametrize(("text", "kind"), SAYS_NOTHING)
def test_what_a_sentence_does_not_say(text, kind):
    assert kind not in {one.kind for one in read([("summary", text)])}


def test_passages_that_differ_cancel_each_other():
    assert read([("summary", "Ab 12 Jahren."), ("eligibility", "Ab 16 Jahren.")]) == []
    assert len(read([("summary", "Ab 16 Jahren."), ("eligibility", "Nur ab 16 Jahren.")])) == 1


def test_the_mark_changes_with_the_sentence_alone():
    first, again = read([("summary", "Ab 16 Jahren.")])[0], read([("eligibility", "Neu: Ja! Ab 16 Jahren.")])[0]
    other = read([("summary", "Teilnahme ab 16 Jahren.")])[0]
    assert first.digest == again.digest != other.digest


def test_a_long_strange_text_is_read_quickly_and_says_nothing():
    assert read([("summary", "a1-" * 5_000 + "😀" * 500 + "\u202e" + "." * 3_000)]) == []
