"""Pages of the translated blocks: how far each language is checked, and one block with its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fahrwasser.accounts.doors import StaffRequest, may
from fahrwasser.accounts.rules import Permission
from fahrwasser.blocks import actions, forms, queries
from fahrwasser.blocks.rules import Block
from fahrwasser.core import clock
from fahrwasser.core.pages import page


@may(Permission.BLOCK_EDIT)
@require_safe
def languages(request: StaffRequest) -> HttpResponse:
    return page(request, "blocks/languages.html", {"rows": queries.progress(queries.home(request.user))})


def _texts(request: StaffRequest, language: str) -> queries.Texts:
    try:
        return queries.texts(language, queries.home(request.user))
    except KeyError:
        raise Http404 from None


@may(Permission.BLOCK_EDIT)
@require_safe
def language(request: StaffRequest, language: str) -> HttpResponse:
    texts = _texts(request, language)
    grouped = [
        (label, [block for code, block in texts.blocks.items() if code.startswith(f"{group}.")])
        for group, label in queries.groups().items()
    ]
    context = {"texts": texts, "row": queries.language_row(language), "groups": grouped}
    return page(request, "blocks/language.html", context)


@may(Permission.BLOCK_EDIT)
@require_http_methods(["GET", "POST"])
def block(request: StaffRequest, language: str, code: str) -> HttpResponse:
    """Two forms on one page: a new wording, or the word that somebody has checked the one that stands."""
    texts = _texts(request, language)
    if language == "de" or code not in texts.blocks:
        raise Http404
    shown = texts[code]
    wording, checking = _forms(request, shown)
    act: Any = {"by": request.user, "now": clock.now(), "controller": queries.home(request.user)}
    act |= {"code": code, "language": language}
    if wording.is_bound and wording.carries_out(lambda: actions.change(**wording.cleaned_data, **act)):
        messages.success(request, _("Der neue Wortlaut ist gespeichert. Er ist noch nicht geprüft."))
        return redirect(request.path)
    if checking.is_bound and checking.carries_out(lambda: actions.check(**checking.cleaned_data, **act)):
        messages.success(request, _("Die Prüfung ist eingetragen."))
        return redirect("blocks:language", language)
    context = {"texts": texts, "row": queries.language_row(language), "block": shown, "wording": wording}
    context |= {"checking": checking, "history": queries.history(code, language, act["controller"])}
    return page(request, "blocks/block.html", context)


def _forms(request: StaffRequest, block: Block) -> tuple[forms.WordingForm, forms.CheckForm]:
    sent = request.POST or None
    checks = bool(sent and request.POST.get("act") == "check")
    wording = forms.WordingForm(None if checks else sent, block=block)
    return wording, forms.CheckForm(sent if checks else None, block=block, today=clock.today())
