"""What every journey does on every page: axe, no sideways scroll, and pictures when asked for."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

PICTURES = os.environ.get("FAHRWASSER_PICTURES", "")
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 900}


@dataclass
class Journey:
    """One person at one browser. ``look`` checks the page that is open; pictures are numbered in order."""

    page: Page
    address: str
    seen: list[str] = field(default_factory=list)

    def log_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.address}/konto/login/")
        self.page.get_by_label("E-Mail").fill(email)
        self.page.get_by_label("Passwort", exact=True).fill(password)
        self.look("anmelden")
        self.press("Anmelden")

    def go(self, path: str, name: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.look(name)

    def look(self, name: str) -> None:
        """The page as it is: accessible, not wider than its window, also on a phone."""
        self.seen.append(name)
        for width, size in (("360", PHONE), ("1280", DESK)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            assert self._sideways() <= 0, f"{name} scrolls sideways at {width}: {self._too_wide()}"
            self._axe(f"{name} at {width}")
            if PICTURES:
                target = Path(PICTURES) / f"{len(self.seen):02d}-{name}-{width}.png"
                self.page.screenshot(path=target, full_page=True)

    def fill(self, **fields: str) -> None:
        """Type into text fields, by the name of the field; a folded part is opened first."""
        for name, value in fields.items():
            field = self.page.locator(f"input[name={name}], textarea[name={name}]").first
            self._unfold(field)
            field.fill(value)

    def _unfold(self, field: Locator) -> None:
        """Open the folded part of the form that the field stands in."""
        folded = field.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count():
            folded.first.click()

    def choose(self, **fields: str) -> None:
        """Choose in lists, radio buttons and tick boxes; a value of a list may be its text."""
        for name, value in fields.items():
            lists = self.page.locator(f"select[name={name}]")
            if lists.count():
                self._choose_in_list(lists.first, value)
            else:
                self.page.locator(f"input[name={name}][value='{value}']").first.check()

    def _choose_in_list(self, field: Locator, value: str) -> None:
        known = field.locator(f"option[value='{value}']").count()
        field.select_option(value) if known else field.select_option(label=value)

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name).first)

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def click(self, target: Locator) -> None:
        """Click something that leads to another page, and wait until that page is whole."""
        with self.page.expect_navigation(wait_until="load"):
            target.click()

    def missing(self) -> list[str]:
        """The fields named in the summary of errors, in its order."""
        links = self.page.locator(".fw-errors a")
        names = [str(link.get_attribute("href")).removeprefix("#id_") for link in links.all()]
        return [name.removesuffix("_0") for name in names]

    def told(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def _sideways(self) -> int:
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def _too_wide(self) -> list[str]:
        """What sticks out, for the message of the failure."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll("main *, header *")]
            .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth)
            .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`).slice(-4)"""
        )
        return found

    def _axe(self, where: str) -> None:
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{where}\n{results.generate_report()}"
