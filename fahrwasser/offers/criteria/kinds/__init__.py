"""The kinds of criteria, one module each. Whatever module lies here is found; nothing else lists them.

A new kind is a new module with one class under ``@register``; its ``order`` says where forms show it.
"""

import pkgutil
from importlib import import_module

from fahrwasser.offers.criteria.base import KINDS


def discover() -> None:
    """Import every module of the package, and bring the kinds into the order in which forms show them."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    ordered = sorted(KINDS.items(), key=lambda item: item[1].order)
    KINDS.clear()
    KINDS.update(ordered)


discover()
