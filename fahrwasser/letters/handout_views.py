"""The page with the sheet about chosen offers: to read, to print, as PDF. What was chosen travels in the request."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.blocks.queries import language_row
from fahrwasser.cases.views import readable_case
from fahrwasser.clients.queries import main_person
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.letters import actions, handout
from fahrwasser.letters.forms import HandoutForm
from fahrwasser.letters.papers import PDF
from fahrwasser.letters.queries import offers_for_paper

AS_PDF = "pdf"


@may(Permission.MATCH_RUN)
@require_http_methods(["GET", "POST"])
def handout_page(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    person = main_person(case, request.user)
    form = HandoutForm(request.POST or None, preferred=person.written_language if person else "")
    if not form.is_valid():
        return page(request, "letters/handout_empty.html", {"case": case, "form": form})
    language, chosen = form.cleaned_data["sprache"], form.cleaned_data["angebot"]
    made = handout.content(case, offers_for_paper(chosen), language)
    label = language_row(language)["label"]
    actions.hand_out(case=case, language=label, offers=len(chosen), by=request.user, now=clock.now())
    if request.POST.get("als") == AS_PDF:
        return _pdf(handout.paper(made), language)
    context = {"case": case, "form": form, "sheet": made, "chosen": chosen, "language": language_row(language)}
    context["may_harm"] = handout.may_harm(case, chosen)
    answer = page(request, "letters/handout.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pdf(content: bytes, language: str) -> HttpResponse:
    """A name that says nothing about the file or the person."""
    headers = {"Content-Disposition": f'inline; filename="Angebote-{language}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=PDF, headers=headers)
