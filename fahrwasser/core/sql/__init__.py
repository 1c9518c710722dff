"""SQL of the security core, in files that are read in order and can be applied again at any time."""

from pathlib import Path

HERE = Path(__file__).parent
FUNCTIONS = ("who.sql", "acts.sql", "matching.sql")


def read(name: str) -> str:
    """The text of one file, with nothing for a driver to interpolate."""
    return (HERE / name).read_text()


def functions() -> str:
    """All functions of schema ``fw``, each ``CREATE OR REPLACE``."""
    return "\n".join(read(name) for name in FUNCTIONS)
