"""Names as keys: the same person in another script, another spelling, another order. Plain Python.

A name is folded to Latin words; each word leaves a skeleton of consonants, because Arabic writes no short vowels
and everybody else writes them differently: محمد, Mohammed and Muhamed all leave "mhmd".
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from anyascii import anyascii

LONGEST = 8  # words of one name that count; more would be a text, and pairs grow with the square
ARTICLES = frozenset(("al", "el", "ul", "ad", "ar", "as", "az", "bin", "ben", "ibn", "bint", "von", "van", "de"))
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
ARABIC_ARTICLE = re.compile(r"(?:(?<=\s)|^)ال(?=\w{2})")
SERVANT_OF = re.compile(r"\babd(?:[aeiu][lrsn])?[\s'-]*(?:[aeu][lrsn][\s'-]+)?(?=[a-z])")
SOUNDS = (
    ("shch", "s"), ("tsch", "c"), ("dsch", "j"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("kh", "h"), ("ch", "h"),
    ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("dj", "j"), ("ts", "s"), ("tz", "s"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"),
)  # fmt: skip
LATIN_ENDS = 0x0250  # code points above are another script (marks and umlauts are taken apart before)


def search_key(*names: str) -> str:
    """Names folded for searching (DIN 5007-1): lower case, without marks, ß as ss."""
    folded = unicodedata.normalize("NFKD", " ".join(names).replace("ß", "ss").casefold()).casefold()
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def without_remarks(name: str) -> str:
    """A name without what stands in brackets: "Haddad (Demo)" is "Haddad"; as it is when nothing else is left."""
    bare = re.sub(r"\([^()]*\)", " ", name)
    return bare if bare.strip() else name


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters; a name without letters counts as Latin."""
    letters = [c for c in unicodedata.normalize("NFKD", name) if c.isalpha()]
    return not letters or sum(ord(c) < LATIN_ENDS for c in letters) * 2 >= len(letters)


def latin_words(*names: str) -> list[str]:
    """The words of names in Latin letters a to z, each once, articles left out: "عبد الرحمن" gives "bdrhmn"."""
    joined = without_remarks(" ".join(names).replace("\x00", " "))
    found = dict.fromkeys(_split(search_key(joined)))
    if is_latin(joined):  # ä is both "a" and "ae"
        found |= dict.fromkeys(_split(search_key(joined.casefold().translate(UMLAUTS))))
    return list(found)[:LONGEST]


def _split(folded: str) -> list[str]:
    without = re.sub(r"\bعبد\s+", "عبد", ARABIC_ARTICLE.sub("", folded))
    heard = re.sub(r"\bا|ة", "a", without)  # the Alef a name begins with, and the ending of women's names
    latin = SERVANT_OF.sub("abd", anyascii(heard).lower().replace("`", "a"))
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])'(?=[a-z])", "", latin))
    return [word for word in words if word not in ARTICLES and len(word) > 1] or words[:1]


def skeleton(word: str) -> str:
    """The consonants of a Latin word, sounds that are spelt alike made one, runs of one letter once.

    A vowel at the beginning stays as "a", a "y" there as "j"; "w" and "y" inside are vowels in Arabic.
    """
    for spelling, sound in SOUNDS:
        word = word.replace(spelling, sound)
    if word[:1] == "y":
        word = "j" + word[1:]
    first = "a" if word[:1] in tuple("aeiou") else ""
    word = re.sub(r"(?<=[^aeiouwy])j", "", word)  # Natalja, Natalia
    bare = re.sub(r"(?<=[aeiou])h$|[aeiouyw]", "", word)
    bare = re.sub(r"(?<=..)h$", "", bare)
    return first + re.sub(r"(.)\1+", r"\1", bare)


def skeletons(words: Iterable[str]) -> list[str]:
    """Each skeleton once, in the order of the words; what leaves one letter is too common and left out."""
    return [key for key in dict.fromkeys(map(skeleton, words)) if len(key) > 1]


def pairs(keys: Iterable[str]) -> list[str]:
    """Every two of the keys in alphabetical order, because names stand in any order; a single key stands alone."""
    ordered = sorted(set(keys))
    return [f"{one}+{other}" for one, other in combinations(ordered, 2)] or ordered


def name_keys(called: Iterable[str], family: Iterable[str], birth_date: date | None) -> list[str]:
    """The keys a row is found by, each with its kind before a colon.

    ``called``: names the person is called by; ``family``: all other names. ``s:`` a word, ``p:`` two words,
    ``d:`` a word the person is called by, with the birth date.
    """
    first = skeletons(latin_words(*called))
    every = list(dict.fromkeys([*first, *skeletons(latin_words(*family))]))[:LONGEST]
    dated = [f"d:{birth_date.isoformat()}:{key}" for key in first] if birth_date else []
    return [
        *(f"s:{key}" for key in every),
        *(f"p:{key}" for key in pairs(every)),
        *dated,
    ]


def phone_key(phone: str) -> str:
    """A telephone number as digits without the code of the country: "+49 (0) 171 / 12" and "017112" are one.

    Empty when there are too few digits to mean anybody.
    """
    digits = "".join(c for c in phone if c in "0123456789+")
    bare = re.sub(r"^(?:\+49|0049)?0*", "", digits).replace("+", "")
    return bare[:20] if len(bare) >= 6 else ""
