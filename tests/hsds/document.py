"""Writes the profile into the reference: ``.venv/bin/python -m tests.hsds.document``."""

import json
from pathlib import Path

from fahrwasser.hsds import describing

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "hsds-profile"

if __name__ == "__main__":
    for name, told in (("profile.json", describing.document()), ("schema.json", describing.schema())):
        (FOLDER / name).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
