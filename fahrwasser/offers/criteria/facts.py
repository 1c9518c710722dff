"""What is known about one person, as far as offers ask for it.

Every fact carries where it comes from and when it was seen. ``None`` in ``Facts`` means: not asked yet.
A fact whose value is ``None`` or empty means: asked, and there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Generic, TypeVar

from fahrwasser.offers.criteria.wording import Spoken, day, said

T_co = TypeVar("T_co", covariant=True)

OWN_WORDS = "eigene Angabe"
"""Source of everything the person said. The only source a danger may have."""
SOURCES: Mapping[str, str] = {
    OWN_WORDS: "own words",
    "Akte": "case file",
    "Ausweis": "identity document",
    "Bedarf": "need",
    "Fristen im Fall": "deadlines of the case",
    "Zertifikat": "certificate",
}
"""Sources the system itself names, in English; a source that somebody typed stays as it was typed."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T_co]):
    """A value, where it comes from, and the day it was seen or said (``None``: not noted)."""

    value: T_co
    source: str
    as_of: date | None = None

    def cited(self, words: str) -> str:
        """The words for the value followed by source and day: ``A2 (Zertifikat, 12.03.2026)``."""
        seen = f", {day(self.as_of)}" if self.as_of else ""
        return f"{words} ({said(self.source, SOURCES.get(self.source, self.source))}{seen})"


@dataclass(frozen=True, slots=True)
class Residence:
    """Residence group (code) and the paragraph of the title (``§ 30``); ``None``: not known exactly."""

    group: str
    paragraph: str | None = None


@dataclass(frozen=True, slots=True)
class German:
    """CEFR level of the person's German; ``certified`` is ``None`` while nobody has seen a certificate."""

    level: str
    certified: bool | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A fixed appointment every week: work, school, training. No days means: not bound to a weekday."""

    label: str
    days: frozenset[str]
    starts: time
    ends: time
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that criteria compare with, for one person and one need.

    ``course_right_until``: last day of the right to an integration course (``None`` inside: has none).
    ``age`` is used only while ``birth_date`` is unknown.
    ``children``: birth dates of the children in the household.
    ``due_date``: expected birth; ``None`` inside: not pregnant.
    ``need_deadline``: day until which the need must be met; ``legal_deadline``: statutory end behind it.
    ``groups_from``: groups on site only from this day (recovery, safety review).
    ``dangerous_places``: districts, offer ids and situations the person named; never taken from another file.
    ``avoided_circles``: communities or relatives that must not learn of it, named by the person.
    ``bound_to``: area of a residence obligation; ``competent_body``: body already in charge of the matter.
    ``unwanted``: kinds of offer the person does not want. ``budget``: euros the person can pay.
    ``travel_limit``: longest way in minutes.
    """

    residence: Fact[Residence] | None = None
    course_right_until: Fact[date | None] | None = None
    birth_date: Fact[date] | None = None
    age: Fact[int] | None = None
    gender: Fact[str] | None = None
    protected_space: Fact[bool] | None = None
    german: Fact[German] | None = None
    literate: Fact[bool] | None = None
    languages: Fact[frozenset[str]] | None = None
    district: Fact[str] | None = None
    children: Fact[tuple[date, ...]] | None = None
    single_parent: Fact[bool] | None = None
    due_date: Fact[date | None] | None = None
    benefit_system: Fact[str] | None = None
    proofs: Fact[frozenset[str]] | None = None
    childcare_arranged: Fact[bool] | None = None
    step_free_needed: Fact[bool] | None = None
    obligations: Fact[tuple[Obligation, ...]] | None = None
    need_deadline: Fact[date | None] | None = None
    legal_deadline: Fact[date | None] | None = None
    groups_from: Fact[date] | None = None
    dangerous_places: Fact[frozenset[str]] | None = None
    avoided_circles: Fact[frozenset[str]] | None = None
    bound_to: Fact[str | None] | None = None
    competent_body: Fact[str] | None = None
    unwanted: Fact[frozenset[str]] | None = None
    budget: Fact[int] | None = None
    travel_limit: Fact[int] | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a danger the person did not name: it may stem from another file."""
        for told in (self.dangerous_places, self.avoided_circles):
            if told and told.source != OWN_WORDS:
                raise ValueError("dangers and avoided circles come from the person's own words only")


@dataclass(frozen=True, slots=True)
class Topic:
    """How a fact is called in a sentence, and how one asks for it."""

    name: str
    question: str


TOPICS: Mapping[str, Topic] = Spoken(
    {
        "residence": (
            Topic("Aufenthalt", "Welchen Aufenthaltstitel hat die Person?"),
            Topic("residence status", "Which residence title does the person have?"),
        ),
        "course_right_until": (
            Topic(
                "Berechtigung zum Integrationskurs",
                "Gibt es eine Berechtigung zum Integrationskurs, und bis wann gilt sie?",
            ),
            Topic("right to an integration course", "Is there a right to an integration course, and until when?"),
        ),
        "birth_date": (
            Topic("Alter", "Wann ist die Person geboren?"),
            Topic("age", "When was the person born?"),
        ),
        "gender": (
            Topic("Geschlecht", "Welches Geschlecht hat die Person?"),
            Topic("gender", "Which gender does the person have?"),
        ),
        "protected_space": (
            Topic("Wunsch nach geschütztem Raum", "Braucht die Person einen geschützten Raum?"),
            Topic("wish for a protected space", "Does the person need a protected space?"),
        ),
        "german": (
            Topic("Deutschniveau", "Welches Deutschniveau hat die Person?"),
            Topic("level of German", "Which level of German does the person have?"),
        ),
        "certificate": (
            Topic("Sprachnachweis", "Gibt es einen Nachweis über das Deutschniveau?"),
            Topic("language certificate", "Is there a certificate of the level of German?"),
        ),
        "literate": (
            Topic("Lesen und Schreiben", "Kann die Person lesen und schreiben, gleich in welcher Schrift?"),
            Topic("reading and writing", "Can the person read and write, in whichever script?"),
        ),
        "languages": (
            Topic("Sprachen", "Welche Sprachen spricht die Person?"),
            Topic("languages", "Which languages does the person speak?"),
        ),
        "district": (
            Topic("Wohnort", "In welchem Ortsteil wohnt die Person?"),
            Topic("place of living", "In which district does the person live?"),
        ),
        "children": (
            Topic("Kinder im Haushalt", "Welche Kinder leben im Haushalt, und wann sind sie geboren?"),
            Topic("children in the household", "Which children live in the household, and when were they born?"),
        ),
        "single_parent": (
            Topic("alleinerziehend", "Erzieht die Person allein?"),
            Topic("single parent", "Does the person bring up the children alone?"),
        ),
        "due_date": (
            Topic("Geburtstermin", "Wird ein Kind erwartet, und wann?"),
            Topic("due date", "Is a child expected, and when?"),
        ),
        "benefit_system": (
            Topic("Leistung", "Welche Stelle ist für den Lebensunterhalt zuständig?"),
            Topic("benefit", "Which body provides for the person’s living?"),
        ),
        "proofs": (
            Topic("Nachweise", "Welche Nachweise liegen vor?"),
            Topic("papers", "Which papers are at hand?"),
        ),
        "childcare_arranged": (
            Topic("Kinderbetreuung", "Ist die Betreuung der Kinder für diese Zeit gesichert?"),
            Topic("childcare", "Is somebody looking after the children during that time?"),
        ),
        "step_free_needed": (
            Topic("Bedarf an stufenfreiem Zugang", "Braucht die Person einen stufenfreien Zugang?"),
            Topic("need for step-free access", "Does the person need step-free access?"),
        ),
        "obligations": (
            Topic("feste Termine", "Wann hat die Person feste Termine (Arbeit, Schule, Ausbildung)?"),
            Topic("fixed appointments", "When does the person have fixed appointments (work, school, training)?"),
        ),
        "need_deadline": (
            Topic("Zieldatum des Bedarfs", "Bis wann muss der Bedarf gedeckt sein?"),
            Topic("target date of the need", "By when does the need have to be met?"),
        ),
        "legal_deadline": (
            Topic("Frist", "Hängt am Bedarf eine Frist, und wann endet sie?"),
            Topic("deadline", "Does a deadline depend on the need, and when does it end?"),
        ),
        "dangerous_places": (
            Topic("sichere Orte", "Gibt es Orte, Menschen oder Situationen, vor denen die Person Angst hat?"),
            Topic("safe places", "Are there places, people or situations that the person is afraid of?"),
        ),
        "avoided_circles": (
            Topic("Vertraulichkeit", "Wer aus dem Umfeld soll nichts erfahren?"),
            Topic("confidentiality", "Who around the person must not learn of it?"),
        ),
        "bound_to": (
            Topic("Wohnsitzregelung", "Gilt eine Wohnsitzregelung, und für welchen Ort?"),
            Topic("residence obligation", "Is there an obligation to live in a place, and in which?"),
        ),
        "competent_body": (
            Topic("zuständige Stelle", "Welche Stelle ist schon zuständig?"),
            Topic("competent body", "Which body is already in charge?"),
        ),
        "unwanted": (
            Topic("Wünsche", "Welche Hilfen möchte die Person nicht?"),
            Topic("wishes", "Which kinds of help does the person not want?"),
        ),
        "budget": (
            Topic("eigene Zahlung", "Wie viel kann die Person selbst bezahlen, oder wer übernimmt es?"),
            Topic("own payment", "How much can the person pay, or who else pays?"),
        ),
        "travel_limit": (
            Topic("längster Weg", "Wie lange darf der Weg höchstens dauern?"),
            Topic("longest way", "How long may the way be at most?"),
        ),
    }
)
"""Every fact a result may miss. ``certificate`` is the part of ``german`` that is asked for alone."""
