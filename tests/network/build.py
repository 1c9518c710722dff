"""Cases with unmet needs, and themes that rest on them."""

from fahrwasser.assessment.models import Need
from fahrwasser.cases import actions as cases
from fahrwasser.clients import actions as clients
from fahrwasser.core.acting import acting_as
from fahrwasser.network import actions
from fahrwasser.network.models import Theme
from tests.town import NOW

WORDS = "Der Kurs am Vormittag hat keine Kinderbetreuung."


def need_in(case, code="LA09.3"):
    """A need of the case; to be called by somebody who may write there."""
    need = Need(case=case, code=code, urgency="Z", recognised_on=NOW.date())
    need.save(force_insert=True)
    return need


def unmet_in(town, name="normal", code="LA09.3"):
    case = town.files[name]
    with acting_as(case.lead_id):
        return actions.note_unmet(
            need=need_in(case, code), reason="no_offer", reason_code="UR-06", by=case.lead, now=NOW
        )


def finding_in(town, name="normal", code="LA09.3", words=WORDS):
    unmet = unmet_in(town, name, code)
    lead = town.files[name].lead
    with acting_as(lead.pk):
        return actions.give_finding(unmet=unmet, type="gap", words=words, by=lead, now=NOW)


def more_cases(town, *names, district="Horrem", level=0):
    """Further files of the first case manager, in one district."""
    lead = town["cm1"]
    for name in names:
        with acting_as(lead.pk):
            case = cases.open_file(by=lead, now=NOW, lead=lead, level=level, second=town["cm2"] if level > 1 else None)
            clients.add_person(case=case, by=lead, now=NOW, first_name="Weitere", district=district)
            town.files[name] = case


def theme_of(town, *names):
    """A theme that rests on one finding from each of these files."""
    coordinator = town["coordinator"]
    theme = None
    for name in names:
        finding = finding_in(town, name)
        with acting_as(coordinator.pk):
            texts = {"finding": finding, "words": WORDS, "proposal": "", "by": coordinator, "now": NOW}
            if theme:
                actions.add_to_theme(theme=theme, **texts)
            else:
                theme = actions.open_theme(title="Sprachkurs mit Kinderbetreuung", **texts)
    return theme


def bring_to(town, theme, *states):
    with acting_as(town["coordinator"].pk):
        for state in states:
            actions.move_theme(theme=theme, state=state, by=town["coordinator"], now=NOW)
    return Theme.objects.get(pk=theme.pk)
