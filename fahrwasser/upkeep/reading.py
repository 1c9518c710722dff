"""What the German text of an offer says about its conditions: suggestions with the passage, never inventions.

A suggestion is made only where a sentence states something about the whole offer. Negations, hearsay, questions,
parts of an offer and passages that contradict each other suggest nothing; what is not said stays "nicht angegeben".
Plain Python.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from re import Match, Pattern
from typing import Any, Final

from fahrwasser.offers.criteria.vocabulary import LEVELS
from fahrwasser.upkeep.sentences import Sentence, sentences

SCHEDULE, APPLICATION = "schedule", "application"
FIELDS: Final[Mapping[str, str]] = {SCHEDULE: "Zeiten", APPLICATION: "Anmeldung"}
"""Suggestions for a field of the offer; every other kind is one of ``offers.criteria``."""
LONGEST: Final = 300
LEVEL: Final = r"(?P<level>[ABC][12](?:\.1)?)(?![\w.]\d|\.2)"
TO_LEVEL: Final = r"(?P<to>[ABC][12](?:\.1)?)(?![\w.]\d|\.2)"
GERMAN: Final = r"(?:dem\s+|einem\s+)?(?:(?:Sprach|Deutsch)?niveau|Stufe|Deutsch(?:kenntnissen?)?|Kenntnissen?)?\s*"
NEEDED: Final = r"(?:erforderlich|notwendig|nötig|vorausgesetzt|Voraussetzung|verlangt|benötigt)"
DAY: Final = r"(?:(?:Mon|Diens|Donners|Frei|Sams|Sonn)tags?|Mittwochs?|(?:Mo|Di|Mi|Do|Fr|Sa|So)\b\.?)"
CLOCK: Final = r"\d{1,2}(?:[.:]\d{2})?"
PEOPLE: Final = re.compile(
    r"\b(?P<child>(?:Klein|Vorschul|Grundschul|Schul)?[Kk]ind(?:er|ern)?|Babys|Säuglinge)\b"
    r"|\b(?:Frauen|Mütter|Müttern|Männer|Väter|Menschen|Personen|Jugendlichen?|Mädchen|Jungen|Erwachsenen?|Eltern|"
    r"Teilnehmenden?|Schwangeren?|Geflüchteten?|Seniorinnen|Senioren)\b"
)
WHO: Final = r"(?:Menschen|Personen|Frauen|Männer|Mütter|Väter|Jugendliche|Mädchen|Erwachsene|Geflüchtete|Schwangere)"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a text says. ``kind``: of a criterion, or a key of ``FIELDS``, whose text is then ``values["text"]``.

    ``quote`` stands in ``field`` of the offer from character ``start`` on, inside ``sentence``.
    """

    kind: str
    values: Mapping[str, Any]
    quote: str
    sentence: str
    field: str
    start: int

    @property
    def is_field(self) -> bool:
        return self.kind in FIELDS

    @property
    def digest(self) -> str:
        """The mark of what is suggested and of the sentence that suggests it."""
        said = json.dumps([self.kind, self.values, self.sentence], sort_keys=True, ensure_ascii=False)
        return sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying something. ``unless``: words in the sentence under which it says something else."""

    kind: str
    pattern: Pattern[str]
    values: Callable[[Match[str]], dict[str, Any] | None]
    unless: Pattern[str]


def _re(words: str) -> Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _fixed(**values: Any) -> Callable[[Match[str]], dict[str, Any] | None]:
    return lambda _found: dict(values)


def _level(found: Match[str]) -> dict[str, Any] | None:
    """From, or from and to; a certificate only where the passage names one."""
    level = found["level"].upper()
    to = (found.groupdict().get("to") or "").upper()
    if level not in LEVELS or (to and (to not in LEVELS or LEVELS.index(to) < LEVELS.index(level))):
        return None
    proof = {"certificate": True} if re.search("zertifikat|nachweis", found[0], re.IGNORECASE) else {}
    return {"from": level, **({"to": to} if to else {}), **proof}


def _level_to(found: Match[str]) -> dict[str, Any] | None:
    level = found["level"].upper()
    return {"to": level} if level in LEVELS else None


def _ages(found: Match[str]) -> dict[str, Any] | None:
    """Ages that can be ages; of a child where the nearest person named before is one."""
    ages = {key: int(value) for key, value in found.groupdict().items() if key in ("from", "to") and value}
    if found.groupdict().get("below"):
        ages["to"] = int(found["below"]) - 1
    if ages.get("from", 0) > ages.get("to", 120) or max(ages.values()) > 99:
        return None
    named = list(PEOPLE.finditer(found.string[: found.end()]))
    who = "child" if named and named[-1]["child"] else "person"
    return {"who": who, **ages}


def _euro(found: Match[str]) -> dict[str, Any] | None:
    return None if found["cent"] not in (None, "00") else {"euro": int(found["euro"])}


def _sentence(found: Match[str]) -> dict[str, Any] | None:
    words = found.string.strip()
    return {"text": words} if len(words) <= LONGEST else None


NO_LEVEL = _re(
    r"alle[nr]?\s+(?:Sprach)?(?:niveaus?|stufen)|jedes\s+(?:Sprach)?niveau|kein\w*\s+(?:Deutsch|Sprach|Niveau|B\d|A\d)|"
    r"ohne\s+(?:Deutsch|Sprach|Vor)|nicht\s+(?:\w+\s+)?(?:erforderlich|nötig|notwendig|vorausgesetzt|verlangt)|"
    r"kein\s+Muss|von\s+Vorteil|wünschenswert|hilfreich|empfohlen|idealerweise|möglichst|auch\s+(?:unter|ohne|mit)|"
    r"Englisch|Französisch|Spanisch"
)
NO_GOAL = _re(NO_LEVEL.pattern + r"|führ(?:t|en)|Ziel|Prüfung|Abschluss|vorbereit|erreich|vermittel|berat|anschließend")
PART_OF_IT = DAY + r"|vormittags|nachmittags|abends|Gruppe\s+\d|am\s+Wochenende|donnerstags|einmal\s+im\s+Monat"
NO_GENDER = _re(
    r"nicht\s+(?:nur|ausschließlich|allein)|\bauch\b|insbesondere|besonders|vor\s+allem|unter\s+anderem|"
    r"(?:und|oder|,)\s+(?:\w+\s+)?(?:Männer|Jungen|Väter|Kinder|Familien|Jugendliche)|\bMänner\s+und|" + PART_OF_IT
)
NO_AGE = _re(
    r"keine\s+Alters|jede\w*\s+Alters|jeden\s+Alter|alle\w*\s+Alters|kein\s+Mindestalter|\bauch\b|Ausnahm|ermäßig|"
    r"Eintritt|Euro|€|kostenlos|kostenfrei|\bfrei\b|zahlen|dauer|Laufzeit|Aufenthalt|Erfahrung|Vertrag|gültig|"
    r"befrist|Berufs|Wohnzeit|seit|Gewähr|Garantie|Jubiläum|insbesondere|vor\s+allem|in\s+Deutschland"
)
NO_CHILDCARE = _re(
    r"möglich|auf\s+Anfrage|bei\s+Bedarf|nach\s+Absprache|such|vermittl|Frage|berat|Antrag|beantrag|teilweise|manchmal|"
    r"nötig|notwendig|erforderlich|brauch|benötig|selbst|Kosten\s+der|finanz|zuschuss|Information"
)
NO_STEPS = _re(
    r"teilweise|bedingt|weitgehend|weitestgehend|nicht\s+vollständig|eingeschränkt|barrierearm|fast|\bWC|Toilette|"
    r"barrierefreie[nrsm]?\s+(?:Web|Internet|Wohn|Sprache|Kommunik|Inform|Zugang\s+zu\s+(?:Inform|Bild|Arbeit))|Website|"
    r"Internetseite|such|berat|Umbau|Wohnungen|demnächst|nach\s+(?:Ab|Vor)sprache"
)
NOT_FREE = _re(
    r"nicht\s+(?:kosten|gebühren|un)|(?:für|von)\s+(?:Kinder|Mitglieder|Schüler|Studier|Inhaber|Leistungs|Geflüchtete)|"
    r"ausweis|\w*pass\b|ermäßig|teilweise|außer|zuzüglich|zzgl|Material|danach|erste[nrs]?\s+(?:Stunde|Termin|Monat)|"
    r"Schnupper|Probe|Erstgespräch|kostenlose[nrsm]?\s+(?!Angebot|Beratung|Teilnahme|Kurs|Treff|Deutschkurs|Hilfe|Unter)|"
    r"kostenlos\s+park|Jahre|meist|in\s+der\s+Regel|manche|einige|viele|Euro|€|WLAN|Kinderbetreuung"
)
NO_PRICE = _re(
    r"\bab\s+\d|bis\s+zu|zuschuss|Taschengeld|Kaution|Gutschein|erhalten|bekommen|Spende|geförder|ermäßig|statt|Strafe|"
    r"Miete|Einkommen|verdien|sparen|kostenlos|oder|Ausnahm"
)
NOTHING = re.compile(r"(?!)")
COSTS = r"(?:kostet|kosten(?:beitrag)?|Teilnahmebeitrag|Teilnahmegebühr|Beitrag|Gebühr|Eintritt|Preis|Unkostenbeitrag)"
RULES: Final[tuple[Rule, ...]] = (
    Rule("german_level", _re(rf"\b(?:ab|mindestens|mind\.|min\.)\s+{GERMAN}{LEVEL}(?:[- ](?:Niveau|Zertifikat))?"),
         _level, NO_LEVEL),
    Rule("german_level", _re(rf"\b{LEVEL}(?:[- ](?:Niveau|Kenntnisse|Deutschkenntnisse|Zertifikat|Nachweis))?\s+"
                             rf"(?:ist\s+|sind\s+|wird\s+|werden\s+)?{NEEDED}"), _level, NO_LEVEL),
    Rule("german_level", _re(rf"\bVoraussetzung(?:en)?(?:\s+ist|\s+sind|:)?\s+(?:auf\s+|ein\s+)?{GERMAN}"
                             rf"(?:auf\s+|ab\s+|Niveau\s+)*{LEVEL}(?:[- ](?:Zertifikat|Nachweis))?"), _level, NO_LEVEL),
    Rule("german_level", _re(rf"\b(?:(?:Sprach)?niveaus?:?|Deutsch)\s+(?:von\s+)?{LEVEL}\s*(?:–|-|bis)\s*{TO_LEVEL}"),
         _level, NO_GOAL),
    Rule("german_level", _re(rf"\b(?:höchstens|maximal|bis\s+(?:einschließlich|zum\s+Niveau|Niveau))\s+(?:Niveau\s+)?"
                             rf"{LEVEL}"), _level_to, NO_GOAL),
    Rule("gender", _re(r"\b(?:nur|ausschließlich)\s+für\s+(?:\w+e\s+)?(?:Frauen(?:\s+und\s+Mädchen)?|"
                       r"Mädchen(?:\s+und\s+(?:junge\s+)?Frauen)?)\b"), _fixed(genders=["f"]), NO_GENDER),
    Rule("gender", _re(r"\bfür\s+(?:junge\s+)?(?:Mädchen\s+und\s+(?:junge\s+)?Frauen|Frauen\s+und\s+Mädchen)\b"),
         _fixed(genders=["f"]), NO_GENDER),
    Rule("gender", _re(r"\b(?:ist|sind|bleibt)\s+Frauen(?:\s+und\s+Mädchen)?\s+vorbehalten\b"),
         _fixed(genders=["f"]), NO_GENDER),
    Rule("gender", _re(r"\b(?:nur|ausschließlich)\s+für\s+(?:\w+e\s+)?(?:Männer|Jungen)\b"),
         _fixed(genders=["m"]),
         _re(r"nicht\s+(?:nur|ausschließlich)|\bauch\b|(?:und|oder)\s+(?:Frauen|Mädchen)|" + PART_OF_IT)),
    Rule("age", _re(r"(?<![\d.,:])(?P<from>\d{1,2})\s*(?:–|-|bis)\s*(?P<to>\d{1,2})\s*(?:Jahren?\b|J\.)"), _ages,
         NO_AGE),
    Rule("age", _re(r"\bzwischen\s+(?P<from>\d{1,2})\s+und\s+(?P<to>\d{1,2})(?:\s+Jahren?)"), _ages, NO_AGE),
    Rule("age", _re(r"\b(?:ab|mindestens)\s+(?P<from>\d{1,2})\s+Jahren?\b(?!\s+bis|\s*-)"), _ages, NO_AGE),
    Rule("age", _re(r"\bab\s+dem\s+(?P<from>\d{1,2})\.\s+(?:Geburtstag)"), _ages, NO_AGE),
    Rule("age", _re(rf"\b{WHO}\s+(?:im\s+Alter\s+)?ab\s+(?P<from>\d{{2}})(?=[\s,;]*(?:$|[.)]|und\s+\D|aus\b|mit\b))"),
         _ages, NO_AGE),
    Rule("age", _re(r"(?<!\d )\bbis\s+(?:einschließlich\s+)?(?P<to>\d{1,2})\s+Jahren?\b"), _ages, NO_AGE),
    Rule("age", _re(rf"\b{WHO}\s+(?:im\s+Alter\s+)?bis\s+(?P<to>\d{{2}})(?=[\s,;]*(?:$|[.)]|und\s+\D|aus\b|mit\b))"),
         _ages, NO_AGE),
    Rule("age", _re(r"\bunter\s+(?P<below>\d{1,2})\s+Jahren?\b"), _ages, NO_AGE),
    Rule("childcare", _re(r"(?<!nicht )\bmit\s+(?:\w+[er]\s+)?Kinderbetreuung\b"), _fixed(offered=True), NO_CHILDCARE),
    Rule("childcare", _re(r"\bKinderbetreuung\s+(?:ist\s+|wird\s+)?(?:vorhanden|angeboten|gewährleistet|inklusive|"
                          r"(?:ist\s+)?kostenlos)\b"), _fixed(offered=True),
         _re(NO_CHILDCARE.pattern + r"|nicht|kein")),
    Rule("childcare", _re(r"\b(?:ohne|keine)\s+Kinderbetreuung\b"), _fixed(offered=False), NO_CHILDCARE),
    Rule("childcare", _re(r"\bKinderbetreuung\s+(?:wird\s+|ist\s+)?(?:leider\s+)?nicht\s+(?:angeboten|vorhanden)\b"),
         _fixed(offered=False), NO_CHILDCARE),
    Rule("step_free", _re(r"(?<!nicht )(?<!leider nicht )\b(?:barrierefrei(?:er|e|en)?|rollstuhlgerecht(?:er)?|"
                          r"stufen(?:los|frei)(?:er)?)\b"), _fixed(step_free=True),
         _re(NO_STEPS.pattern + r"|nicht|\bkein|\bohne\s+barrierefrei")),
    Rule("step_free", _re(r"\bnicht\s+(?:barrierefrei|rollstuhlgerecht|stufen(?:los|frei))\b"), _fixed(step_free=False),
         NO_STEPS),
    Rule("step_free", _re(r"\bnur\s+über\s+(?:eine\s+)?Treppen?\s+(?:zu\s+erreichen|erreichbar|zugänglich)\b"),
         _fixed(step_free=False), NOTHING),
    Rule("cost", _re(r"\b(?:kostenlose?[nrs]?|kostenfreie?[nrs]?|kostenlos|kostenfrei|gebührenfrei|unentgeltlich|"
                     r"gratis|kostet\s+nichts|Eintritt\s+(?:ist\s+)?frei|(?:entstehen|fallen)\s+keine\s+Kosten)\b"),
         _fixed(euro=0), NOT_FREE),
    Rule("cost", _re(rf"\b{COSTS}\b[^.;]{{0,40}}?(?<![\d,.])(?P<euro>\d{{1,3}})(?:,(?P<cent>\d\d))?\s*(?:Euro|EUR|€)"),
         _euro, NO_PRICE),
    Rule("cost", _re(r"(?<![\d,.])(?P<euro>\d{1,3})(?:,(?P<cent>\d\d))?\s*(?:Euro|EUR|€)\s+(?:pro|je|im)\s+\w+"),
         _euro, NO_PRICE),
    Rule(SCHEDULE, _re(rf"\b{DAY}[^\d?!]{{0,40}}{CLOCK}\s*(?:Uhr\s*)?(?:–|-|bis)\s*{CLOCK}\s*Uhr"), _sentence,
         _re(r"geschlossen|Telefon|\bTel\b|erreichbar|Sprechzeiten?\s+der")),
    Rule(APPLICATION, _re(rf"\b(?:Vora|A)nmeldung\s+(?:ist\s+|wird\s+)?(?:unbedingt\s+|vorab\s+)?{NEEDED}|"
                          r"\bnur\s+(?:mit|nach)\s+(?:\w+\s+)?(?:Voranmeldung|Anmeldung|Terminvereinbarung)|"
                          r"\b(?:um|bitte)\s+(?:um\s+)?(?:Vora|A)nmeldung|"
                          r"\bnach\s+(?:\w+\s+)?Termin(?:vereinbarung|absprache)|\bbitte\s+(?:rufen|melden)\s+Sie\b|"
                          r"\bohne\s+(?:\w+\s+)?(?:Vora|A)nmeldung|\bkeine\s+(?:\w+\s+)?Anmeldung\s+" + NEEDED),
         _sentence, NOTHING),
)  # fmt: skip
WITHOUT = _re(r"\bohne\s+(?:\w+\s+)?(?:Vora|A)nmeldung|\bkeine\s+(?:\w+\s+)?Anmeldung|\bohne\s+Termin")


def read(texts: Iterable[tuple[str, str]]) -> list[Suggestion]:
    """Everything the texts of one offer suggest: pairs of field and text. One suggestion per kind at most."""
    found: dict[str, list[Suggestion]] = defaultdict(list)
    for field, text in texts:
        for sentence in sentences(text):
            for one in _of_sentence(field, sentence):
                found[one.kind].append(one)
    everything = " ".join(text for _field, text in texts)
    return [kept for ones in found.values() for kept in _agreed(ones, everything)]


def _of_sentence(field: str, sentence: Sentence) -> Iterator[Suggestion]:
    """Each kind once in a sentence, by the first rule that finds something."""
    done: set[str] = set()
    for rule in RULES if sentence.is_statement else ():
        if rule.kind in done or rule.unless.search(sentence.text):
            continue
        matches = list(rule.pattern.finditer(sentence.text))
        values = [rule.values(match) for match in matches]
        if not matches or None in values:
            continue
        done.add(rule.kind)
        for match, value in zip(matches, values, strict=True):
            yield Suggestion(
                rule.kind, value or {}, match[0].strip(), sentence.text, field, sentence.start + match.start()
            )


def _agreed(ones: list[Suggestion], everything: str) -> list[Suggestion]:
    """What may be said once: passages that say different things of one offer cancel each other."""
    first = ones[0]
    if first.kind == APPLICATION:
        return [first] if len({bool(WITHOUT.search(one.sentence)) for one in ones}) == 1 else []
    if first.kind == SCHEDULE:
        return [_together(ones)] if len({one.sentence for one in ones}) > 1 else [first]
    same = all(one.values == first.values for one in ones)
    return [first] if same and not _is_contradicted(first.kind, everything) else []


def _together(ones: list[Suggestion]) -> Suggestion:
    """All times in one text, when they fit."""
    first = ones[0]
    text = " ".join(dict.fromkeys(one.sentence for one in ones))
    if len(text) > LONGEST:
        return first
    return Suggestion(first.kind, {"text": text}, first.quote, text, first.field, first.start)


CONTRADICTIONS: Final[Mapping[str, Pattern[str]]] = {
    "german_level": _re(r"alle[nr]?\s+(?:Sprach)?niveaus|egal,?\s+wie\s+gut|ohne\s+Deutschkenntnisse"),
    "gender": _re(r"\bMänner\b.{0,40}willkommen|für\s+alle\s+Geschlechter|jede[rsn]?\s+(?:ist\s+)?willkommen"),
    "age": _re(r"keine\s+Altersgrenze|jede[nrs]?\s+Alters|alle\s+Altersgruppen"),
    "cost": _re(
        r"\d\s*(?:Euro|EUR|€).{0,400}(?:kostenlos|kostenfrei)|(?:kostenlos|kostenfrei).{0,400}\d\s*(?:Euro|EUR|€)"
    ),
}
"""What anywhere in the texts makes a passage of that kind no statement about the whole offer."""


def _is_contradicted(kind: str, everything: str) -> bool:
    pattern = CONTRADICTIONS.get(kind)
    return bool(pattern and pattern.search(everything))
