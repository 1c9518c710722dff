"""Any people, any offers: strategies that know the fields of the kinds, not what they mean."""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from fahrwasser.matching.rules import OfferFacts
from fahrwasser.offers.criteria import KINDS, OWN_WORDS, Fact, Facts, FieldType, German, Obligation, Residence, Row
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS, LEVELS, PROOFS, RESIDENCE_GROUPS, WEEKDAYS

ON = date(2026, 3, 9)
PLACES = ("horrem", "zons", "delhoven")
CIRCLES = ("Moschee", "Verein")
TONGUES = ("de", "ar", "uk")
PARAGRAPHS = ("§ 24", "§ 25a", "§ 30")
OFFER_IDS = ("OF-1", "OF-2")

EDGES = (
    -400,
    -366,
    -365,
    -57,
    -56,
    -55,
    -43,
    -42,
    -41,
    -31,
    -30,
    -29,
    -8,
    -1,
    0,
    1,
    14,
    41,
    42,
    43,
    56,
    57,
    98,
    280,
    365,
)
"""Days from ``ON`` on which something begins or ends: weeks around births, months, staleness, years."""

days = (st.sampled_from(EDGES) | st.integers(-400, 400)).map(lambda shift: ON + timedelta(days=shift))
iso_days = days.map(date.isoformat)


def some(values, most=2):
    return st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=most, unique=True)


windows = st.builds(
    lambda which, start, length: {"days": which, "from": f"{start:02}:00", "to": f"{start + length:02}:30"},
    some(WEEKDAYS, 3), st.integers(7, 18), st.integers(0, 4),
)  # fmt: skip
ways = st.fixed_dictionaries(
    {}, optional={"groups": some(RESIDENCE_GROUPS), "paragraphs": some(PARAGRAPHS), "course_right": st.just(True)}
).filter(bool)
WORDS_OF = {"service_language": TONGUES, "confidentiality": CIRCLES, "competence": ("Jobcenter", "Sozialamt")}


def value_of(kind, spec):
    words = WORDS_OF.get(kind, PLACES)
    return {
        FieldType.DATE: iso_days,
        FieldType.NUMBER: st.integers(0, 40),
        FieldType.YES_NO: st.booleans(),
        FieldType.CHOICE: st.sampled_from(sorted(spec.choices) or ["-"]),
        FieldType.CHOICES: some(spec.choices or ["-"]),
        FieldType.TEXTS: some(words),
        FieldType.NAMED: st.dictionaries(st.sampled_from((*PLACES, *OFFER_IDS)), st.just("dort"), min_size=1),
        FieldType.MINUTES: st.dictionaries(st.sampled_from(PLACES), st.integers(0, 60), min_size=1),
        FieldType.WEEK: st.sampled_from(("12+0", "36+0", "36+6", "20+3", "40+0")),
        FieldType.WINDOWS: st.lists(windows, min_size=1, max_size=2),
        FieldType.WAYS: st.lists(ways, min_size=1, max_size=2),
    }[spec.type]  # fmt: skip


def values_of(kind):
    """Values that may be stored, and now and then none at all."""
    specs = {name: value_of(kind.name, spec) for name, spec in kind.fields.items()}
    required = {name: specs.pop(name) for name, spec in kind.fields.items() if spec.required}
    stated = st.fixed_dictionaries(required, optional=specs).filter(lambda values: not kind.validate(values))
    return st.one_of(st.just({}), stated, stated, stated)


def rows_of(kind):
    return st.builds(
        Row, st.just(kind.name), values_of(kind), st.sampled_from(("muss", "muss", "soll")),
        valid_from=st.none() | days, valid_to=st.none() | days,
    )  # fmt: skip


rows = st.one_of([rows_of(kind) for kind in KINDS.values()])
offers = st.builds(
    OfferFacts, st.sampled_from(OFFER_IDS), st.just("Kurs"), st.just("Träger"), st.sampled_from(("course", "advice")),
    st.just("Kurs"), district=st.sampled_from(("", *PLACES)), capacity=values_of(KINDS["capacity"]),
)  # fmt: skip
duties = st.builds(
    lambda days, start, length, *span: Obligation("Arbeit", days, time(start), time(start + length, 30), *span),
    st.frozensets(st.sampled_from(sorted(WEEKDAYS)), max_size=3), st.integers(7, 18), st.integers(0, 4),
    st.none() | days, st.none() | days,
)  # fmt: skip


def known(values):
    return st.none() | st.builds(Fact, values, st.just(OWN_WORDS), st.none() | days)


def codes(which):
    return st.frozensets(st.sampled_from(sorted(which)), max_size=2)


BIRTHDAYS = [ON.replace(year=ON.year - years) + timedelta(days=shift) for years in range(13) for shift in (-1, 0, 1)]
births = (
    st.sampled_from(BIRTHDAYS)
    | st.sampled_from([date(2020, 2, 29), date(2026, 1, 31), date(2025, 8, 31), date(2025, 9, 9), date(2024, 3, 10)])
    | st.integers(-60, 12 * 365).map(lambda ago: ON - timedelta(days=ago))
)
grown = st.sampled_from(BIRTHDAYS).map(lambda born: born.replace(year=born.year - 20))
people = st.builds(
    Facts,
    residence=known(
        st.builds(Residence, st.sampled_from(sorted(RESIDENCE_GROUPS)), st.none() | st.sampled_from(PARAGRAPHS))
    ),
    course_right_until=known(st.none() | days),
    birth_date=known(grown | st.integers(0, 80 * 365).map(lambda ago: ON - timedelta(days=ago))),
    age=known(st.integers(0, 90)),
    gender=known(st.sampled_from(("f", "m", "d"))),
    protected_space=known(st.booleans()),
    german=known(st.builds(German, st.sampled_from(LEVELS), st.none() | st.booleans())),
    literate=known(st.booleans()),
    languages=known(codes(TONGUES)),
    district=known(st.sampled_from(PLACES)),
    children=known(st.lists(births, max_size=3).map(tuple)),
    single_parent=known(st.booleans()),
    due_date=known(
        st.none()
        | st.sampled_from((0, 28, 32, 41, 42, 43, 196)).map(lambda ahead: ON + timedelta(days=ahead))
        | st.integers(-10, 280).map(lambda ahead: ON + timedelta(days=ahead))
    ),
    benefit_system=known(st.sampled_from(sorted(BENEFIT_SYSTEMS))),
    proofs=known(codes(PROOFS)),
    childcare_arranged=known(st.booleans()),
    step_free_needed=known(st.booleans()),
    obligations=known(st.lists(duties, max_size=2).map(tuple)),
    need_deadline=known(st.none() | days),
    legal_deadline=known(st.none() | days),
    groups_from=known(days),
    dangerous_places=known(codes((*PLACES, *OFFER_IDS))),
    avoided_circles=known(codes(CIRCLES)),
    bound_to=known(st.none() | st.sampled_from(PLACES)),
    competent_body=known(st.sampled_from(("Jobcenter", "Sozialamt"))),
    unwanted=known(codes(("course", "advice", *PLACES))),
    budget=known(st.integers(0, 40)),
    travel_limit=known(st.integers(0, 60)),
)
