"""Reading contacts."""

from collections import Counter
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.contacts import rules
from fahrwasser.contacts.models import Contact

TEXTS = ("facts", "client_words", "assessment", "agreement")
CORRECTABLE = (
    *TEXTS, "type", "direction", "outcome", "at", "minutes", "persons", "counterpart", "interpreting", "topic",
    "source", "source_name", "regime",
)  # fmt: skip


def contact(user: User, contact_id: UUID) -> Contact | None:
    """One contact, or None when it is not there for this person."""
    found: Contact | None = Contact.objects.visible_to(user).select_related("case", "by").filter(pk=contact_id).first()
    return found


def contacts_of(case: Case, user: User, words: str = "") -> QuerySet[Contact]:
    """Contacts of a case, the newest first; with ``words`` those whose own text or counterpart contains them."""
    found: QuerySet[Contact] = Contact.objects.visible_to(user).filter(case=case)
    wanted = words.replace("\0", "").strip()  # a NUL byte stands in no text, and PostgreSQL refuses it
    if wanted:
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": wanted}) for name in (*TEXTS, "counterpart"))))
    return found.select_related("by").order_by("-at", "-pk")


def last_contacts(case: Case, user: User, n: int = 5) -> list[Contact]:
    """The newest ``n`` contacts of a case."""
    return list(contacts_of(case, user)[:n])


def counts(case: Case, user: User) -> Counter[rules.CountsAs]:
    """How many contacts of a case count as what: client, network, no-show, attempt, nothing."""
    return rules.counted(met(Contact.objects.visible_to(user).filter(case=case)))


def met(contacts: QuerySet[Contact]) -> list[rules.Met]:
    """What the count looks at, of any selection of contacts."""
    rows = contacts.values_list("case_id", "at", "type", "outcome", "counterpart", "persons")
    return [
        rules.Met(case, localtime(at).date(), kind, outcome, counterpart, persons)
        for case, at, kind, outcome, counterpart, persons in rows
    ]


def client_and_network(user: User, first: date, last: date) -> Counter[rules.CountsAs]:
    """What the contacts of the files the person reads count as, from one day to another, both included."""
    found = Contact.objects.visible_to(user).filter(at__date__gte=first, at__date__lte=last)
    return rules.counted(met(found))
