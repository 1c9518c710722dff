"""Forms of the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.clients.models import Consent
from fahrwasser.core.forms import DateField, Form, TextField
from fahrwasser.network.models import Aftercare, Finding, Theme, UnmetNeed
from fahrwasser.offers.models import Offer

WITHOUT_NAMES = _("Ohne Namen und Angaben zur Person. Beschreiben Sie, was im System fehlt oder nicht passt.")
AFTERCARE = (
    (Consent.Form.PAPER, _("Ja, auf Papier unterschrieben")),
    (Consent.Form.ORAL, _("Ja, mündlich, mit Zeugin oder Zeuge")),
)
LONGEST_FINDING = 300  # characters, as in the table


class UnmetForm(Form):
    """Why a need is not met, and since when."""

    reason = forms.ChoiceField(label=_("Woran liegt es?"), choices=UnmetNeed.Reason, widget=forms.RadioSelect)
    reason_code = forms.ChoiceField(label=_("Genauer"), required=False)
    since = DateField(label=_("Seit wann?"))

    def __init__(self, *args: Any, codes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = [("", _("keine Angabe"))]
        self.fields["reason_code"].choices = [*empty, *codes.items()]  # type: ignore[attr-defined]


class FindingForm(Form):
    """What an unmet need says about the system."""

    type = forms.ChoiceField(label=_("Worum geht es?"), choices=Finding.Type)
    words = TextField(label=_("Ihre Beobachtung"), help_text=WITHOUT_NAMES, max_length=LONGEST_FINDING, rows=4)
    proposal = TextField(
        label=_("Ihr Vorschlag"), required=False, max_length=LONGEST_FINDING, rows=2,
        help_text=_("Was müsste anders sein?"),
    )  # fmt: skip


class ObservationForm(FindingForm):
    """The same without a case: then somebody has to say which need it is about."""

    need_code = forms.ChoiceField(label=_("Welcher Bedarf?"))
    field_order = ("need_code", "type", "words", "proposal")

    def __init__(self, *args: Any, needs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need_code"].choices = [("", _("Bitte wählen")), *needs.items()]  # type: ignore[attr-defined]


class ReviewForm(Form):
    """The coordinator takes a finding over: into a theme that exists, or into a new one."""

    words = TextField(label=_("Beobachtung"), help_text=WITHOUT_NAMES, max_length=LONGEST_FINDING, rows=4)
    proposal = TextField(label=_("Vorschlag"), required=False, max_length=LONGEST_FINDING, rows=2)
    theme = forms.ModelChoiceField(
        label=_("Thema"), queryset=Theme.objects.none(), required=False, empty_label=_("ein neues Thema eröffnen")
    )
    title = forms.CharField(
        label=_("Name des neuen Themas"), required=False, max_length=200,
        help_text=_("Nur, wenn Sie ein neues Thema eröffnen."),
    )  # fmt: skip

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["theme"]
        field.queryset = themes
        field.label_from_instance = lambda theme: theme.title


class DecisionForm(Form):
    """What the steering group decided."""

    decided_on = DateField(label=_("Beschlossen am"))
    wording = TextField(label=_("Beschluss im Wortlaut"), rows=4)
    responsible = forms.CharField(label=_("Wer ist verantwortlich?"), max_length=200, help_text=_("Amt oder Träger"))
    due_on = DateField(label=_("Umzusetzen bis"))


class MeasureForm(Form):
    """What is changed because of a decision."""

    what = forms.CharField(label=_("Was ändert sich?"), max_length=300)
    offer = forms.ModelChoiceField(
        label=_("Neues oder geändertes Angebot"), queryset=Offer.objects.none(), required=False,
        empty_label=_("kein Angebot"),
    )  # fmt: skip
    implemented_on = DateField(
        label=_("Umgesetzt am"), required=False,
        help_text=_("Leer lassen, solange es noch nicht begonnen hat. Sechs Monate später wird die Wirkung geprüft."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["offer"]
        field.queryset = Offer.objects.filter(status=Offer.Status.ACTIVE).order_by("name")


class ImplementForm(Form):
    implemented_on = DateField(label=_("Umgesetzt am"))


class CloseForm(Form):
    """The end of a case; the finding is asked for while a need is unmet without one, and comes prefilled."""

    reason = forms.ChoiceField(label=_("Warum endet der Fall?"))
    finding_words = TextField(
        label=_("Hinweis zum ungedeckten Bedarf"), help_text=WITHOUT_NAMES, max_length=LONGEST_FINDING, rows=3,
        required=False,
    )  # fmt: skip
    stated_reason = forms.CharField(
        label=_("Kein Hinweis möglich, weil"), max_length=300, required=False,
        help_text=_("Nur im Notfall; leeren Sie dann das Feld darüber. Der Grund bleibt in der Akte stehen."),
    )  # fmt: skip
    aftercare = forms.ChoiceField(
        label=_("Dürfen wir nach drei und nach sechs Monaten nachfragen?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Nur, wenn die Person das möchte."),
    )
    witness = forms.CharField(
        label=_("Zeugin oder Zeuge"), max_length=100, required=False, help_text=_("Nur bei mündlicher Einwilligung.")
    )

    def __init__(
        self, *args: Any, reasons: dict[str, dict[str, Any]], asks_for_finding: bool, has_agreed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("bitte wählen")), *((code, entry["label"]) for code, entry in reasons.items())]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
        ways = [(Consent.Form.PAPER, _("Ja, die Einwilligung liegt vor"))] if has_agreed else AFTERCARE
        self.fields["aftercare"].choices = [("", _("Nein")), *ways]  # type: ignore[attr-defined]
        if has_agreed:
            del self.fields["witness"]
        if not asks_for_finding:
            del self.fields["finding_words"], self.fields["stated_reason"]


class AftercareForm(Form):
    answer = forms.ChoiceField(label=_("Was war?"), choices=Aftercare.Answer, widget=forms.RadioSelect)
    words = TextField(label=_("In einem Satz"), max_length=300, rows=2, required=False)
