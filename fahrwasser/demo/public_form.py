"""What came by the public form on the demo's morning: a school, a shelter that fears danger, and a machine."""

from datetime import date, timedelta
from uuid import uuid4

from fahrwasser.accounts.models import Organisation
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.intake.public_actions import Sent
from fahrwasser.intake.public_actions import send as send_in
from fahrwasser.intake.public_rules import Marks


def send(*, key_date: date) -> None:
    """Send what ``public_form.yaml`` names, so many days ago as it says."""
    town = Organisation.objects.get(units__memberships__user__email=f"koordination@{DOMAIN}")
    for entry in read("public_form"):
        hour, minute = map(int, entry["at"].split(":"))
        sent = Sent(**entry["sent"])
        now = moment(key_date - timedelta(days=entry["days_ago"]), hour, minute)
        send_in(town=town, sent=sent, marks=Marks("", entry["seconds"]), key=sent.key(uuid4()), now=now)
