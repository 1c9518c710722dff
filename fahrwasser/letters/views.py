"""Pages of the post: letters that came, their dates, letters that go, authorities to act, receipts."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.audit.actions import note_access
from fahrwasser.blocks.queries import language_row, languages
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients.queries import channel_of
from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.core.pages import page
from fahrwasser.letters import actions, documents, drafting, forms, papers, queries
from fahrwasser.letters.dates import Kind
from fahrwasser.letters.models import (
    ApplicationReceipt,
    IncomingLetter,
    LetterDate,
    LetterFile,
    OutgoingLetter,
    PowerOfAttorney,
)
from fahrwasser.work.forms import kept

R = TypeVar("R", IncomingLetter, LetterDate, LetterFile, OutgoingLetter, PowerOfAttorney, ApplicationReceipt)
BOTH = ["GET", "POST"]


def _one(request: StaffRequest, kind: type[R], key: UUID) -> R:
    """A row this person may read; a hidden one and a missing one are the same 404, both logged."""
    found = queries.find(kind, request.user, key)
    note_access(request, found.case_id if found else key)
    if found is None:
        raise Http404
    return found


def _languages() -> list[dict[str, Any]]:
    return [language_row(code) for code in languages()]


def _pdf(request: HttpRequest, name: str, make: Callable[[str], bytes]) -> HttpResponse:
    """A paper of ours in the language the address asks for; 404 for one without blocks."""
    language = request.GET.get("sprache", "de")
    try:
        content = make(language)
    except KeyError:
        raise Http404 from None
    suffix = "" if language == "de" else f"-{language}"
    answer = HttpResponse(content, content_type=papers.PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}{suffix}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@may(Permission.CASE_WORK)
@require_safe
def unanswered(request: StaffRequest) -> HttpResponse:
    return page(request, "letters/unanswered.html", {"waiting": queries.unanswered(request.user, clock.today())})


@may(Permission.CASE_WORK)
@require_safe
def post(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    today = clock.today()
    context = {
        "case": case,
        "letters": queries.letters_of(case, request.user),
        "sent": queries.sent_of(case, request.user),
        "powers": [(power, power.holds(today)) for power in queries.powers_of(case, request.user)],
        "receipts": queries.receipts_of(case, request.user),
        "template_form": forms.TemplateForm(),
        "languages": _languages(),
    }
    return page(request, "letters/post.html", context)


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def letter_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = forms.LetterForm(request.POST or None, request.FILES or None, initial={"received_on": clock.today()})
    made: list[IncomingLetter] = []
    if request.method == "POST" and form.carries_out(
        lambda: made.append(actions.take_in(case=case, by=request.user, now=clock.now(), **form.cleaned_data))
    ):
        messages.success(request, _("Der Brief ist eingetragen."))
        return redirect("letters:letter", made[0].pk)
    return page(request, "letters/letter_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
@require_safe
def letter(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    found = _one(request, IncomingLetter, letter_id)
    dates: Any = LetterDate.objects.visible_to(request.user)
    shown = list(dates.filter(letter=found).select_related("deadline", "decided_by").order_by("day"))
    context = {
        "case": found.case,
        "letter": found,
        "files": queries.files().filter(letter=found),
        "proposed": [one for one in shown if one.state == LetterDate.State.PROPOSED],
        "decided": [one for one in shown if one.state != LetterDate.State.PROPOSED],
        "languages": _languages(),
        "template_form": forms.TemplateForm(),
    }
    return page(request, "letters/letter.html", context)


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def answered(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    found = _one(request, IncomingLetter, letter_id)
    form = forms.AnsweredForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer(letter=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Antwort ist vermerkt."))
        return redirect("letters:letter", found.pk)
    return page(request, "letters/answered.html", {"form": form, "case": found.case, "letter": found})


@may(Permission.CASE_WORK)
@require_safe
def explanation(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    found = _one(request, IncomingLetter, letter_id)
    name = f"Erklaerung-{found.case.number}"
    return _pdf(request, name, lambda language: documents.explanation(found, request.user, language))


@may(Permission.CASE_WORK)
@require_safe
def file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """The file to save, never to open in the browser."""
    found = _one(request, LetterFile, file_id)
    ending = "jpg" if found.is_picture else "pdf"
    return _bytes(found, f'attachment; filename="Post-{found.case.number}-{found.place}.{ending}"')


@may(Permission.CASE_WORK)
@require_safe
def picture(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """A photo for the page; it was drawn anew when it came. A PDF is never shown so."""
    found = _one(request, LetterFile, file_id)
    if not found.is_picture:
        raise Http404
    return _bytes(found, "inline")


def _bytes(found: LetterFile, disposition: str) -> HttpResponse:
    headers = {
        "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"
    }  # fmt: skip
    return HttpResponse(found.content, content_type=found.media_type, headers=headers)


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def date_confirm(request: StaffRequest, date_id: UUID) -> HttpResponse:
    found = _one(request, LetterDate, date_id)
    kind = Kind.APPOINTMENT if found.kind == Kind.APPOINTMENT else Kind.DEADLINE
    label = _("Brief von %(sender)s") % {"sender": found.letter.sender[:150]}
    initial = {"kind": kind, "day": found.day, "at": found.at, "label": label}
    form = forms.DateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carries_out(
        lambda: actions.confirm_date(found=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Das Datum ist bestätigt und eingetragen."))
        return redirect("letters:letter", found.letter_id)
    context = {"form": form, "case": found.case, "found": found, "files": queries.files().filter(letter=found.letter)}
    return page(request, "letters/date_confirm.html", context)


@may(Permission.CASE_WORK)
@require_POST
def date_drop(request: StaffRequest, date_id: UUID) -> HttpResponse:
    found = _one(request, LetterDate, date_id)
    try:
        actions.drop_date(found=found, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("letters:letter", found.letter_id)


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def outgoing_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    template, answers = _begun(request, case)
    draft = kept(request.user, request.get_full_path())
    initial = _prefilled(request, case, template, answers) | draft.initial(forms.OutgoingForm)
    form, made = forms.OutgoingForm(request.POST or None, initial=initial), []
    act: dict[str, Any] = {"case": case, "template": template, "answers": answers, "by": request.user}
    if "ansehen" in request.POST:
        if form.carries_out(lambda: made.append(actions.written(**act, now=clock.now(), **form.cleaned_data))):
            return _pdf(request, f"Brief-{case.number}", lambda _language: documents.outgoing(made[0], request.user))
    elif request.method == "POST" and form.carries_out(
        lambda: actions.send(**act, now=clock.now(), draft=draft.address, **form.cleaned_data)
    ):
        messages.success(request, _("Der Brief ist in der Akte. Jetzt können Sie ihn drucken."))
        return redirect("letters:post", case.pk)
    label = OutgoingLetter.Template(template).label
    return page(request, "letters/outgoing_new.html", {"form": form, "case": case, "kept": draft, "label": label})


def _begun(request: StaffRequest, case: Case) -> tuple[str, IncomingLetter | None]:
    """Template and answered letter from the address; what is not there begins a cover letter."""
    asked = request.GET.get("art", "")
    template = asked if asked in OutgoingLetter.Template.values else OutgoingLetter.Template.COVER
    try:
        found = queries.find(IncomingLetter, request.user, UUID(request.GET.get("auf", "")))
    except ValueError:
        return template, None
    return template, found if found and found.case_id == case.pk else None


def _prefilled(request: StaffRequest, case: Case, template: str, answers: IncomingLetter | None) -> dict[str, Any]:
    name = documents.name_of(case, request.user)
    to_client = template == OutgoingLetter.Template.APPOINTMENT
    channel = channel_of(case, request.user) if to_client else None
    address = channel.address if channel and not case.is_protected else ""
    recipient = f"{name}\n{address}" if to_client else (answers.sender if answers else "")
    return {
        "to_client": to_client,
        "recipient": recipient.strip(),
        "subject": drafting.subject(template, answers),
        "text": drafting.text(template, name, clock.today()),
        "language": "de",
    }


@may(Permission.CASE_WORK)
@require_safe
def outgoing_pdf(request: StaffRequest, outgoing_id: UUID) -> HttpResponse:
    found = _one(request, OutgoingLetter, outgoing_id)
    return _pdf(request, f"Brief-{found.case.number}", lambda _language: documents.outgoing(found, request.user))


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def power_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    initial = {"holder": case.lead.name, "since": clock.today()}
    form = forms.PowerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carries_out(
        lambda: actions.empower(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Vollmacht ist eingetragen. Jetzt fehlt noch die Unterschrift."))
        return redirect("letters:post", case.pk)
    return page(request, "letters/power_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
@require_safe
def power_pdf(request: StaffRequest, power_id: UUID) -> HttpResponse:
    found = _one(request, PowerOfAttorney, power_id)
    name = f"Vollmacht-{found.case.number}"
    return _pdf(request, name, lambda language: documents.authority(found, request.user, language))


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def power_withdraw(request: StaffRequest, power_id: UUID) -> HttpResponse:
    found = _one(request, PowerOfAttorney, power_id)
    form = forms.WithdrawnForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.withdraw(power=found, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Widerruf ist vermerkt. Bitte sagen Sie es auch der Stelle."))
        return redirect("letters:post", found.case_id)
    return page(request, "letters/power_withdraw.html", {"form": form, "case": found.case, "power": found})


@may(Permission.CASE_WORK)
def receipt_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = readable_case(request, case_id)
    form = forms.ReceiptForm(request.POST or None, initial={"received_at": clock.now()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.receive(case=case, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Der Antrag ist eingetragen. Die Aufgabe, ihn weiterzuleiten, steht in Ihrem Tag."))
        return redirect("desk:case", case.pk)
    return page(request, "letters/receipt_new.html", {"form": form, "case": case})


@may(Permission.CASE_WORK)
def forwarded(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    receipt = _one(request, ApplicationReceipt, receipt_id)
    form = forms.ForwardedForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.carries_out(
        lambda: actions.forward(receipt=receipt, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Die Weiterleitung ist vermerkt."))
        return redirect("desk:case", receipt.case_id)
    return page(request, "letters/forwarded.html", {"form": form, "case": receipt.case, "receipt": receipt})


@may(Permission.CASE_WORK)
@require_safe
def receipt_pdf(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    found = _one(request, ApplicationReceipt, receipt_id)
    return _pdf(request, f"Eingang-{found.case.number}", lambda _language: documents.receipt(found, request.user))
