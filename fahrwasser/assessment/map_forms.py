"""Forms of the network map: who stands on it, and who knows whom."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import MapNode, MapTie
from fahrwasser.core.forms import Form

NO_SUPPORT = {"support": MapTie.Support.NONE}


def _segments(label: Any, choices: Any, **more: Any) -> forms.TypedChoiceField:
    widget = forms.RadioSelect(attrs={"class": "fw-segments"})
    return forms.TypedChoiceField(label=label, choices=choices, widget=widget, **more)


class NodeForm(Form):
    """A person or a place around the client."""

    label = forms.CharField(
        label=_("Vorname oder Rolle"), max_length=30, help_text=_("Zum Beispiel: Schwester, Amal, Hebamme. Mehr nicht.")
    )
    sector = _segments(_("Bereich"), MapNode.Sector.choices)
    ring = _segments(_("Nähe"), MapTie.Ring.choices, coerce=int)
    quality = _segments(_("Beziehung"), MapTie.Quality.choices)
    support = _segments(_("Unterstützung"), MapTie.Support.choices)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), required=False, queryset=Organisation.objects.none(), empty_label=_("keine")
    )

    def __init__(self, data: Any, *, tie: MapTie | None = None) -> None:
        super().__init__(data, recorded=_recorded(tie) if tie else None, initial={} if tie else NO_SUPPORT)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.order_by("name")


def _recorded(tie: MapTie) -> dict[str, Any]:
    node = tie.node
    own = {name: getattr(tie, name) for name in ("ring", "quality", "support")}
    return {**own, "label": node.label, "sector": node.sector, "organisation": node.organisation_id}


class ConnectionForm(Form):
    """A line between two on the map."""

    node = forms.ChoiceField(label=_("Von"))
    other = forms.ChoiceField(label=_("Zu"))
    quality = _segments(_("Beziehung"), MapTie.Quality.choices)
    support = _segments(_("Unterstützung"), MapTie.Support.choices)

    def __init__(self, data: Any, *, nodes: Sequence[MapNode]) -> None:
        super().__init__(data, initial=NO_SUPPORT)
        self._nodes = {str(node.pk): node for node in nodes}
        for name in ("node", "other"):
            choice: Any = self.fields[name]
            choice.choices = [("", _("bitte wählen")), *((key, node.label) for key, node in self._nodes.items())]

    def arguments(self) -> dict[str, Any]:
        """Arguments of ``actions.connect_on_map``."""
        ends = {name: self._nodes[self.cleaned_data[name]] for name in ("node", "other")}
        return {**self.cleaned_data, **ends}


def day_form(data: Any, days: Sequence[date]) -> forms.Form:
    """Which map: the one of today or that of an earlier day of change."""
    form = Form(data)
    form.mark_optional = False  # type: ignore[attr-defined]
    form.fields["stand"] = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[("", _("heute")), *((day.isoformat(), f"{day:%d.%m.%Y}") for day in days)],
    )
    return form
