"""Finding the browser for the journeys; a missing one fails with the way to get it, it is never skipped."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = (
    "No Chromium found. Set CHROMIUM to one, or install it: `apt-get install chromium` on Debian,"
    " or `.venv/bin/playwright install chromium`."
)


def find_chromium(which: Callable[[str], str | None]) -> str:
    """The browser's path: CHROMIUM, then PATH, then Playwright's own."""
    if own := os.environ.get("CHROMIUM"):
        return own
    for name in NAMES:
        if found := which(name):
            return found
    builds = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    if builds:
        return str(builds[-1])
    raise RuntimeError(HOW)


def _install_on_debian() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(HOW)
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)


def main() -> None:
    """Make sure that there is a browser before the first test starts."""
    try:
        find_chromium(shutil.which)
    except RuntimeError:
        _install_on_debian()


if __name__ == "__main__":
    main()
