"""What a letter says before somebody has changed a word: subject and text by template."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from fahrwasser.letters.models import IncomingLetter, OutgoingLetter

Template = OutgoingLetter.Template
MORE_TIME = timedelta(days=14)


def subject(template: str, answered: IncomingLetter | None) -> str:
    words = {
        Template.COVER: _("Unterlagen"),
        Template.EXTENSION: _("Bitte um Verlängerung der Frist"),
        Template.APPOINTMENT: _("Ihr Termin bei uns"),
        Template.REQUEST: _("Anfrage"),
    }[Template(template)]
    return words + (" – " + _to(answered) if answered else "")


def _to(letter: IncomingLetter) -> str:
    return _("Ihr Schreiben, eingegangen am %(day)s") % {"day": f"{letter.received_on:%d.%m.%Y}"}


def text(template: str, name: str, today: date) -> str:
    """The body without greeting and closing. ``name`` is the client's; square brackets are left to fill in."""
    day = f"{today + MORE_TIME:%d.%m.%Y}"
    return {
        Template.COVER: _("für %(name)s übersenden wir Ihnen diese Unterlagen:\n\n– [Unterlage]\n\n"
            "Bitte bestätigen Sie uns den Eingang."),
        Template.EXTENSION: _(
            "%(name)s hat Ihr Schreiben erhalten. Die verlangten Angaben und Unterlagen liegen noch nicht vollständig"
            " vor, weil [Grund].\n\nWir bitten Sie deshalb, die Frist bis zum %(day)s zu verlängern und uns das kurz"
            " zu bestätigen."
        ),
        Template.APPOINTMENT: _(
            "wir möchten gern mit Ihnen sprechen: am [Tag] um [Uhrzeit] in [Ort].\n\nWenn Sie nicht kommen können,"
            " sagen Sie uns bitte vorher Bescheid."
        ),
        Template.REQUEST: _(
            "wir begleiten %(name)s und bitten Sie um Auskunft:\n\n[Frage]\n\nEine Vollmacht liegt bei. Bitte antworten"
            " Sie bis zum %(day)s."
        ),
    }[Template(template)] % {"name": name, "day": day}  # fmt: skip
