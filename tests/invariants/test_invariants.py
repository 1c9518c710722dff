"""No sequence of allowed acts breaks a law of the house, and the database refuses most breaches on its own."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.cast import build_cast
from tests.invariants.outward import Town

EXAMPLES = 10
STEPS = 40
ACTS = 30  # different acts that were really carried out: a machine that is only refused proves nothing
BOUNDED = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate, Phase.shrink),
)  # fmt: skip


def test_no_sequence_of_acts_breaks_a_law(db: None) -> None:
    town = build_cast()
    run_state_machine_as_test(type("OfThisTown", (Town,), {"town": town}), settings=BOUNDED)
    assert len(Town.done) >= ACTS, sorted(Town.done.items())
