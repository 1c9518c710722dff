"""Forms about people, what is around them, their safe channel, their consents, and duplicates."""

from fahrwasser.clients.forms.consents import ChannelForm, ConsentForm, category_choices
from fahrwasser.clients.forms.family import (
    EndForm,
    LeaveForm,
    RelationForm,
    RepresentativeForm,
    ResidenceForm,
    StayForm,
)
from fahrwasser.clients.forms.people import KnownForm, NewPersonForm, PersonForm, district_choices, language_choices

__all__ = [
    "ChannelForm",
    "ConsentForm",
    "EndForm",
    "KnownForm",
    "LeaveForm",
    "NewPersonForm",
    "PersonForm",
    "RelationForm",
    "RepresentativeForm",
    "ResidenceForm",
    "StayForm",
    "category_choices",
    "district_choices",
    "language_choices",
]
