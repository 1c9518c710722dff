"""What a file may be: photos are drawn anew, PDFs that could act are refused, and a scanner has the last word."""

import socket
import threading
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from fahrwasser.core.errors import NotAllowed
from fahrwasser.letters import papers, scanner

LIMIT = 15_000_000


def photo(kind="JPEG", size=(40, 30)):
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    kept = BytesIO()
    Image.new("RGB", size, "red").save(kept, kind, exif=exif, comment=b"geheim")
    return kept.getvalue()


def pdf(change=lambda writer: None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    kept = BytesIO()
    writer.write(kept)
    return kept.getvalue()


def acting(kind, what, words):
    """A PDF that does something when it is opened."""
    act = {NameObject("/S"): NameObject(kind), NameObject(what): TextStringObject(words)}
    return pdf(lambda writer: writer._root_object.update({NameObject("/OpenAction"): DictionaryObject(act)}))


SCRIPTED = acting("/JavaScript", "/JS", "app.alert(1)")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_loses_place_and_camera(kind):
    paper = papers.checked(photo(kind), LIMIT)
    assert paper.media_type == papers.JPEG
    with Image.open(BytesIO(paper.content)) as kept:
        assert not kept.getexif()
        assert kept.format == "JPEG"
    assert b"Kamera" not in paper.content
    assert b"geheim" not in paper.content


def test_a_large_photo_becomes_smaller():
    paper = papers.checked(photo(size=(4000, 3000)), LIMIT)
    with Image.open(BytesIO(paper.content)) as kept:
        assert max(kept.size) == papers.LONGEST_SIDE


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", papers.UNKNOWN),
        (b"MZ\x90\x00 a program", papers.UNKNOWN),
        (b"<script>alert(1)</script>", papers.UNKNOWN),
        (photo()[:200], papers.UNKNOWN),
        (b"%PDF-1.7 nothing more", papers.BROKEN),
        (SCRIPTED, papers.ACTIVE),
        (acting("/Launch", "/F", "cmd.exe"), papers.ACTIVE),
        (pdf(lambda writer: writer.add_attachment("a.exe", b"x")), papers.ACTIVE),
        (pdf(lambda writer: writer.encrypt("geheim")), papers.LOCKED),
        (pdf(lambda writer: [writer.add_blank_page(9, 9) for _ in range(papers.MOST_PAGES)]), papers.TOO_MANY_PAGES),
        (b"x" * (LIMIT + 1), papers.too_large(LIMIT)),
    ],
    ids=[
        "empty",
        "program",
        "page",
        "torn photo",
        "torn pdf",
        "script",
        "launch",
        "attached",
        "locked",
        "long",
        "large",
    ],
)
def test_everything_else_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(NotAllowed) as refusal:
        papers.checked(content, LIMIT)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, "scans")


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(monkeypatch):
    monkeypatch.setattr(papers, "MOST_PIXELS", 100)
    with pytest.raises(NotAllowed, match="Auflösung"):
        papers.checked(photo(), LIMIT)


def test_a_quiet_pdf_stays_as_it_is():
    content = pdf()
    paper = papers.checked(content, LIMIT)
    assert (paper.media_type, paper.pages, paper.text, paper.content) == (papers.PDF, 1, "", content)
    assert len(PdfReader(BytesIO(paper.content)).pages) == 1


def daemon(answer, heard):
    """A ClamAV daemon for one question."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = server.accept()
        with connection, server:
            while not heard.get("all", b"").endswith(b"\0\0\0\0"):
                heard["all"] = heard.get("all", b"") + connection.recv(65536)
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}"


def test_a_clean_file_passes_the_scanner():
    heard: dict[str, bytes] = {}
    scanner.check(b"letter", daemon(b"stream: OK\0", heard))
    assert heard["all"] == b"zINSTREAM\0\0\0\0\x06letter\0\0\0\0"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"stream: Eicar FOUND\0", scanner.INFECTED),
        (b"size limit ERROR\0", scanner.UNREACHABLE),
        (b"", scanner.UNREACHABLE),
    ],
)
def test_anything_but_clean_is_refused(answer, sentence):
    with pytest.raises(NotAllowed) as refusal:
        scanner.check(b"letter", daemon(answer, {}))
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "no port"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(address):
    with pytest.raises(NotAllowed) as refusal:
        scanner.check(b"letter", address)
    assert refusal.value.sentence == scanner.UNREACHABLE
