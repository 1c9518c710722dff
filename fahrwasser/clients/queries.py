"""Reading about people."""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.cases.models import Case
from fahrwasser.clients import rules
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel

MIN_LETTERS = 2


def search(user: User, words: str) -> list[Client]:
    """People whose name contains ``words``, among those the person may know; the same empty list for all others."""
    key = rules.search_key(words).replace("\\", "").replace("%", "").replace("_", "")
    if len(key) < MIN_LETTERS:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.search_clients(%s)", [key])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Client.objects.visible_to(user).filter(pk__in=ids).select_related("case").order_by("search_key"))


def channel_of(case: Case, user: User) -> SafeChannel | ProtectedChannel | None:
    """The safe channel, from the store that fits the file's level."""
    if case.is_protected:
        return ProtectedChannel.objects.visible_to(user).filter(case=case).first()
    return SafeChannel.objects.visible_to(user).filter(case=case).first()


def people_of(case: Case, user: User) -> list[Client]:
    """Everybody of the file, the client first."""
    people = Client.objects.visible_to(user).filter(case=case).order_by("birth_date", "pk")
    return sorted(people, key=lambda person: person.role != Client.Role.CLIENT)


def main_person(case: Case, user: User) -> Client | None:
    """The client of the file."""
    return next(iter(people_of(case, user)), None)


def names_of(cases: Collection[Case], user: User) -> dict[object, str]:
    """The client's name by key of the case, for lists; a case whose names the person may not know is missing."""
    clients = Client.objects.visible_to(user).filter(case__in=cases, role=Client.Role.CLIENT).order_by("-pk")
    return {client.case_id: f"{client.first_name} {client.last_name}".strip() for client in clients}


def consents_of(case: Case, user: User) -> QuerySet[Consent]:
    """Every consent of the file, the newest first."""
    consents: QuerySet[Consent] = Consent.objects.visible_to(user).filter(case=case)
    return consents.select_related("recipient").order_by("-given_on", "-pk")


def counts(consent: Consent, on: date) -> bool:
    """Whether the consent carries something on that day."""
    return rules.consent_counts(
        on,
        form=consent.form,
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        confirmed_on=consent.confirmed_on,
        revoked_on=consent.revoked_on,
    )


def valid_consent(case: Case, *, recipient: Organisation, categories: Collection[str], on: date) -> Consent | None:
    """The consent that lets exactly these data categories go to ``recipient`` on a day, or None."""
    found = Consent.objects.filter(
        case=case,
        recipient=recipient,
        kind__in=(Consent.Kind.DISCLOSURE, Consent.Kind.RELEASE),
        categories__contains=list(categories),
    ).order_by("-given_on", "-pk")
    return next((consent for consent in found if counts(consent, on)), None)
