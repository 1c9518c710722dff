"""Rules of the directory. Plain Python."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from fahrwasser.core.errors import NotAllowed

PERSON: Final = "person"
"""Source, in the provenance of a field, of everything somebody typed into the directory."""
NO_PROVIDER: Final = "Träger nicht angegeben"
STATES_WITHOUT_PLACES = ("voll", "warteliste")
SHELTER: Final = "shelter"
HIDDEN_DISTRICT: Final = "confidential"
"""Code of the place that says only: it is told to nobody."""
HOUSE: Final = "(haus|h(ä|Ä|ae|a\u0308|A\u0308)user)"
HIDDEN_PLACES: Final = re.compile(
    rf"frauen(kinder)?(schutz)?{HOUSE}"
    rf"|frauen\W{{1,3}}((und|u\.|&|\+)\W{{0,3}}kinder\W{{0,3}})?(schutz\W{{0,3}})?{HOUSE}(\W|$)"
    r"|frauenschutz|m(ä|Ä|ae|a\u0308|A\u0308)dchen(schutz|zuflucht|haus)|frauenzuflucht|zufluchtswohnung|zufluchtshaus"
    r"|zufluchtsst(ä|Ä|ae)tte|schutzwohnung|schutzhaus|schutzh(ä|Ä|ae)user|schutzunterk(unft|ünft|ÜNFT)"
    r"|schutzeinrichtung|wom[ae]n\W{0,2}s?\W{0,2}(shelter|refuge)|safe\W?house|foyer pour femmes|refuge pour femmes"
    r"|sığınma\W?ev|kadın sığınma|притулок для жінок|(приют|убежище) для женщин|ملجأ",
    re.IGNORECASE,
)
"""Names that sound like a shelter, in words that the database reads as well."""
STREET: Final = re.compile(
    r"(\b[\w.'’-]{1,30}\s){0,2}\b[\w.'’-]{0,40}"
    r"(stra(ß|ss)e|str\.|gasse|weg|allee|platz|ring|ufer|damm|steig|markt|zeile|chaussee)"
    r"( des \d{1,2}\. [a-z]{3,9})?\s{0,2}\d{1,4}(\s?[a-z]\b)?(\s?[-/+]\s?\d{1,4}(\s?[a-z]\b)?)?",
    re.IGNORECASE,
)
LEFT_OUT: Final = "(Anschrift weggelassen)"
TEXTS: Final = (
    "name", "summary", "eligibility", "application", "alert", "cost", "schedule", "option", "description", "text",
)  # fmt: skip
"""Columns of an offer and of what belongs to it in which somebody may have written a street."""


def is_hidden(recipient_type: str, *names: str) -> bool:
    """Whether the place of an offer is told to nobody: a shelter, or one whose name, in any language, sounds like one.

    Rather an advice centre without its street, until somebody adds it, than one street too many.
    """
    return recipient_type == SHELTER or any(HIDDEN_PLACES.search(name) for name in names)


def without_streets(text: str, streets: Collection[str] = ()) -> str:
    """The text of a hidden offer without what looks like a street with its number; ``streets``: known ones besides."""
    for street in sorted(filter(None, streets), key=len, reverse=True):
        text = re.sub(re.escape(street), LEFT_OUT, text, flags=re.IGNORECASE)
    return STREET.sub(LEFT_OUT, text)


def unlocated(values: Mapping[str, Any], streets: Collection[str] = ()) -> dict[str, Any]:
    """The columns of something hidden, no text of which says where it is."""
    said = {name: value for name, value in values.items() if name in TEXTS and isinstance(value, str)}
    return {**values, **{name: without_streets(value, streets) for name, value in said.items()}}


def check_place(*, is_shelter: bool, address: str) -> None:
    """The place of a shelter is written down nowhere, not even for a moment."""
    if is_shelter and address:
        raise NotAllowed("Die Anschrift einer Schutzunterkunft wird hier nie gespeichert.", field="address")


def check_span(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise NotAllowed("Das Ende liegt vor dem Beginn.", field="ends_on")


def check_capacity(
    *, state: str, available: int | None, maximum: int | None, wait_days: int | None, confirmed_on: date, today: date
) -> None:
    """What a provider said about places: on a day that has come, and not contradicting itself."""
    if confirmed_on > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Nennen Sie den Tag der Auskunft.", field="confirmed_on")
    if state in STATES_WITHOUT_PLACES and available:
        raise NotAllowed("Wer freie Plätze hat, ist nicht voll. Prüfen Sie Stand und Zahl.", field="available")
    if available is not None and maximum is not None and available > maximum:
        raise NotAllowed("Es können nicht mehr Plätze frei sein, als es gibt.", field="available")
    if wait_days is not None and state != "warteliste":
        raise NotAllowed("Eine Wartezeit gehört zum Stand „Warteliste“.", field="expected_wait_days")


def where(place: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an offer that say where it is, as its first place has them; empty for no place."""
    street = str(place.get("street") or "")
    town = f"{place.get('postcode') or ''} {place.get('town') or ''}".strip()
    return {
        "address": ", ".join(filter(None, (street, town)))[:300] if street else "",
        "district": str(place.get("district") or place.get("town") or "")[:80],
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
    }


def provenance(fields: Collection[str], source: str, by: str, on: date) -> dict[str, dict[str, str]]:
    """Where each of the fields comes from: source, who brought it, and the day."""
    return {name: {"source": source, "by": by, "on": on.isoformat()} for name in fields}


def check_no_places(*, is_shelter: bool, places: int) -> None:
    """An offer with places in the directory does not become a shelter in silence."""
    if is_shelter and places:
        raise NotAllowed("Nehmen Sie zuerst die Orte heraus: Eine Schutzunterkunft hat hier keinen.", field="kind")


def check_confirmation(day: date, before: date | None, today: date) -> None:
    if day > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Nennen Sie den Tag des Gesprächs.", field="told_on")
    if before and day < before:
        raise NotAllowed(f"Es gibt schon eine neuere Bestätigung vom {before:%d.%m.%Y}.", field="told_on")


def last_day(status: str, named: date | None, before: date | None, today: date) -> date | None:
    """The last day of an offer that gets this status: today for one that ends, none for one that goes on again."""
    if status == "ended":
        if named and named > today:
            raise NotAllowed(
                "Dieser Tag liegt in der Zukunft. Tragen Sie ihn unter „Bearbeiten“ als „Endet am“ ein.",
                field="ends_on",
            )
        return named or today
    if named:
        raise NotAllowed("Einen letzten Tag hat nur ein beendetes Angebot.", field="ends_on")
    return before if before and before >= today else None


def check_other_language(language: str) -> None:
    if language == "de":
        raise NotAllowed("Die deutschen Texte ändern Sie unter „Bearbeiten“.")


def no_such_provider(name: str, alike: Collection[str]) -> str:
    """What to say where no provider has that name."""
    if alike:
        return f"Einen Träger „{name}“ gibt es hier nicht. Meinen Sie: {'; '.join(alike)}?"
    return f"Einen Träger „{name}“ gibt es hier nicht."


def written_by(name: str, on: date) -> str:
    """The source of a condition that somebody wrote without naming one."""
    return f"{name}, {on:%d.%m.%Y}"
