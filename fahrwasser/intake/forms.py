"""Forms of the front desk."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import colleagues
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_label
from fahrwasser.cases.queries import away, name_today
from fahrwasser.catalogue import read
from fahrwasser.clients.forms import language_choices
from fahrwasser.clients.models import Client, Consent
from fahrwasser.clients.queries import Candidate
from fahrwasser.contacts.forms import topics
from fahrwasser.contacts.models import Contact
from fahrwasser.core.forms import DateField, DateTimeField, Form, TextField
from fahrwasser.intake import rules
from fahrwasser.intake.models import Enquiry, SafetyCheck, ShortAdvice

CHANNELS: dict[str, str] = {row["code"]: row["label"] for row in read("access_channels")["access_channels"]}
IMMEDIATE = {
    "LA01.1": _("Schutz"), "LA05.1": _("Ärztin oder Arzt"), "LA04.1": _("Essen"), "LA03.1": _("Schlafplatz"),
}  # fmt: skip
AGREED = {"yes": True, "no": False, "": None}
ANSWERS = [(rules.Answer.YES, _("ja")), (rules.Answer.NO, _("nein")), (rules.Answer.UNCLEAR, _("unklar"))]


def segments() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "fw-segments"})


def wish(label: Any) -> forms.ChoiceField:
    """A woman, a man, or either."""
    return forms.ChoiceField(label=label, choices=Enquiry.Wish.choices, required=False, widget=segments())


class WithLeads(Form):
    """Who leads, and who is the second; both from the colleagues of the person who types.

    ``entry`` is the key of the new enquiry: a form that is sent twice opens one file.
    """

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lead = forms.ModelChoiceField(label=_("Fallführung"), queryset=User.objects.none(), empty_label=_("bitte wählen"))
    second = forms.ModelChoiceField(
        label=_("Zweite Fallführung"), queryset=User.objects.none(), required=False, empty_label=_("keine"),
        help_text=_("Bei Gefahr nötig: nur diese zwei öffnen die Akte."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, absent = colleagues(by), away()
        for name in ("lead", "second"):
            choice: Any = self.fields[name]
            choice.queryset, choice.label_from_instance = people, lambda person: name_today(person, absent)


class SafetyQuestions(Form):
    """The three questions, asked alone and in the person's own language, and what belongs to the third."""

    can_speak = forms.ChoiceField(
        label=_("Können Sie frei sprechen?"), choices=SafetyCheck.Answer.choices, widget=segments()
    )
    danger = forms.ChoiceField(
        label=_("Haben Sie Angst vor jemandem, mit dem Sie leben oder gelebt haben?"),
        choices=SafetyCheck.Answer.choices, widget=segments(),
        help_text=_("Bei „ja“ ist die Akte von Anfang an geschützt (Schutzstufe 2)."),
    )  # fmt: skip
    safe_way = forms.CharField(
        label=_("Wie erreichen wir Sie sicher?"), max_length=200, required=False,
        help_text=_("Zum Beispiel: SMS vormittags, nie anrufen."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    never = forms.CharField(label=_("Auf keinen Fall"), max_length=200, required=False)

    def safety(self) -> rules.Safety:
        """The answers, with what is only compared and not kept."""
        names = rules.Safety.__dataclass_fields__
        return rules.Safety(**{name: value for name, value in self.cleaned_data.items() if name in names})


class SafetyForm(SafetyQuestions):
    """The questions asked again; danger wants a second name."""

    mark_optional = False

    second = forms.ModelChoiceField(
        label=_("Zweite Fallführung"), queryset=User.objects.none(), required=False, empty_label=_("keine"),
        help_text=_("Bei Gefahr nötig: nur diese zwei öffnen die Akte."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = colleagues(by)  # type: ignore[attr-defined]


class EnquiryForm(SafetyQuestions, WithLeads):
    """One page, ten minutes without help."""

    received_at = DateTimeField(label=_("Eingegangen"))
    channel = forms.ChoiceField(label=_("Wie kam es zu uns?"), choices=CHANNELS.items())
    referrer = forms.CharField(label=_("Wer meldet sich?"), max_length=200, required=False)
    referrer_agreed = forms.ChoiceField(
        label=_("Weiß die Person davon und ist einverstanden?"), required=False, widget=segments(),
        choices=[("yes", _("ja")), ("no", _("nein")), ("", _("nicht bekannt"))],
    )  # fmt: skip
    first_name = forms.CharField(label=_("Vorname"), max_length=100)
    last_name = forms.CharField(label=_("Nachname"), max_length=100, required=False)
    birth_date = DateField(label=_("Geburtsdatum"), required=False)
    language = forms.ChoiceField(label=_("Sprache"), choices=language_choices, required=False)
    interpreter_needed = forms.BooleanField(label=_("Sprachmittlung nötig"), required=False)
    concern = TextField(label=_("Anliegen in einem Satz"), rows=2, max_length=2000)
    manager_wish = wish(_("Fallführung lieber durch"))
    interpreter_wish = wish(_("Sprachmittlung lieber durch"))
    feared_person = forms.CharField(label=_("Name der gefährdenden Person"), max_length=200, required=False)
    former_address = forms.CharField(label=_("Frühere Anschrift"), max_length=300, required=False)
    immediate = forms.MultipleChoiceField(
        label=_("Was wird sofort gebraucht?"), choices=IMMEDIATE.items(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"}),
    )  # fmt: skip

    def taking(self) -> dict[str, Any]:
        """The cleaned values as arguments of ``intake.actions.take``."""
        values = self.cleaned_data
        names = (
            "received_at",
            "channel",
            "referrer",
            "concern",
            "interpreter_needed",
            "manager_wish",
            "interpreter_wish",
        )
        call = {name: values[name] for name in names}
        person = {name: values[name] for name in ("first_name", "last_name", "birth_date")}
        return {
            "call": rules.Call(**call, referrer_agreed=AGREED[values["referrer_agreed"]]),
            "person": rules.Person(**person, languages=values["language"]),
            "safety": self.safety(),
            **{name: values[name] for name in ("lead", "second", "immediate", "entry")},
        }


class EmergencyForm(WithLeads):
    """One page, one minute, four answers; who leads and where one meets is prefilled and may be changed."""

    mark_optional = False
    PREFILLED = ("lead", "met", "second")

    first_name = forms.CharField(
        label=_("Vorname"), max_length=100, help_text=_("Wenn Sie ihn nicht wissen: „unbekannt“.")
    )
    immediate = forms.MultipleChoiceField(
        label=_("Was wird jetzt gebraucht?"), choices=IMMEDIATE.items(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "fw-choices--inline"}),
        error_messages={"required": _("Wählen Sie aus, was jetzt gebraucht wird.")},
    )  # fmt: skip
    danger = forms.ChoiceField(
        label=_("Besteht Gefahr durch jemanden, mit dem die Person lebt oder gelebt hat?"), widget=segments(),
        choices=[("yes", _("ja")), ("no", _("nein"))],
        error_messages={"required": _("Bitte antworten Sie mit ja oder nein. Im Zweifel: ja.")},
    )  # fmt: skip
    safe_way = forms.CharField(
        label=_("Wie erreichen wir die Person sicher?"), max_length=200,
        help_text=_("Zum Beispiel: über die Kita, SMS vormittags, nur persönlich."),
    )  # fmt: skip
    met = forms.ChoiceField(
        label=_("Die Person ist"), widget=segments(), initial=Contact.Type.OFFICE, required=False,
        choices=[(Contact.Type.OFFICE, _("hier")), (Contact.Type.PHONE, _("am Telefon")),
                 (Contact.Type.OUTREACH, _("an einem anderen Ort"))],
    )  # fmt: skip
    words = TextField(label=_("In einem Satz"), rows=2, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].required = False

    def clean(self) -> dict[str, Any]:
        """What was prefilled and then emptied is as before: nobody waits for a form."""
        values = super().clean() or self.cleaned_data
        for name in self.PREFILLED if values.get("danger") == "yes" else ("lead", "met"):
            values[name] = values.get(name) or self.get_initial_for_field(self.fields[name], name)
        return values

    def taking(self) -> dict[str, Any]:
        """The cleaned values as arguments of ``intake.actions.take_emergency``."""
        values = self.cleaned_data
        safety = rules.Safety(can_speak="yes", danger=values["danger"], safe_way=values["safe_way"])
        names = ("lead", "second", "immediate", "met", "words", "entry")
        return {
            "person": rules.Person(values["first_name"]), "safety": safety, **{name: values[name] for name in names}
        }  # fmt: skip


class BriefForm(Form):
    """A question answered at the counter or on the telephone: three inputs, no name; the language if it is known."""

    mark_optional = False

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    type = forms.ChoiceField(
        label=_("Wo?"), widget=segments(), initial=Contact.Type.OFFICE,
        choices=[(Contact.Type.OFFICE, _("am Schalter")), (Contact.Type.PHONE, _("am Telefon")),
                 (Contact.Type.MESSAGE, _("schriftlich"))],
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Worum ging es?"), choices=topics, required=False)
    language = forms.ChoiceField(label=_("Sprache"), choices=language_choices, required=False)
    facts = TextField(
        label=_("Auskunft in einem Satz"), rows=2, max_length=2000, required=False,
        help_text=_("Ohne Namen und ohne alles, woran man jemanden erkennt."),
    )  # fmt: skip


class WithBody(Form):
    """Another organisation: on record or typed, when it was told, and whether the person wants that."""

    body = forms.ModelChoiceField(
        label=_("Andere Stelle"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("nicht in der Liste"),
    )  # fmt: skip
    body_name = forms.CharField(
        label=_("Name der Stelle"), max_length=200, required=False, help_text=_("Wenn sie in der Liste fehlt.")
    )
    told_on = DateField(label=_("Weitergegeben am"), required=False)
    agreed = forms.ChoiceField(
        label=_("Mit der Person vereinbart?"), required=False, widget=segments(),
        choices=[("yes", _("ja")), ("no", _("nein")), ("", _("offen"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def named(self) -> str:
        """The name of the chosen organisation, else the one typed."""
        chosen = self.cleaned_data["body"]
        return str(chosen.name if chosen else self.cleaned_data["body_name"])


class AdviceForm(WithBody):
    """How short advice ends, unless it goes on as a case."""

    mark_optional = False

    outcome = forms.ChoiceField(
        label=_("Wie geht es weiter?"), widget=forms.RadioSelect,
        choices=[(ShortAdvice.Outcome.CLOSED, _("abschließen")),
                 (ShortAdvice.Outcome.REFERRED_ON, _("an eine andere Stelle weiterverweisen"))],
    )  # fmt: skip
    words = forms.CharField(label=_("Womit endet die Beratung?"), max_length=300, required=False)
    covered = forms.ModelMultipleChoiceField(
        label=_("Gedeckt oder übergeben"), queryset=Need.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, needs: QuerySet[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["covered"]
        field.queryset, field.initial = needs, list(needs)
        field.label_from_instance = lambda need: need_label(need.code)

    def ending(self) -> dict[str, Any]:
        """The cleaned values as arguments of ``intake.actions.end_advice``."""
        values = self.cleaned_data
        kept = {name: values[name] for name in ("outcome", "words", "body", "told_on", "covered")}
        return {**kept, "body_name": self.named(), "agreed": AGREED[values["agreed"]]}


class KnownForm(Form):
    """To whose file an enquiry belongs."""

    person = forms.ModelChoiceField(
        label=_("Wer ist es?"), queryset=Client.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Woran erkannt?"),
        max_length=300,
        help_text=_("Zum Beispiel: Ausweis gesehen, die Person sagt es selbst."),
    )

    def __init__(self, *args: Any, candidates: Collection[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = Client.objects.filter(pk__in=[one.person.pk for one in candidates]).select_related("case")
        words = {
            one.person.pk: f"{one.person.name} · {one.person.case.number} · {', '.join(one.reasons)}"
            for one in candidates
        }
        field.label_from_instance = lambda person: words[person.pk]


class DecisionForm(WithBody):
    """Five criteria, who else comes first, and the decision."""

    mark_optional = False

    complexity = forms.ChoiceField(
        label=_("C1 Mehrere Lebensbereiche"), choices=ANSWERS, widget=segments(),
        help_text=_("Mindestens drei mit Bedarf, oder zwei, wenn einer dringend ist."),
    )  # fmt: skip
    actors = forms.ChoiceField(
        label=_("C2 Mehrere Stellen"), choices=ANSWERS, widget=segments(),
        help_text=_("Mindestens zwei weitere müssen handeln und abgestimmt werden."),
    )  # fmt: skip
    regular_way_fails = forms.ChoiceField(
        label=_("C3 Der übliche Weg trägt nicht"), choices=ANSWERS, widget=segments(),
        help_text=_("Er ist gescheitert, oder es gibt keinen."),
    )  # fmt: skip
    overload = forms.ChoiceField(
        label=_("C4 Allein nicht zu schaffen"), choices=ANSWERS, widget=segments(),
        help_text=_("Wegen Sprache, Gesundheit, Krise oder Belastung."),
    )  # fmt: skip
    wish = forms.ChoiceField(
        label=_("C5 Die Person will Case Management und ist informiert"), choices=ANSWERS, widget=segments(),
        help_text=_("Ohne dieses Ja gibt es kein Case Management."),
    )  # fmt: skip
    risk = forms.BooleanField(
        label=_("Sofort-Risiko (R)"), required=False,
        help_text=_("Schutz, Wohnungslosigkeit, akute medizinische oder seelische Not, Gefahr für ein Kind."),
    )  # fmt: skip
    elsewhere = forms.ChoiceField(
        label=_("Ist eine andere Stelle zuerst dran?"), required=False, widget=forms.RadioSelect,
        choices=[
            (rules.Elsewhere.NOBODY, _("nein")),
            (rules.Elsewhere.COMPETENT, _("ja, eine andere Stelle ist zuständig")),
            (rules.Elsewhere.YOUTH_OFFICE, _("ja, das Jugendamt: unter 18, und niemand mit Sorgerecht ist bekannt")),
            (rules.Elsewhere.LEADS, _("es läuft schon ein Case Management bei einer anderen Stelle")),
        ],
    )  # fmt: skip
    decision = forms.ChoiceField(
        label=_("Wie geht es weiter?"), widget=forms.RadioSelect, required=False,
        choices=[choice for choice in Enquiry.Decision.choices if choice[0] != Enquiry.Decision.DUPLICATE],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Begründung"), max_length=300, required=False,
        help_text=_("Nötig, wenn Sie vom Vorschlag abweichen, bei der Warteliste und ohne Zuständigkeit."),
    )  # fmt: skip
    review_on = DateField(
        label=_("Wieder nachsehen am"), required=False, help_text=_("Für die Warteliste; spätestens in drei Monaten.")
    )
    agreement = forms.ChoiceField(
        label=_("Teilnahmevereinbarung"), choices=Consent.Form.choices, widget=forms.RadioSelect, required=False,
        help_text=_("Nur für Case Management. Mündlich genügt im Notfall; die Unterschrift folgt in 14 Tagen."),
    )  # fmt: skip
    witness = forms.CharField(label=_("Zeugin oder Zeuge"), max_length=100, required=False)

    def criteria(self) -> rules.Criteria:
        """The answers, for the proposal."""
        values = self.cleaned_data
        names = ("complexity", "actors", "regular_way_fails", "overload", "wish")
        answers = {name: rules.Answer(values[name]) for name in names}
        return rules.Criteria(**answers, risk=values["risk"], elsewhere=rules.Elsewhere(values["elsewhere"]))

    def deciding(self) -> dict[str, Any]:
        """The cleaned values as arguments of ``intake.actions.decide``."""
        values = self.cleaned_data
        said = {name: values[name] for name in ("decision", "reason", "told_on", "review_on")}
        outcome = rules.Outcome(**said, body=self.named(), agreed=AGREED[values["agreed"]])
        kept = {name: values[name] for name in ("body", "agreement", "witness")}
        return {"criteria": self.criteria(), "outcome": outcome, **kept}
