"""From an empty database to the first log-in of a town."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from fahrwasser.catalogue.town import WrongTownFile, town
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.setup import actions

TEMPLATE = """\
# Die Stadt, für FAHRWASSER_TOWN. Nach einer Änderung starten Sie Web- und Hintergrunddienst neu.
municipality: {code: "00000000", label: Musterstadt}  # Gemeindeschlüssel und Name
state: NW  # Land für die Feiertage: BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH
letterhead:  # Zeilen unter dem Namen der Stadt, auf allen Briefen
  - Fachbereich Integration
  - Marktplatz 1, 00000 Musterstadt
phone: ""  # steht auf den Seiten ohne Anmeldung
imprint_url: ""
# Unter welcher Lizenz andere das offene Verzeichnis der Angebote weitergeben dürfen, zum Beispiel
# {licence: CC BY 4.0, licence_url: "https://creativecommons.org/licenses/by/4.0/", attribution: Stadt Musterstadt}.
# Leer gelassen steht dort: keine Lizenz angegeben, bitte nachfragen.
directory: {licence: "", licence_url: "", attribution: ""}
# Orte. kind: district = Ortsteil, neighbour = Nachbarort, area = größeres Gebiet.
# counted_with: Ein kleiner Ortsteil erscheint in Zahlen nur zusammen mit diesem.
districts:
  - {code: mitte, label: Mitte, kind: district}
  - {code: nord, label: Nord, kind: district}
  - {code: am_see, label: Am See, kind: district, counted_with: nord}
  - {code: nachbarstadt, label: Nachbarstadt, kind: neighbour}
"""


class Command(BaseCommand):
    help = "Make the municipality of FAHRWASSER_TOWN with its first account, in an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--template", action="store_true", help="print a file to fill in, and do nothing else")
        parser.add_argument("--name", help="name of the first person, who manages accounts and sees no case")
        parser.add_argument("--email", help="their e-mail address at work")
        parser.add_argument("--site", default="", help="address of the server, such as https://fahrwasser.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            self.stdout.write(TEMPLATE)
            return
        if not options["name"] or not options["email"]:
            raise CommandError("Nennen Sie die erste Person: --name und --email.")
        try:
            validate_email(options["email"])
            user = actions.found(town=town(), name=options["name"], email=options["email"], now=clock.now())
        except WrongTownFile as wrong:
            raise CommandError(str(wrong)) from wrong
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        except ValidationError as error:
            raise CommandError("Das ist keine E-Mail-Adresse.") from error
        self.stdout.write(f"{town()['municipality']['label']} ist angelegt. Hier wählt {user.name} ein Passwort:")
        self.stdout.write(options["site"].rstrip("/") + actions.way_in(user))
        self.stdout.write("Die Adresse gilt einmal und drei Tage. Danach geht es unter „Einrichtung“ weiter.")
