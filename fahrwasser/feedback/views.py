"""Feedback: the slip without a log-in, and what the house prints, hears and answers."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fahrwasser.accounts.doors import StaffRequest, may, open_to_anyone, token_door
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import GERMAN
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.feedback import actions, documents, queries, rules
from fahrwasser.feedback.forms import RecordForm, SheetsForm, SlipForm, WorkForm


def _public(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    frame = {"phone": settings.FAHRWASSER_PUBLIC_PHONE, "imprint_url": settings.FAHRWASSER_IMPRINT_URL}
    response = page(request, template, {**frame, **context})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"  # the address is the secret
    return response


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("sprache", GERMAN)
    return wanted if wanted in blocks.languages() else GERMAN


@token_door("the secret on a slip of paper opens three questions, and later the reply to what was written there")
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """Answer once; afterwards see how far it is.

    Wrong tries are not counted: nobody guesses 120 bits, and a count would lock out everybody on a shared connection.
    """
    found = queries.opened(token, clock.today())
    if found is None:
        return _public(request, "feedback/invalid.html", 404)
    texts = blocks.texts(_language(request), found.controller)
    shown = _shown(texts, found)
    if not found.is_open:
        return _public(request, "feedback/used.html", slip=found, **shown)
    form = SlipForm(request.POST or None, texts=texts)
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer(digest=found.digest, today=clock.today(), **form.said())
    ):
        return redirect(request.get_full_path())
    return _public(request, "feedback/slip.html", form=form, **shown)


def _shown(texts: blocks.Texts, found: queries.Opened) -> dict[str, Any]:
    """What both pages of a slip show: the sentences in the reader's language by their short names, and the others."""
    ours = {code.split(".")[1]: block for code, block in texts.blocks.items() if code.startswith("feedback.")}
    return {
        "texts": texts,
        "said": {name: block.text for name, block in ours.items()},
        "checked": all(block.is_checked for block in ours.values()),
        "unchecked_words": texts["common.not_checked"].text,
        "choices": [blocks.language_row(code) for code in (GERMAN, *blocks.languages())],
        "house": found.controller,
    }


@open_to_anyone("a place to type the token of a slip")
def find(request: HttpRequest) -> HttpResponse:
    """For whoever cannot read the picture with a telephone."""
    token = rules.cleaned(request.GET.get("bogen", ""))
    if token:
        return redirect("feedback:slip", token)
    return _public(request, "feedback/find.html", tried="bogen" in request.GET)


@may(Permission.FEEDBACK_TAKE)
def feedback(request: StaffRequest) -> HttpResponse:
    """What came, for the lead; and for everybody the way to print a slip or write a complaint down."""
    leads = person_may(request.user, Permission.COMPLAINT_ANSWER)
    lists = {"open": queries.open_remarks(request.user), "done": queries.done_remarks(request.user)} if leads else {}
    return page(request, "feedback/feedback.html", {"leads": leads, "form": SheetsForm(), **lists})


@may(Permission.FEEDBACK_TAKE)
def sheets(request: StaffRequest) -> HttpResponse:
    """Slips to print."""
    form = SheetsForm(request.POST or None)
    made: list[bytes] = []
    if request.method == "POST" and form.carries_out(lambda: made.append(_printed(request, **form.cleaned_data))):
        response = HttpResponse(made[0], content_type="application/pdf")
        response.headers["Content-Disposition"] = 'attachment; filename="rueckmeldung.pdf"'
        response.headers["Cache-Control"] = "no-store"
        return response
    return page(request, "feedback/sheets.html", {"form": form})


def _printed(request: StaffRequest, language: str, count: int) -> bytes:
    tokens = actions.hand_out(count=count, by=request.user, today=clock.today())
    house = blocks.home(request.user)
    query = "" if language == GERMAN else f"?sprache={language}"
    links = [
        (request.build_absolute_uri(reverse("feedback:slip", args=[token])) + query, rules.in_groups(token))
        for token in tokens
    ]
    until = rules.expires_on(rules.month_of(clock.today()))
    return documents.slips_pdf(links, blocks.texts(language, house), house, until)


@may(Permission.FEEDBACK_TAKE)
def record(request: StaffRequest) -> HttpResponse:
    """A complaint by telephone, in person or by letter."""
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.record(by=request.user, today=clock.today(), **form.cleaned_data)
    ):
        messages.success(request, _("Aufgenommen. Nur die Leitung kann es lesen."))
        return redirect("feedback:feedback")
    return page(request, "feedback/record.html", {"form": form})


@may(Permission.COMPLAINT_ANSWER)
def remark(request: StaffRequest, remark_id: UUID) -> HttpResponse:
    """Read it, work on it, answer."""
    line = queries.remark(request.user, remark_id)
    if line is None:
        raise Http404
    recorded = {"state": line.remark.state, "reply": line.reply}
    form = WorkForm(request.POST or None, wants_reply=line.remark.wants_reply, recorded=recorded)
    if request.method == "POST" and form.carries_out(
        lambda: actions.work_on(remark=line.remark, by=request.user, today=clock.today(), **form.cleaned_data)
    ):
        messages.success(request, _("Gespeichert."))
        return redirect("feedback:feedback")
    return page(request, "feedback/remark.html", {"form": form, "line": line})
