"""Asking providers by mail: when, once, about their own offers alone; what stays silent goes to the coordination."""

import socketserver
import threading
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db.models.functions import Left

from fahrwasser.core.acting import as_role
from fahrwasser.offers.models import Offer
from fahrwasser.upkeep import queries, reminding
from fahrwasser.upkeep.models import Reminder
from fahrwasser.upkeep.rules import Round, Why, escalation, next_mail
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
DUE = date(2026, 3, 20)


def days(*numbers):
    return tuple(TODAY + timedelta(days=number) for number in numbers)


@pytest.mark.parametrize(
    ("state", "mail", "why"),
    [
        (Round(TODAY + timedelta(days=15), "a@b.example"), None, None),
        (Round(TODAY + timedelta(days=14), "a@b.example"), 1, None),
        (Round(TODAY - timedelta(days=90), "a@b.example"), 1, None),
        (Round(DUE, "a@b.example", days(-13)), None, None),
        (Round(DUE, "a@b.example", days(-14)), 2, None),
        (Round(DUE, "a@b.example", days(-28, -14)), None, Why.NO_ANSWER),
        (Round(DUE, "a@b.example", days(-28, -14), is_escalated=True), None, None),
        (Round(DUE, ""), None, Why.NO_ADDRESS),
        (Round(TODAY + timedelta(days=15), ""), None, None),
    ],
)
def test_when_whom_is_asked(state, mail, why):
    assert next_mail(state, TODAY) == mail
    assert escalation(state, TODAY) == why


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it gets."""

    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails = []

    def sent_to(self, address):
        return [mail for receiver, mail in self.mails if receiver == address]


class Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self):
        self._say("220 ready")
        receiver = ""
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT TO:"):
                receiver = line.decode().split("<")[1].split(">")[0]
            if word == b"DATA":
                self._say("354 go on")
                self.server.mails.append((receiver, message_from_bytes(self._content(), policy=policy.default)))
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _content(self):
        content = b""
        while (line := self.rfile.readline()) != b".\r\n":
            content += line
        return content

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mailbox(settings):
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.FAHRWASSER_ADDRESS = "https://fahrwasser.example"
        yield server
        server.shutdown()


@pytest.fixture
def due(town, directory):
    """Two offers of one provider and one of another run out in ten days; a fourth has no e-mail."""
    since = TODAY - timedelta(days=170)
    with as_owner():
        Offer.objects.update(verified_on=TODAY)
        for code, email in (("OF-21", "praxis@probe.example"), ("OF-22", "praxis@probe.example"),
                            ("OF-30", "andere@probe.example"), ("OF-31", "")):  # fmt: skip
            Offer.objects.filter(code=code).update(verified_on=since, email=email)
    return directory


def remind(moment: datetime = NOW):
    """As the worker does, with the worker's rights."""
    with as_role("fw_worker"):
        return reminding.remind(moment)


def test_one_mail_per_provider_names_its_own_offers_alone(due, mailbox):
    assert remind() == (2, 1)
    mails = mailbox.sent_to("praxis@probe.example")
    assert len(mails) == 1
    text = mails[0].get_content()
    assert due["OF-21"].name in text
    assert due["OF-22"].name in text
    assert due["OF-30"].name not in text
    assert "https://fahrwasser.example/angebote/pflege/meine/" in text
    assert "bestätigt bis 19.03.2026" in text
    assert remind() == (0, 0)
    assert len(mailbox.mails) == 2


def test_nobody_answers(town, due, mailbox):
    remind()
    assert remind(NOW + timedelta(days=13)) == (0, 0)
    assert remind(NOW + timedelta(days=14)) == (2, 0)
    assert remind(NOW + timedelta(days=28)) == (0, 3)
    assert len(mailbox.sent_to("andere@probe.example")) == 2
    with as_owner():
        told = Notice.objects.filter(user=town["coordinator"], words__startswith="Verzeichnis:")
        assert sorted(told.values_list(Left("words", 16), flat=True)) == ["Verzeichnis: 3 A", "Verzeichnis: Ein"]
        assert not Notice.objects.filter(user=town["cm1"], words__startswith="Verzeichnis:").exists()
    entry = queries.lists(TODAY)[0]
    assert {offer.code for offer in queries.on_list(entry, "", TODAY)} == {"OF-21", "OF-22", "OF-30", "OF-31"}


def test_whoever_confirms_is_left_in_peace_and_asked_in_the_next_round(due, mailbox):
    remind()
    with as_owner():
        Offer.objects.filter(code__in=["OF-21", "OF-22", "OF-30", "OF-31"]).update(verified_on=TODAY)
    assert remind(NOW + timedelta(days=28)) == (0, 0)
    entry = queries.lists(TODAY)[0]
    assert not queries.on_list(entry, "", TODAY).exists()


def test_without_a_mail_relay_the_coordination_hears_of_it_at_once(due, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert remind() == (0, 4)
    assert not Reminder.objects.filter(number__gt=0).exists()


def test_a_mail_that_cannot_be_sent_is_not_remembered_as_sent(due, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(ConnectionRefusedError):
        remind()
    assert not Reminder.objects.filter(number__gt=0).exists()
