"""A third opinion on every pair, written from the design and not from the code: dumb, slow, by trying everything.

What is known of a person is a plain dict, without what is not known. For each missing fact a few values stand for all
that it may turn out to be. A demand is met when it holds whatever comes out, failed when it never holds, else unclear.
Whole offers follow: a failure decides, then what is unclear. ``RULES`` says where a kind answers otherwise on purpose.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from fahrwasser.offers.criteria import Facts, Row

MET, FAILED, UNCLEAR = "met", "failed", "unclear"
LADDER = ["A0", "A1.1", "A1", "A2.1", "A2", "B1.1", "B1", "B2.1", "B2", "C1", "C2"]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
OTHER = "something nobody listed"
CODES = {
    "residence": "UR-01", "benefit_system": "UR-01", "age": "UR-09", "gender": "UR-08", "german_level": "UR-05",
    "service_language": "UR-17", "proof": "UR-18", "household": "UR-01", "childcare": "UR-06", "time_window": "UR-02",
    "start": "UR-02", "availability": "UR-15", "capacity": "UR-07", "district": "UR-14", "competence": "UR-14",
    "distance": "UR-04", "step_free": "UR-10", "cost": "UR-11", "safety": "UR-03", "confidentiality": "UR-12",
    "residence_binding": "UR-13", "wish": "UR-16", "open_to_all": "UR-01",
}  # fmt: skip
NOBODY_IS_TALKED_INTO = {"gender", "safety", "confidentiality", "wish"}
OF_EVERY_OFFER = {"safety", "wish", "capacity", "availability"}


class Opinion(NamedTuple):
    """On one pair: kinds by outcome (each row once), and whether a single thing separates."""

    verdict: str
    failed: list[str]
    unclear: list[str]
    near_miss: bool
    codes: set[str]


def plain(facts: Facts) -> dict[str, Any]:
    """What is known, without who said it; of a noted age the day counts."""
    known = {spec.name: getattr(facts, spec.name).value for spec in fields(facts) if getattr(facts, spec.name)}
    if facts.age:
        known["age"] = (facts.age.value, facts.age.as_of)
    return known


def birthday(born: date, years: int) -> tuple[int, int, int]:
    """The day of the birthday in writing, for comparing: 29 February comes after 28 and before 1 March."""
    return (born.year + years, born.month, born.day)


def written(on: date) -> tuple[int, int, int]:
    return (on.year, on.month, on.day)


def years_old(born: date, on: date) -> int:
    """Birthdays counted one by one; below 0 for a child that is not born."""
    if born > on:
        return -1
    age = 0
    while birthday(born, age + 1) <= written(on):
        age += 1
    return age


def possible_ages(known: dict[str, Any], on: date) -> set[int]:
    """Of everybody who was of the noted age on that day: how old they are now. Nothing known: any age."""
    if "birth_date" in known:
        return {years_old(known["birth_date"], on)}
    if "age" not in known:
        return {-1, *range(0, 131)}
    noted, since = known["age"]
    if since is None:  # nobody wrote down when: as of today
        return {noted}
    first = date(since.year - noted - 1, 1, 1)
    born = (first + DAY * step for step in range(0, 731, 1))
    return {on.year - b.year - ((on.month, on.day) < (b.month, b.day)) for b in born if years_old(b, since) == noted}


def guesses(known: dict[str, Any], domains: dict[str, Iterable[Any]]) -> Iterator[dict[str, Any]]:
    """Everything the person may turn out to be, as far as the named facts go."""
    open_names = [name for name in domains if name not in known]
    for values in product(*(list(domains[name]) for name in open_names)):
        yield {**known, **dict(zip(open_names, values, strict=True))}


def tried(holds: Callable[[dict[str, Any]], bool], known: dict[str, Any], **domains: Iterable[Any]) -> str:
    seen = {bool(holds(person)) for person in guesses(known, domains)}
    return UNCLEAR if len(seen) == 2 else MET if seen == {True} else FAILED


def both_of(answers: list[str]) -> str:
    """Several demands, each decided by itself: one failure decides."""
    return FAILED if FAILED in answers else UNCLEAR if UNCLEAR in answers else MET


def residence(v, known, on):
    def lets_in(way, p):
        if "groups" in way and p["group"] not in way["groups"]:
            return False
        if "paragraphs" in way and p["paragraph"] not in way["paragraphs"]:
            return False
        until = p["course_right_until"]
        return not way.get("course_right") or (until is not None and on <= until)

    title = known.get("residence")
    known = {**known, **({"group": title.group} if title else {})}
    if title and title.paragraph:
        known["paragraph"] = title.paragraph
    groups = {OTHER}.union(*(way.get("groups", []) for way in v["ways"]))
    paragraphs = {OTHER}.union(*(way.get("paragraphs", []) for way in v["ways"]))
    return tried(lambda p: any(lets_in(way, p) for way in v["ways"]), known,
                 group=groups, paragraph=paragraphs, course_right_until=[None, on])  # fmt: skip


def age(v, known, on):
    def inside(years):
        return v.get("from", 0) <= years <= v.get("to", 999)

    if v["who"] == "person":
        seen = {inside(years) for years in possible_ages(known, on)}
        return UNCLEAR if len(seen) == 2 else MET if True in seen else FAILED
    newborn_to_grown = [(on.replace(year=on.year - years, day=1),) for years in range(60)]
    return tried(lambda p: any(born <= on and inside(years_old(born, on)) for born in p["children"]), known,
                 children=[(), *newborn_to_grown])  # fmt: skip


def gender(v, known, on):
    def may_come(p):
        if "genders" in v and p["gender"] not in v["genders"]:
            return False
        return not (v.get("space") == "mixed" and p["protected_space"])

    return tried(may_come, known, gender=["f", "m", "d", OTHER], protected_space=[True, False])


def german_level(v, known, on):
    def follows(p):
        step = LADDER.index(p["level"])
        if "from" in v and step < LADDER.index(v["from"]):
            return False
        if "to" in v and step > LADDER.index(v["to"]):
            return False
        if v.get("certificate") and not p["certified"]:
            return False
        return "literacy" not in v or p["literate"] == (v["literacy"] == "with")

    if "german" in known:
        known = {**known, "level": known["german"].level}
        if known["german"].certified is not None:
            known["certified"] = known["german"].certified
    return tried(follows, known, level=LADDER, certified=[True, False], literate=[True, False])


def service_language(v, known, on):
    def understood(p):
        if v.get("interpreting") or set(v["languages"]) & p["languages"]:
            return True
        return "de" in v["languages"] and LADDER.index(p["level"]) >= LADDER.index("B1")

    if "german" in known:
        known = {**known, "level": known["german"].level}
    return tried(understood, known, languages=[frozenset(), frozenset(v["languages"])], level=LADDER)


def expecting(p):
    return p["due_date"] is not None


def has_baby(p, months, on):
    for born in p["children"]:
        ends = born.month - 1 + months
        if born <= on and written(on) < (born.year + ends // 12, ends % 12 + 1, born.day):
            return True
    return expecting(p)


def early(p, week, on):
    weeks, days = map(int, week.split("+"))
    return not expecting(p) or on <= p["due_date"] - 40 * WEEK + weeks * WEEK + days * DAY


def born_so_far(p, on):
    return len([child for child in p["children"] if child <= on])


def household(v, known, on):
    """Each demand by itself: that two of them ask for the same child is not thought through. A no demands nothing."""
    due = {"due_date": [None, on + 40 * WEEK, on - 2 * WEEK]}
    families = {"children": [(on,) * number for number in (0, 99)]}
    stated = {
        "pregnant": (expecting, due),
        "pregnant_until": (lambda p: early(p, v["pregnant_until"], on), due),
        "pregnant_or_child_below_months": (
            lambda p: has_baby(p, v["pregnant_or_child_below_months"], on), {**due, **families}
        ),
        "children_at_least": (lambda p: born_so_far(p, on) >= v["children_at_least"], families),
        "children_at_most": (lambda p: born_so_far(p, on) <= v["children_at_most"], families),
        "single_parent": (lambda p: p["single_parent"], {"single_parent": [True, False]}),
    }  # fmt: skip
    asked = [stated[key] for key in v if v[key] is not False and (key, v[key]) != ("pregnant_or_child_below_months", 0)]
    return both_of([tried(holds, known, **domains) for holds, domains in asked])


def childcare(v, known, on):
    def looked_after(p):
        if p["childcare_arranged"]:
            return True
        ages = [years_old(born, on) for born in p["children"] if born <= on]
        small = [years for years in ages if years < 7]
        return all(v["offered"] and v.get("from", 0) <= years <= v.get("to", 99) for years in small)

    any_child = [(on.replace(year=on.year - years, day=1),) for years in range(7)]
    return tried(looked_after, known, children=[(), *any_child], childcare_arranged=[True, False])


def minutes(clock):
    return clock.hour * 60 + clock.minute


def time_window(v, known, on):
    """Weekly hours are compared, not single days: that a season of one week has no Friday is not thought through."""
    if "obligations" not in known:
        return UNCLEAR  # somebody may be bound all week, or never
    first = max(on, date.fromisoformat(v.get("begin", "0001-01-01")))
    last = date.fromisoformat(v.get("end", "9999-12-31"))
    for duty in known["obligations"]:
        runs = max(first, duty.first_day or date.min) <= min(last, duty.last_day or date.max)
        for window in v["windows"] if runs else []:
            from_, to = (int(text[:2]) * 60 + int(text[3:5]) for text in (window["from"], window["to"]))
            busy = set(range(minutes(duty.starts), minutes(duty.ends)))
            if (not duty.days or duty.days & set(window["days"])) and busy & set(range(from_, to)):
                return FAILED
    return MET


def start(v, known, on):
    """Only births and recoveries that are known count: nobody is asked about a pregnancy for a course."""
    planned = on + v.get("first_after_days", 0) * DAY
    if "begin" in v:
        planned = max(on, date.fromisoformat(v["begin"]))
    births = [*known.get("children", ())] + ([known["due_date"]] if known.get("due_date") else [])

    def in_the_way(day):
        if v.get("protected_period") and any(b - 6 * WEEK <= day <= b + 8 * WEEK for b in births):
            return True
        return bool(v.get("group") and "groups_from" in known and day < known["groups_from"])

    ready = planned
    while in_the_way(ready):
        ready += DAY
    if ready > planned and not v.get("open"):
        return FAILED
    return tried(lambda p: p["legal_deadline"] is None or ready <= p["legal_deadline"], known,
                 legal_deadline=[None, ready - DAY])  # fmt: skip


def availability(v, known, on):
    runs = v.get("from", "0001-01-01") <= on.isoformat() <= v.get("to", "9999-12-31")
    return MET if runs else FAILED


def capacity(v, known, on):
    """What is no longer fresh, and a waiting list without a length, say nothing."""
    if "confirmed_on" in v:
        last_fresh = date.fromisoformat(v["confirmed_on"]) + v.get("stale_after_days", 30) * DAY
        if on > last_fresh:
            return UNCLEAR
    if "free_from" in v:
        place = max(on, date.fromisoformat(v["free_from"]))
    elif v["state"] == "frei":
        place = on
    elif v["state"] == "warteliste" and "wait_days" in v:
        place = on + v["wait_days"] * DAY
    else:
        return FAILED if v["state"] == "voll" else UNCLEAR
    if place == on:
        return MET  # a place today is in time for everybody
    return tried(lambda p: p["need_deadline"] is None or place <= p["need_deadline"] or p["need_deadline"] < on, known,
                 need_deadline=[None, on])  # fmt: skip


def distance(v, known, on):
    """A place without a way in the list: the offer says nothing. Whoever cannot leave the house has a limit below 0."""
    answers = set()
    for person in guesses(known, {"district": [*v["minutes"], OTHER], "travel_limit": [-1, 9999]}):
        way = v["minutes"].get(person["district"])
        answers.add(UNCLEAR if way is None else MET if way <= person["travel_limit"] else FAILED)
    return answers.pop() if len(answers) == 1 else UNCLEAR


def cost(v, known, on):
    def affordable(p):
        return p["benefit_system"] in v.get("free_with", []) or p["budget"] >= v["euro"]

    return tried(affordable, known, budget=[0, v["euro"]], benefit_system=[OTHER, *v.get("free_with", [])])


def listed_in(fact, key):
    """One place or body out of a list."""
    return lambda v, known, on: tried(lambda p: p[fact] in v[key], known, **{fact: [OTHER, *v[key]]})


def none_named(fact, key):
    """Nothing of the offer is among what the person named."""
    return lambda v, known, on: tried(
        lambda p: not set(v[key]) & p[fact], known, **{fact: [frozenset(), frozenset(v[key])]}
    )


def safety(v, known, on):
    """Dangerous where a place of it is named, or every one of those of which one is enough."""
    places, choice = set(v.get("places", ())), set(v.get("one_of", ()))
    return tried(
        lambda p: not places & p["dangerous_places"] and not (choice and choice <= p["dangerous_places"]),
        known, dangerous_places=[frozenset(), frozenset(places | choice)],
    )  # fmt: skip


RULES: dict[str, Callable[[Any, dict[str, Any], date], str]] = {
    "open_to_all": lambda v, known, on: MET,
    "residence": residence,
    "benefit_system": listed_in("benefit_system", "systems"),
    "age": age,
    "gender": gender,
    "german_level": german_level,
    "service_language": service_language,
    "proof": lambda v, known, on: tried(lambda p: set(v["proofs"]) <= p["proofs"], known,
                                        proofs=[frozenset(), frozenset(v["proofs"])]),
    "household": household,
    "childcare": childcare,
    "time_window": time_window,
    "start": start,
    "availability": availability,
    "capacity": capacity,
    "district": listed_in("district", "districts"),
    "competence": listed_in("competent_body", "bodies"),
    "distance": distance,
    "step_free": lambda v, known, on: tried(lambda p: v["step_free"] or not p["step_free_needed"], known,
                                            step_free_needed=[True, False]),
    "cost": cost,
    "safety": safety,
    "confidentiality": none_named("avoided_circles", "circles"),
    "residence_binding": lambda v, known, on: tried(
        lambda p: p["bound_to"] is None or p["bound_to"] in v["within"], known, bound_to=[None, OTHER]),
    "wish": none_named("unwanted", "kinds"),
}  # fmt: skip


def silent(kind, known, on):
    """An offer that says nothing is unclear, but where the person surely does not need it."""
    if kind == "childcare":
        small = [b for b in known.get("children", ()) if 0 <= years_old(b, on) < 7]
        needless = known.get("childcare_arranged") or ("children" in known and not small)
    else:
        needless = {"gender": "protected_space", "step_free": "step_free_needed"}.get(kind) in [
            name for name, value in known.items() if value is False
        ]
    return MET if needless else UNCLEAR


def answer(kind: str, values: Any, known: dict[str, Any], on: date) -> str:
    return RULES[kind](values, known, on) if values else silent(kind, known, on)


def separates(row: Any, on: date) -> bool:
    """Whether a single failure of it is worth telling: an offer that has ended never comes back."""
    ended = row.kind == "availability" and row.values.get("to", "9") < on.isoformat() >= row.values.get("from", "0")
    return row.kind not in NOBODY_IS_TALKED_INTO and not ended


def demands(offer: Any, criteria: Iterable[Any], on: date) -> list[Any]:
    """The must-rows of the day with those every offer has; who states nothing is silent on all that could be said."""
    places = {offer.id: "", **({offer.district: ""} if offer.district else {})}
    always = [
        Row("safety", {"places": places}), Row("wish", {"kinds": {offer.kind: ""}}), Row("capacity", offer.capacity),
    ]  # fmt: skip
    today = [row for row in criteria if not (row.valid_from and on < row.valid_from)]
    today = [row for row in today if not (row.valid_to and on > row.valid_to)]
    if not any(row.values for row in today if row.kind not in OF_EVERY_OFFER):
        today = [row for row in today if row.kind in OF_EVERY_OFFER]
        today += [Row(kind) for kind in CODES if kind not in OF_EVERY_OFFER]
    return [row for row in always + today if row.strictness == "muss"]


def opinion(offer: Any, criteria: Iterable[Any], facts: Facts, on: date) -> Opinion:
    known, rows = plain(facts), demands(offer, criteria, on)
    told = [(row, answer(row.kind, row.values, known, on)) for row in rows]
    failed = [row for row, said in told if said == FAILED]
    unclear = sorted(row.kind for row, said in told if said == UNCLEAR)
    verdict = "passt_nicht" if failed else "zu_klaeren" if unclear else "passt"
    near = len(failed) == 1 and separates(failed[0], on)
    return Opinion(verdict, sorted(row.kind for row in failed), unclear, near, {CODES[row.kind] for row in failed})
