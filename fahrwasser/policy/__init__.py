"""What the organisation decides, in files that people read and the code obeys."""

from importlib.resources import files
from typing import Any

import yaml


def read(name: str) -> Any:
    """The content of ``<name>.yaml``, read anew at every call; FileNotFoundError for an unknown policy."""
    return yaml.safe_load((files(__name__) / f"{name}.yaml").read_text(encoding="utf-8"))
