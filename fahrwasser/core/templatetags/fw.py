"""The components of the design system as template tags; see docs/reference/design-system.md.

A component without a body is a plain tag, one with a body ends with ``end<name>``.
All of them render files of ``templates/fw/`` and escape what they are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fahrwasser.core.forms import ONCE
from fahrwasser.core.ids import new_id
from fahrwasser.core.recorded import SEEN

register = template.Library()

# Shapes that KERN draws; the others are symbols in core/glyphs.svg.
KERN_GLYPHS = {
    "danger": "danger",
    "warning": "warning",
    "success": "success",
    "info": "info",
    "hidden": "visibility-off",
}
OWN_GLYPHS = frozenset({"waits", "half", "open", "none", "clarify", "near", *(f"face-{mark}" for mark in range(1, 6))})
# Days that fill a wait bar: the same for all bars, so that they can be compared.
WAIT_SCALE_DAYS = 90
WAIT_WIDTH_PX = 88


@register.filter
def signed(number: int) -> str:
    """A level or a difference with its sign, as people write it: +1, 0, −2."""
    return f"{number:+d}".replace("-", "−") if number else "0"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A KERN icon of 20 px in the colour of the text; say the same in words beside it."""
    return format_html('<span class="kern-icon kern-icon--{} fw-icon" aria-hidden="true"></span>', name)


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The shape of a status. Raises TemplateSyntaxError for an unknown name."""
    if name in KERN_GLYPHS:
        return format_html(
            '<span class="kern-icon kern-icon--{} fw-glyph fw-glyph--{}" aria-hidden="true"></span>',
            KERN_GLYPHS[name],
            name,
        )
    if name in OWN_GLYPHS:
        return format_html(
            '<svg class="fw-glyph" width="20" height="20" aria-hidden="true"><use href="{}#{}"></use></svg>',
            static("core/glyphs.svg"),
            name,
        )
    raise template.TemplateSyntaxError(f"Unknown glyph: {name!r}")


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What the block ``name`` of this page holds, a second time (page title in tab and heading)."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.render(context)) if block else SafeString("")  # noqa: S308


@register.simple_tag
def widget_attrs(widget: Mapping[str, Any], css_class: str) -> SafeString:
    """The attributes of a form control with KERN's class, and its error class when the value was refused.

    Placeholders are left out: they vanish while one types, labels and hints stay.
    """
    attrs = {name: value for name, value in widget["attrs"].items() if name != "placeholder"}
    classes = [css_class]
    if attrs.get("aria-invalid"):
        classes.append(f"{css_class}--error")
    classes.append(attrs.pop("class", ""))
    return flatatt({"class": " ".join(classes).strip(), **attrs})


def _render(name: str, **values: object) -> SafeString:
    return render_to_string(f"fw/{name}.html", values)


@register.simple_block_tag
def side_column(content: str) -> SafeString:
    """The side column of the page, or nothing when the page fills no side column."""
    return format_html('<aside class="fw-cols__side">{}</aside>', content) if content.strip() else SafeString("")


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way to this page, made of ``crumb`` tags; nothing when there are none."""
    return _render("crumbs", content=content) if content.strip() else SafeString("")


@register.simple_block_tag
def status(content: str, shape: str) -> SafeString:
    """A status in a sentence: the shape, then the words; the first words bold, as ``<b>``."""
    return _render("status", content=content, shape=shape)


@register.simple_block_tag
def section(
    content: str,
    title: str,
    note: str = "",
    link: str = "",
    url: str | None = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """A section with a head on a line: title, note (counts, dates), link at the right."""
    values = {"title": title, "note": note, "link": link, "url": url, "id": id, "level": level}
    return _render("section", content=content, **values)


@register.simple_block_tag
def panel(content: str, title: str, edge: bool = False, note: str = "", id: str = "") -> SafeString:
    """A surface panel, at most two on a page; ``edge`` marks it blue at the left (a question, a warning)."""
    return _render("panel", content=content, title=title, edge=edge, note=note, id=id)


@register.simple_block_tag
def accordion(content: str, title: str, open: bool = False, remember: str = "") -> SafeString:
    """A part that folds; the browser keeps the state under the key ``remember`` (no personal data in it)."""
    return _render("accordion", content=content, title=title, open=open, remember=remember)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A dialog that ``data-dialog="id"`` opens; its content ends with a ``fw-dialog-actions`` line."""
    return _render("dialog", content=content, id=id, title=title)


@register.simple_block_tag
def alert(content: str, kind: str, title: str) -> SafeString:
    """A KERN alert; ``kind`` is info, success, warning or danger."""
    return _render("alert", content=content, kind=kind, title=title)


@register.inclusion_tag("fw/crumb.html")
def crumb(label: str, url: str | None = None) -> dict[str, object]:
    """One step of the crumbs; the last one has no address."""
    return {"label": label, "url": url}


@register.inclusion_tag("fw/next_step.html")
def next_step(label: str, url: str, method: str = "get", about: str = "") -> dict[str, object]:
    """A next step as a verb with an arrow: a link, or with ``method="post"`` a form with one button.

    ``about`` says whom or what it concerns, for those who hear links out of their place.
    """
    return {"label": label, "url": url, "method": method, "about": about}


@register.inclusion_tag("fw/row.html")
def row(**values: object) -> dict[str, object]:
    """A row with its next step; the values are those in the head of fw/row.html."""
    return values


@register.inclusion_tag("fw/waitbar.html")
def waitbar(days: int, limit: int) -> dict[str, object]:
    """Days waited against the agreed limit in days, in words and as a bar."""
    return {
        "days": days,
        "limit": limit,
        "width": WAIT_WIDTH_PX,
        "bar": wait_px(days),
        "tick": wait_px(limit) - 1,
        "over": days > limit,
    }


def wait_px(days: int) -> int:
    """Length of so many days in a wait bar, in px; never nothing, never more than the bar."""
    return max(2, min(WAIT_WIDTH_PX, round(days * WAIT_WIDTH_PX / WAIT_SCALE_DAYS)))


@register.inclusion_tag("fw/figures.html")
def figures(items: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Figures in one line; each item has ``count``, ``label`` and may have ``url``."""
    return {"items": items}


@register.inclusion_tag("fw/safe_channel.html")
def safe_channel(
    reach: str,
    when: str = "",
    language: str = "",
    never: str = "",
    reach_note: str = "",
    confirmed: str = "",
) -> dict[str, object]:
    """How a person may be reached safely: four answers and when the person confirmed them."""
    return {
        "reach": reach,
        "reach_note": reach_note,
        "when": when,
        "language": language,
        "never": never,
        "confirmed": confirmed,
    }


@register.inclusion_tag("fw/draft.html")
def draft_indicator(saved_at: str = "", earlier_url: str | None = None) -> dict[str, object]:
    """Where a form with ``data-draft-url`` says that it is saved; ``saved_at`` is a time such as 10:42:07."""
    return {"saved_at": saved_at, "earlier_url": earlier_url}


@register.inclusion_tag("fw/nothing.html")
def nothing(text: str, hint: str = "", label: str = "", url: str | None = None) -> dict[str, object]:
    """An empty list in words, with what one can do now."""
    return {"text": text, "hint": hint, "label": label, "url": url}


@register.inclusion_tag("fw/gas.html")
def gas(anchors: Sequence[str], client: int | None = None, manager: int | None = None) -> dict[str, object]:
    """The five anchors of a goal in full, from -2 to +2, with both ratings (-2 ... 2, None = not rated)."""
    marks = (("−2", -2), ("−1", -1), ("0", 0), ("+1", 1), ("+2", 2))
    steps = [
        {
            "mark": mark,
            "text": text,
            "expected": value == 0,
            "client": value == client,
            "manager": value == manager,
        }
        for (mark, value), text in zip(marks, anchors, strict=True)
    ]
    return {"steps": steps}


@register.inclusion_tag("fw/track.html")
def track(step: int, label: str, total: int = 7) -> dict[str, object]:
    """How far a theme has come: one dot a step, the word, and "5 von 7"."""
    return {"step": step, "label": label, "total": total, "dots": range(1, total + 1)}


@register.inclusion_tag("fw/phases.html")
def phases(items: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The phase line of a case; each item has ``label`` and ``state`` (done, current, ahead)."""
    return {"items": items}


@register.inclusion_tag("fw/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """What has to be looked at again, with links to the fields, and what somebody else has saved meanwhile.

    With it go the key that lets the form be sent only once and the mark of what the person has seen.
    """
    hidden = [(field, error) for field in form.hidden_fields() for error in field.errors]
    shown = [(field, error) for field in form.visible_fields() for error in field.errors]
    general = [*form.non_field_errors(), *(error for _, error in hidden)]
    key = new_id() if getattr(form, "once", False) else None
    hidden_values = {ONCE: key, SEEN: getattr(form, "seen", "")}
    return {
        "general": general,
        "shown": shown,
        "count": len(general) + len(shown),
        "carried": [(name, value) for name, value in hidden_values.items() if value],
        "meanwhile": getattr(form, "meanwhile", ()),
    }
