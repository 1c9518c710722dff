"""Who may separate, who goes, and who leads."""

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.separation import rules
from fahrwasser.separation.rules import Joint, Wish

JOINT = Joint(is_open=True, level=0, named={"lead"})
WISH = Wish(client="wife", others=["child"], feared="husband", lead="one", second="two")


def test_a_whole_wish_passes():
    rules.check_joint(JOINT, "lead")
    rules.check_wish(JOINT, WISH)
    rules.check_way("", "0171 1")


@pytest.mark.parametrize(
    ("joint", "by"),
    [
        (Joint(False, 0, {"lead"}), "lead"),
        (Joint(True, 2, {"lead"}), "lead"),
        (JOINT, "substitute"),
    ],
)
def test_only_who_leads_an_open_joint_file_separates(joint, by):
    with pytest.raises(NotAllowed):
        rules.check_joint(joint, by)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"feared": "wife"}, "feared"),
        ({"feared": "child"}, "feared"),
        ({"second": "one"}, "second"),
        ({"lead": "lead"}, "lead"),
        ({"second": "lead"}, "second"),
    ],
)
def test_contradictions_are_named_at_their_field(change, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_wish(JOINT, Wish(**{**WISH.__dict__, **change}))
    assert refusal.value.field == field


def test_without_a_safe_way_there_is_no_protection():
    with pytest.raises(NotAllowed) as refusal:
        rules.check_way(" ", "")
    assert refusal.value.field == "how"
