"""Names as keys: other scripts, other spellings, other orders."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.clients import names

ANY_TEXT = st.text(max_size=60)
LATIN = st.text(alphabet=string.ascii_letters + " -'", max_size=40)


@pytest.mark.parametrize(
    "spellings",
    [
        ("محمد", "Mohammed", "Muhamed", "Мухаммед", "Mohamad"),
        ("محمد حداد", "Haddad Mohammed", "Muhamed Hadad"),
        ("Наталія", "Nataliya", "Natalia", "Natalja"),
        ("Олександр", "Alexander", "Oleksandr"),
        ("Müller", "Mueller", "Muller", "MÜLLER"),
        ("Şükrü Yılmaz", "Sükrü Yilmaz", "Shukru Yilmaz"),
        ("عبد الرحمن", "Abdulrahman", "Abd al-Rahman", "Abderrahman"),
        ("خديجة", "Khadija", "Chadidscha"),
        ("أحمد", "Ahmad", "احمد"),
        ("يوسف", "Yousef", "Josef"),
        ("الحسن", "al-Hassan", "Hassan"),
        ("ሰላም", "Selam"),
        ("عائشة", "Aisha", "Aischa"),
    ],
)
def test_spellings_of_one_name_leave_one_skeleton(spellings):
    assert len({tuple(sorted(names.skeletons(names.latin_words(name)))) for name in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Rana", "Lina"), ("Selam", "Samuel"), ("محمد", "أحمد"), ("Omar", "Amal")])
def test_other_names_leave_another(one, other):
    assert names.skeletons(names.latin_words(one)) != names.skeletons(names.latin_words(other))


def test_twins_share_the_day_and_the_family_and_no_key_of_a_person():
    born = date(2015, 3, 1)
    one, other = (set(names.name_keys([first], ["Haddad"], born)) for first in ("Nour", "Sami"))
    assert {key[0] for key in one & other} == {"s"}


def test_a_pair_of_words_stands_in_any_order():
    assert set(names.name_keys(["Mohammed"], ["Haddad"], None)) == set(names.name_keys(["Haddad"], ["Mohammed"], None))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("+49 (0) 171 / 391 99 20", "1713919920"),
        ("0171 3919920", "1713919920"),
        ("0049171 3919920", "1713919920"),
        ("1234", ""),
        ("", ""),
        ("kein Telefon", ""),
    ],
)
def test_telephone_numbers(typed, key):
    assert names.phone_key(typed) == key


@pytest.mark.parametrize(
    ("name", "latin"), [("Müller", True), ("محمد", False), ("Ольга", False), ("", True), ("12", True)]
)
def test_scripts(name, latin):
    assert names.is_latin(name) is latin


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_the_keys(first, last):
    keys = names.name_keys([first], [last], date(1990, 1, 1))
    assert len(keys) == len(set(keys))
    assert all("\x00" not in key for key in keys)
    assert all(set(word) <= set(string.ascii_lowercase) for word in names.latin_words(first, last))


@given(ANY_TEXT)
def test_keys_of_a_key_are_the_key(name):
    folded = names.search_key(name)
    assert names.search_key(folded) == folded
    phone = names.phone_key(name)
    assert names.phone_key(phone) in (phone, "")


@given(LATIN)
def test_latin_words_stay_as_they_are(name):
    words = names.latin_words(name)
    assert names.latin_words(" ".join(words)) == words or len(words) == names.LONGEST


@given(st.lists(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8), max_size=8))
def test_pairs_do_not_depend_on_the_order(keys):
    assert names.pairs(keys) == names.pairs(reversed(keys))
