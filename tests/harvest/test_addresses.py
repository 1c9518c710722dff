"""Pulling from addresses: only from outside, only so much, only so long; a real server answers."""

import ipaddress

import pytest

from fahrwasser.harvest import addresses
from fahrwasser.harvest.addresses import Unreachable, check, is_public
from tests.harvest.web import HOST, serving

ALSO = [f"{HOST}/32"]


def fetch(address, mark=None, **limits):
    return addresses.fetch(address, mark, also=ALSO, **limits)


def refused(address, **limits):
    with pytest.raises(Unreachable) as refusal:
        fetch(address, **limits)
    return refusal.value.sentence


def test_an_answer_comes_with_its_mark_and_the_next_time_nothing_is_new():
    def answer(here):
        known = here.headers.get("If-None-Match") == '"eins"'
        here.say(304) if known else here.say(200, b"[]", ETag='"eins"', Last_Modified="Mon, 09 Mar 2026 08:00:00 GMT")

    with serving(orte=answer) as (address, seen):
        first = fetch(f"{address}/orte")
        again = fetch(f"{address}/orte", first.mark)
    assert (first.content, again.content, again.mark) == (b"[]", None, first.mark)
    assert seen[1][1]["If-Modified-Since"] == "Mon, 09 Mar 2026 08:00:00 GMT"
    assert seen[0][1]["Host"] == address.removeprefix("http://")


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/geheim", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://10.0.0.1/",
     "http://localhost:{port}/geheim", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/"],
)  # fmt: skip
def test_a_way_into_the_house_is_refused_also_behind_a_redirect(target):
    ways = {"geheim": lambda here: here.say(200, b"geheim")}
    ways["weg"] = lambda here: here.say(302, Location=target.format(port=here.port))
    with serving(**ways) as (address, seen):
        port = address.rsplit(":", 1)[1]
        assert refused(f"{address}/weg") == addresses.NOT_PUBLIC
        assert refused(target.format(port=port)) == addresses.NOT_PUBLIC
    assert [path for path, _ in seen] == ["/weg"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://x.example/", "http://wer:was@x.example/"])
def test_a_redirect_to_another_kind_of_address_is_refused(target):
    with serving(weg=lambda here: here.say(301, Location=target)) as (address, _):
        assert refused(f"{address}/weg") in (addresses.BAD_ADDRESS, addresses.CARRIES_LOGIN)


def test_three_redirects_are_followed_and_no_more():
    ways = {f"w{number}": lambda here, to=number + 1: here.say(302, Location=f"/w{to}") for number in range(5)}
    with serving(**ways, w5=lambda here: here.say(200, b"da")) as (address, _):
        assert fetch(f"{address}/w2").content == b"da"
        assert refused(f"{address}/w0") == addresses.TOO_MANY


def test_ten_gigabytes_end_at_the_limit():
    with serving(flut=lambda here: here.flood()) as (address, _):
        assert refused(f"{address}/flut") == addresses.TOO_BIG


def test_a_slow_loris_ends_at_the_deadline():
    with serving(langsam=lambda here: here.drip()) as (address, _):
        assert refused(f"{address}/langsam", deadline=1) == addresses.SILENT


def test_an_error_is_named():
    with serving(fehler=lambda here: here.say(503)) as (address, _):
        assert "503" in refused(f"{address}/fehler")


@pytest.mark.parametrize("address", ["", "x", "ftp://x.example/", "http://", "http://x:99999/", "http://a b/", "//x/"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Unreachable):
        check(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("100.64.0.1", False), ("169.254.169.254", False), ("224.0.0.1", False),
        ("ff02::1", False), ("fe80::1", False), ("fc00::1", False), ("::1", False), ("::", False), ("0.0.0.0", False),  # noqa: S104
        ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("255.255.255.255", False),
    ],
)  # fmt: skip
def test_which_addresses_lie_outside(address, expected):
    assert is_public(ipaddress.ip_address(address)) is expected
