"""Rules about people, their households and their consents. Plain Python."""

from collections.abc import Collection
from datetime import date, timedelta

from fahrwasser.clients.births import Birth, full_years
from fahrwasser.core.errors import NotAllowed

CONFIRM_WITHIN = timedelta(days=14)  # an oral consent wants a signature until then (domain.md 4.4)
OLDEST = 130  # years; a birth date further back is a slip of the keyboard


NOT_OF_THIRD_PARTIES = (
    "last_name", "own_form", "birth_date", "gender", "languages", "literacy", "written_language", "district",
    "other_names",
)  # fmt: skip
SYMMETRIC = frozenset(("spouse", "partner", "former_partner", "sibling", "relative", "friend"))


def check_birth(birth: Birth, today: date) -> None:
    if birth.day is None:
        return
    ages = birth.ages(today)
    if birth.day > today or ages is None:
        raise NotAllowed("Das Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag und Jahr.", field="birth_date")
    if ages[0] > OLDEST:
        raise NotAllowed("Das Geburtsdatum liegt zu weit zurück. Bitte prüfen Sie das Jahr.", field="birth_date")


def age(birth_date: date | None, on: date) -> int | None:
    """Full years on a day, ``None`` when the birth date is unknown."""
    return None if birth_date is None else full_years(birth_date, on)


def check_languages(languages: str, literacy: str, written: str) -> None:
    """Letters go in a language the person speaks, and to somebody who reads."""
    if written and written not in languages.split(","):
        raise NotAllowed("Diese Sprache steht nicht unter den Sprachen der Person.", field="written_language")
    if written and literacy == "none":
        raise NotAllowed("Wer nicht liest, bekommt keine Briefe. Lassen Sie das Feld leer.", field="written_language")


def check_only_a_name(values: dict[str, object]) -> None:
    """Of somebody who is not a client we keep a first name and a role (Art. 14 GDPR)."""
    told = next((name for name, value in values.items() if value), None)
    if told is not None:
        raise NotAllowed(
            "Bei einer Bezugsperson außerhalb des Haushalts speichern wir nur den Vornamen und die Beziehung."
            " Bitte leeren Sie die übrigen Felder.",
            field=told,
        )


def check_days(since: date | None, until: date | None, field: str) -> None:
    """A span ends after it began; ``field`` is where the sentence is shown."""
    if since and until and until < since:
        raise NotAllowed("Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten.", field=field)


def check_not_in_future(day: date | None, today: date, field: str) -> None:
    if day and day > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.", field=field)


def check_relation(person: object, other: object, kind: str, known: Collection[tuple[object, object, str]]) -> None:
    """Two different people, and the same tie only once. ``known``: person, other and kind of what stands."""
    if person == other:
        raise NotAllowed("Bitte wählen Sie zwei verschiedene Personen.", field="other")
    turned = kind in SYMMETRIC and (other, person, kind) in known
    if (person, other, kind) in known or turned:
        raise NotAllowed("Diese Beziehung ist schon eingetragen.", field="kind")


def check_safe_household(is_protected: bool, kind: str, both_live_here: bool) -> None:
    """On level 2 nobody in the household is a danger to anybody in it."""
    if is_protected and kind == "danger" and both_live_here:
        raise NotAllowed(
            "Diese Akte hat Schutzstufe 2. Wer eine Gefahr ist, gehört hier nicht zum Haushalt: Tragen Sie zuerst ein,"
            " dass die Person ausgezogen ist, oder führen Sie sie als Bezugsperson.",
            field="kind",
        )


def check_group(code: str, known: Collection[str]) -> None:
    if code not in known:
        raise NotAllowed("Diese Gruppe gibt es nicht in der Liste. Laden Sie die Seite neu.", field="group")


def is_span_free(since: date, until: date | None, others: Collection[tuple[date, date | None]]) -> bool:
    """Whether no other span shares a day with this one; an end of ``None`` is open."""
    return not any((last is None or since <= last) and (until is None or first <= until) for first, last in others)


def check_span_is_free(since: date, until: date | None, others: Collection[tuple[date, date | None]]) -> None:
    """On one day a person has at most one right to stay."""
    if not is_span_free(since, until, others):
        raise NotAllowed(
            "Für diese Zeit ist schon ein Aufenthalt eingetragen. Bitte prüfen Sie Beginn und Ende.", field="since"
        )


def check_mergeable(state: str, in_one_file: bool) -> None:
    """Only an open pair is decided, and only rows of one file become one row."""
    if state == "different":
        raise NotAllowed("Diese beiden wurden schon als verschiedene Personen erkannt.")
    if state == "same":
        raise NotAllowed("Diese beiden sind schon als dieselbe Person vermerkt.")
    if not in_one_file:
        raise NotAllowed("Die beiden stehen in zwei Akten. Verbinden Sie sie; beide Akten bleiben bestehen.")


def check_channel(is_protected: bool, how: str, phone: str) -> None:
    """Level 2 without a safe way to reach the person is refused."""
    if is_protected and not (how.strip() or phone.strip()):
        raise NotAllowed("Schutzstufe 2 braucht einen sicheren Weg, auf dem wir die Person erreichen.", field="how")


def in_a_year(day: date) -> date:
    """The same day next year; 29 February becomes 28 February."""
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 2, 28) if leap else day.replace(year=day.year + 1)


def check_consent_dates(given_on: date, expires_on: date, today: date) -> None:
    if given_on > today:
        raise NotAllowed("Die Einwilligung liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="given_on")
    if expires_on < given_on:
        raise NotAllowed("Das Ende liegt vor dem Tag der Einwilligung.", field="expires_on")


def check_witness(form: str, witness: str) -> None:
    if form == "oral" and not witness.strip():
        raise NotAllowed("Eine mündliche Einwilligung braucht eine Zeugin oder einen Zeugen.", field="witness")


def check_scope(kind: str, has_recipient: bool, categories: Collection[str], known: Collection[str]) -> None:
    """A disclosure names who learns what; nothing goes to "all authorities"."""
    if kind not in ("disclosure", "release"):
        return
    if not has_recipient:
        raise NotAllowed("Nennen Sie, an wen die Angaben gehen dürfen.", field="recipient_name")
    if not categories:
        raise NotAllowed("Wählen Sie aus, welche Angaben weitergegeben werden dürfen.", field="categories")
    if not set(categories) <= set(known):
        raise NotAllowed("Eine der Angaben gibt es nicht in der Liste. Laden Sie die Seite neu.", field="categories")


def consent_counts(
    on: date, *, form: str, given_on: date, expires_on: date, confirmed_on: date | None, revoked_on: date | None
) -> bool:
    """Whether a consent carries a disclosure on a day. An oral one lapses after 14 days until it is confirmed."""
    if not given_on <= on <= expires_on or (revoked_on and revoked_on <= on):
        return False
    confirmed = confirmed_on is not None and confirmed_on <= on
    return form != "oral" or confirmed or on <= given_on + CONFIRM_WITHIN
