"""Reading consents."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.cases.models import Case
from fahrwasser.clients import rules
from fahrwasser.clients.models import Consent


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
