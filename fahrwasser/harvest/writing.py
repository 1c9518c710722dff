"""Writes a plan into the directory; the caller holds the transaction. A step is told before each table."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from fahrwasser.accounts.models import Organisation
from fahrwasser.harvest import bulk
from fahrwasser.harvest.plan import LABELS, ORDER, Difference, Model, Plan
from fahrwasser.offers import rules
from fahrwasser.offers.models import Offer, OfferText, Provider

Step = Callable[[str, int], None]
"""Is told what comes next and how many rows are written already; may raise, then nothing stays."""


def write(plan: Plan, step: Step) -> None:
    """Every row of the plan, in the order in which they refer to each other."""
    done = 0
    for model in ORDER:
        rows = plan.tables[model]
        if rows.new or rows.changed or rows.gone:
            step(LABELS[model], done)
        bulk.insert(model, rows.new)
        _update(model, rows.changed)
        if rows.gone:
            model._default_manager.filter(pk__in=rows.gone).delete()
        done += len(rows.new) + len(rows.changed) + len(rows.gone)
    step("", done)


def _update(model: Model, changed: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Rows in which the same fields change are written together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, values in changed.items():
        alike[tuple(sorted(values))].append({**values, "id": key})
    if len(alike) <= 1:
        for names, rows in alike.items():
            bulk.update(model, rows, names)
        return
    names = tuple(sorted({name for group in alike for name in group}))
    held = model._default_manager.in_bulk(list(changed))
    full = [
        {"id": key, **{name: changed[key].get(name, getattr(held[key], name)) for name in names}} for key in changed
    ]
    bulk.update(model, full, names)


def take(plan: Plan, chosen: Collection[str], *, source: str, by: str, on: Any) -> None:
    """Of the kept differences those that somebody chose (``row:field``) are written after all."""
    for one in [one for one in plan.kept if mark(one) in chosen]:
        plan.kept.remove(one)
        plan.changed.append(one)
        _take(plan, one, rules.provenance([one.field], source, by, on), source)


def _take(plan: Plan, one: Difference, origin: Mapping[str, Any], source: str) -> None:
    if one.field == "organisation.name":
        plan.tables[Organisation].changed[one.row] = {"name": one.theirs}
    elif one.field == "text":
        plan.tables[OfferText].changed[one.row] = {"text": one.theirs, "source": source}
        plan.touched.add(OfferText.objects.values_list("offer_id", flat=True).get(pk=one.row))
    else:
        model: Any = Offer if one.row in plan.offers else Provider
        values = plan.tables[model].changed.setdefault(one.row, {})
        before = values.get("provenance") or model.objects.values_list("provenance", flat=True).get(pk=one.row)
        values |= {one.field: one.theirs, "provenance": {**before, **origin}}
        plan.touched |= {one.row} & plan.offers


def mark(one: Difference) -> str:
    return f"{one.row}:{one.field}"
