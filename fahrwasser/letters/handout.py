"""The sheet a client takes along: chosen offers in plain words, German beside the client's language.

It says nothing about the person: no name, no number, no verdict, no reason. A place that is nobody's business is on
no such sheet, whatever the directory says about it; neither are the times and texts of such an offer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import Block
from fahrwasser.cases.models import Case
from fahrwasser.core import documents as pdf_documents
from fahrwasser.letters import local
from fahrwasser.letters.documents import SOURCE, Part, in_both, in_german, pair, plain, sheet
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.details import Details, PlaceLine, price_in_words
from fahrwasser.offers.models import Offer, Schedule
from fahrwasser.offers.rules import HIDDEN_DISTRICT, is_hidden
from fahrwasser.offers.timetable import grouped, line_in_words

Word = dict[str, str]
Line = dict[str, Any]


def content(case: Case, chosen: Sequence[Details], language: str) -> dict[str, Any]:
    """The sheet as data, for the page and for the paper. KeyError for a language without blocks."""
    texts = blocks.texts(language, case.controller)
    parts = [pair(texts["handout.intro"]), *(_offer(one, texts) for one in chosen), pair(texts["letter.questions"])]
    if not case.is_protected:
        parts.append(plain(case.lead.name))
    made = sheet(case, texts, texts["handout.title"], parts)
    return {**made, "unit": "", "head": []} if case.is_protected else made


def paper(made: Mapping[str, Any]) -> bytes:
    """The same sheet as accessible PDF."""
    return pdf_documents.pdf(SOURCE, made)


def place_is_told(offer: Offer) -> bool:
    """Whether a sheet may say where the offer is; a shelter, and what sounds like one, is never told."""
    return offer.district != HIDDEN_DISTRICT and not is_hidden(offer.recipient_type, offer.name)


def may_harm(case: Case, chosen: Iterable[Offer]) -> bool:
    """Whether the sheet tells the wrong finder something: a protected file, or a hidden place in any file."""
    return case.is_protected or not all(map(place_is_told, chosen))


def _offer(one: Details, texts: blocks.Texts) -> Part:
    said = {text.field: text.text for text in one.offer.texts.all() if text.language == texts.language}
    lines = _open_lines(one, texts, said) if place_is_told(one.offer) else _hidden_lines(one, texts)
    own_name = said.get("name", "") if place_is_told(one.offer) else ""
    title = {"de": one.offer.name, "own": own_name, "mark": ""}
    return {"kind": "offer", "title": title, "lines": [line for line in lines if line["cells"]]}


def _hidden_lines(one: Details, texts: blocks.Texts) -> Iterator[Line]:
    yield _line(texts["appointment.where"], [in_both(texts["handout.accompany"])])
    yield _line(texts["handout.phone"], _plain([one.offer.phone]))
    yield _line(texts["handout.languages"], _languages(one.offer, texts))


def _open_lines(one: Details, texts: blocks.Texts, said: Mapping[str, str]) -> Iterator[Line]:
    offer = one.offer
    yield _line(texts["handout.what"], _text(offer.summary, said.get("summary", ""), texts))
    yield _line(texts["appointment.where"], _where(one, texts))
    yield _line(texts["appointment.when"], _times(one.schedules, texts) or _plain([offer.schedule]))
    yield _line(texts["handout.price"], list(_prices(one, texts)))
    yield _line(texts["appointment.bring"], _plain(document.name for document in one.documents))
    yield _line(texts["handout.phone"], _plain([_phone(one)]))
    yield _line(texts["handout.languages"], _languages(offer, texts))
    yield _line(texts["handout.first_step"], _first_step(one, texts, said.get("application", "")))


def _line(block: Block, cells: Iterable[Word]) -> Line:
    return {"word": in_both(block), "cells": list(cells)}


def _plain(words: Iterable[str]) -> list[Word]:
    return [in_german(said) for said in words if said.strip()]


def _text(german: str, own: str, texts: blocks.Texts) -> list[Word]:
    """A text of the offer in both languages; a missing translation is named, never shown as one."""
    if not german and not own:
        return []
    if own:
        return [{"de": german, "own": own, "mark": ""}]
    missing = in_both(texts["handout.german_only"])
    return [{**missing, "de": german}]


def _where(one: Details, texts: blocks.Texts) -> list[Word]:
    offer = one.offer
    if offer.format != Offer.Format.ON_SITE:
        online = offer.format == Offer.Format.ONLINE
        return [in_both(texts["handout.online" if online else "handout.home"])]
    at = [word for line in one.places for word in _place(line, texts)]
    return at or _plain([offer.address or place_name(offer.district)])


def _place(line: PlaceLine, texts: blocks.Texts) -> list[Word]:
    return [*_plain([", ".join(filter(None, (line.place.name, line.address)))]), *_times(line.schedules, texts)]


def _times(schedules: Iterable[Schedule], texts: blocks.Texts) -> list[Word]:
    lines = [(line_in_words(alike), local.times(alike, texts.language)) for alike in grouped(schedules)]
    return [{"de": german, "own": own, "mark": ""} for german, own in lines if german]


def _prices(one: Details, texts: blocks.Texts) -> Iterator[Word]:
    for cost in one.costs:
        if german := price_in_words(cost):
            yield {"de": german, "own": local.price(cost, texts.language), "mark": ""}
    free = texts["handout.free"]
    if not one.prices and one.offer.cost:
        yield in_both(free) if one.offer.cost.strip() == free.german else in_german(one.offer.cost)


def _phone(one: Details) -> str:
    return one.offer.phone or (one.provider.phone if one.provider else "")


def _languages(offer: Offer, texts: blocks.Texts) -> list[Word]:
    names = ", ".join(map(language_name, offer.languages))
    own = texts.own_name if texts.language in offer.languages and texts.language != "de" else ""
    return [{"de": names, "own": own, "mark": ""}] if names else []


def _first_step(one: Details, texts: blocks.Texts, own: str) -> list[Word]:
    if one.offer.application or own:
        return _text(one.offer.application, own, texts)
    return [in_both(texts["handout.call" if _phone(one) else "handout.ask"])]
