"""Code lists with validity dates: what everybody in the house calls the same thing by the same code."""

from importlib.resources import files
from typing import Any

import yaml


def read(name: str) -> Any:
    """The content of ``data/<name>.yaml``, read anew at every call; FileNotFoundError for an unknown list."""
    return yaml.safe_load((files(__name__) / "data" / f"{name}.yaml").read_text(encoding="utf-8"))
