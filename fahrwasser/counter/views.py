"""The counter: point at a language, sentences side by side, an interpreter on the telephone, minutes of a month."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.queries import may as person_may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.views import readable_case
from fahrwasser.clients import queries as clients
from fahrwasser.core import clock
from fahrwasser.core.pages import page
from fahrwasser.counter import actions, queries, rules
from fahrwasser.counter.forms import CallForm, EndForm, LineForm, SearchForm, day_words
from fahrwasser.counter.models import InterpreterCall
from fahrwasser.intake import queries as intake

BOTH = ["GET", "HEAD", "POST"]
WISHES = {"": gettext_lazy("alle"), "f": gettext_lazy("nur Frauen"), "m": gettext_lazy("nur Männer")}
SITUATIONS = {
    "welcome": gettext_lazy("Ankommen"),
    "today": gettext_lazy("Was heute wichtig ist"),
    "paper": gettext_lazy("Papier und Antrag"),
}
NOT_KNOWN = queries.Language(rules.UNKNOWN, _("Sprache unbekannt"), "?", rtl=False)


def _language(code: str) -> queries.Language:
    if code == rules.UNKNOWN:
        return NOT_KNOWN
    try:
        return queries.languages()[code]
    except KeyError:
        raise Http404 from None


@may(Permission.COUNTER_SERVE)
@require_safe
def card(request: StaffRequest) -> HttpResponse:
    """Languages to point at; nothing is recorded."""
    user = request.user
    context = {
        "languages": queries.to_point_at(),
        "running": queries.running(user),
        "forgotten": queries.forgotten(user, clock.now()),
        "form": SearchForm(),
    }
    return page(request, "counter/card.html", context)


@may(Permission.COUNTER_SERVE)
@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """None of these, or somebody cannot read: a language by its German name, and what else helps."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    return page(request, "counter/search.html", {"form": form, "words": words, "found": queries.found(words)})


@may(Permission.COUNTER_SERVE)
@require_safe
def language(request: StaffRequest, language: str) -> HttpResponse:
    """Common sentences in German and in one language, and the ways on from the counter."""
    chosen, said = _language(language), queries.sentences(language, queries.house(request.user))
    situations = [(SITUATIONS[name], list(part.items())) for name, part in said.situations.items()]
    context = {
        "language": chosen,
        "situations": situations,
        "translated": said.translated,
        "unchecked": said.unchecked,
        "takes_enquiries": person_may(request.user, Permission.ENQUIRY_TAKE),
    }
    return page(request, "counter/language.html", context)


@may(Permission.COUNTER_SERVE)
@require_safe
def sentence(request: StaffRequest, language: str, sentence: str) -> HttpResponse:
    """One sentence as large as the screen, with answers to point at. The answer is not recorded."""
    said = queries.sentences(language, queries.house(request.user))
    known = {code: block for part in said.situations.values() for code, block in part.items()}
    if sentence not in known:
        raise Http404
    context = {
        "language": _language(language),
        "block_of": known[sentence],
        "asks": known[sentence].german.endswith("?"),
        "answers": said.answers,
        "translated": said.translated,
    }
    return page(request, "counter/sentence.html", context)


@may(Permission.COUNTER_SERVE)
@require_http_methods(BOTH)
def call_new(request: StaffRequest, language: str) -> HttpResponse:
    """Call somebody for a person without a name."""
    return _calling(request, _language(language), case=None, wish="")


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def call_for(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Call somebody for a case: its language, its wish and its exclusions hold."""
    case = readable_case(request, case_id)
    person, enquiry = clients.main_person(case, request.user), intake.enquiry_of(case, request.user)
    spoken = person.languages.split(",")[0] if person else ""
    known = queries.languages().get(spoken, NOT_KNOWN)
    return _calling(request, known, case=case, wish=enquiry.interpreter_wish if enquiry else "")


def _calling(request: StaffRequest, language: queries.Language, *, case: Case | None, wish: str) -> HttpResponse:
    now, asked = clock.now(), request.GET.get("nur", wish)
    wish = asked if asked in WISHES else ""
    offered = queries.open_lines(request.user, language.code, now, case.pk if case else None, wish)
    form = CallForm(request.POST or None, offered=offered, today=now.date())
    begun: list[InterpreterCall] = []
    if request.method == "POST" and form.carries_out(
        lambda: begun.append(actions.begin(language=language.code, case=case, by=request.user, now=now, **form.call()))
    ):
        return redirect("counter:call", begun[0].pk)
    context = {"form": form, "language": language, "case": case, "wish": wish, "wishes": WISHES.items()}
    return page(request, "counter/call_new.html", context)


@may(Permission.COUNTER_SERVE)
@require_http_methods(BOTH)
def call(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """A call that runs: the number to dial, and its end."""
    running = queries.call(request.user, call_id, clock.now())
    if running is None:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(
        lambda: actions.end(call=running, by=request.user, now=clock.now(), **form.cleaned_data)
    ):
        return _ended(request, running)
    case_id = queries.case_of(running, request.user)
    context = {"form": form, "call": running, "label": queries.label_of(running.language), "case_id": case_id}
    return page(request, "counter/call.html", context)


def _ended(request: StaffRequest, call: InterpreterCall) -> HttpResponse:
    """Back to where the person stands: at the case, or at the language."""
    messages.success(request, _("Das Gespräch ist beendet, die Minuten sind gebucht."))
    case_id = queries.case_of(call, request.user)
    return redirect("desk:case", case_id) if case_id else redirect("counter:language", call.language)


@may(Permission.COUNTER_SERVE)
@require_safe
def minutes(request: StaffRequest) -> HttpResponse:
    """Minutes of a month by cost unit and language."""
    first = rules.month_of(request.GET.get("monat", ""), clock.today())
    context = {
        "first": first,
        "before": rules.month_before(first),
        "after": rules.next_month(first),
        "accounts": [(one, _rows(one)) for one in queries.accounts(request.user, first)],
    }
    return page(request, "counter/minutes.html", context)


def _rows(account: queries.Account) -> list[dict[str, Any]]:
    return [
        {"language": queries.label_of(row.language), "calls": row.calls, "minutes": row.minutes} for row in account.rows
    ]


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def lines(request: StaffRequest) -> HttpResponse:
    """Who can be called when, and one more number."""
    pool = queries.phone_pool(request.user)
    start = {"days": ["1", "2", "3", "4", "5"], "opens": "08:00", "closes": "17:00", "active": True}
    form = LineForm(request.POST or None, pool=pool, initial=start)
    if request.method == "POST" and form.carries_out(lambda: actions.add_line(by=request.user, **form.line())):
        messages.success(request, _("Die Nummer ist eingetragen."))
        return redirect("counter:lines")
    rows = [(line, day_words(line.days)) for line in queries.lines(request.user)]
    return page(request, "counter/lines.html", {"form": form, "rows": rows, "pool": pool})


@may(Permission.CASE_WORK)
@require_http_methods(BOTH)
def line(request: StaffRequest, line_id: UUID) -> HttpResponse:
    """Correct a number or its hours."""
    known = queries.line(request.user, line_id)
    if known is None:
        raise Http404
    form = LineForm(request.POST or None, pool=queries.phone_pool(request.user), recorded=LineForm.of(known))
    if request.method == "POST" and form.carries_out(lambda: actions.change_line(line=known, **form.line())):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("counter:lines")
    return page(request, "counter/line.html", {"form": form, "line": known})
