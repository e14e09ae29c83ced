"""Somebody at a screen: opens his tasks, fills what is asked, looks at every page on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
TEXT = "Dibicarakan bersama; sesuai dengan catatan dan bukti yang ada pada berkas tahun ini."

#: Answers what is visible, asked and empty: the first choice, a number, a day, some words. What
#: `says` names is answered so; what an answer opens is answered in the next round.
FILL = """
([says, text]) => {
  const form = document.querySelector("form[data-draft], main form");
  const told = (control) => {
    control.dispatchEvent(new Event("input", { bubbles: true }));
    if (control.tagName === "SELECT") control.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const tick = (control) => { if (!control.checked) control.click(); };
  for (let round = 0; round < 3; round++) {
    for (const control of form.querySelectorAll("input, textarea, select")) {
      const { name, type, required } = control;
      if (!control.checkVisibility() || type === "hidden") continue;
      if (name in says) {
        const wanted = [says[name]].flat();
        if (type === "radio" || type === "checkbox") {
          if (control.checked !== wanted.includes(control.value)) control.click();
        } else if (control.value !== wanted[0]) { control.value = wanted[0]; told(control); }
        continue;
      }
      if (type === "radio") {
        const group = control.closest("fieldset");
        const given = form.querySelector(`[name="${CSS.escape(name)}"]:checked`);
        if (group.getAttribute("aria-required") && !given) tick(control);
        continue;
      }
      if (!required || control.value || type === "checkbox") continue;
      if (control.tagName === "SELECT") control.selectedIndex = 1;
      else if (type === "date") control.value = control.min || control.max;
      else if (type === "datetime-local") control.value = control.min.slice(0, 11) + "09:00";
      else if (control.inputMode) control.value = "12";
      else control.value = text.slice(0, control.maxLength > 0 ? control.maxLength : undefined);
      told(control);
    }
  }
}
"""

Says = Mapping[str, str | list[str]]


@dataclass
class Look:
    """What is asked of every page: axe finds nothing, a phone shows it whole, a picture is kept."""

    axe: Callable[[Page], None]
    shot: Callable[[Page, str], None]

    def at(self, page: Page, name: str) -> None:
        """Look at a page on a desk and on a phone."""
        self.axe(page)
        self.shot(page, name)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        fits_a_phone(page)
        self.shot(page, f"{name}-360")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]

    def in_the_dark(self, page: Page, name: str) -> None:
        """Look at a page in its dark colours."""
        page.emulate_media(color_scheme="dark")
        self.axe(page)
        self.shot(page, f"{name}-gelap")
        page.emulate_media(color_scheme="light")


def reviewed(score: int = 84) -> dict[str, str | list[str]]:
    """A 360 form with three STAR elements told for each of six aspects."""
    said: dict[str, str | list[str]] = {}
    for n in range(6):
        said |= {f"behaviour-{n}-star_{element}": TEXT for element in "sta"}
        said |= {f"behaviour-{n}-star_count": "3", f"behaviour-{n}-score": str(score)}
    return said


def goes_to(page: Page, name: str) -> None:
    """Follow a link of the head, out of its menu where it lies there."""
    head = page.get_by_role("navigation", name="Utama")
    link = head.get_by_role("link", name=name, include_hidden=True)
    if not link.is_visible():
        head.locator("summary").click()
    link.click()


def fits_a_phone(page: Page) -> None:
    """A page of 360 px scrolls only down."""
    page.wait_for_load_state()  # without its styles every page is too wide
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} px wide; {_widest(page)}"


def _widest(page: Page) -> str:
    found: str = page.evaluate(
        "() => [...document.querySelectorAll('body *')]"
        ".filter((each) => each.getBoundingClientRect().right > 361)"
        ".slice(-1).map((each) => each.outerHTML.slice(0, 200)).join()"
    )
    return found


@dataclass
class Person:
    """One of the six, in a window of his own."""

    page: Page
    name: str
    look: Look
    seen: set[str]

    def comes_in(self) -> None:
        """Choose the account on the sign-in page of the demo."""
        self.page.goto("/masuk")
        self.page.get_by_role("button", name=self.name).first.click()
        expect(self.page.get_by_role("navigation", name="Utama")).to_be_visible()

    def opens(self, title: str, subject: str = "") -> None:
        """Open a task from the inbox, as it stands there."""
        self.page.goto("/")
        what = f"{title}: {subject}" if subject else title
        row = self.page.locator("ul.rows > li", has_text=what).first
        row.locator("a.what", has_text=what).or_(
            row.locator("details a", has_text=subject)
        ).first.click()
        self.page.wait_for_selector("form[data-draft]")
        self._looks(title)

    def sends(self, title: str, subject: str = "", **says: str | list[str]) -> None:
        """Open a task, fill it, send it, and read the receipt."""
        self.opens(title, subject)
        self.fills(says)
        self.presses_send()

    def fills(self, says: Says) -> None:
        """Answer what is asked."""
        self.page.evaluate(FILL, [says, TEXT])

    def ticks(self, group: str, *names: str) -> None:
        """Tick people in a group of boxes."""
        boxes = self.page.get_by_role("group", name=group)
        for name in names:
            boxes.get_by_role("checkbox", name=name).check()

    def chooses(self, question: str, name: str) -> None:
        """Choose somebody from a list."""
        box = self.page.get_by_label(question)
        label = box.locator("option", has_text=name).first.inner_text()
        box.select_option(label=label)

    def presses_send(self) -> None:
        """Press the button, look once more where asked to."""
        form = self.page.locator("form[data-draft]")
        form.locator("button.btn[value=kirim]").click()
        expect(form).to_have_count(0)  # a draft on its way is waited for
        if "Lihat sekali lagi" in self.page.locator("h1").inner_text():
            self._looks("Lihat sekali lagi")
            self.page.get_by_role("button", name="Ya, ").click()
        expect(self.page.locator(".notes")).to_contain_text("Terkirim: ")

    def reads(self, name: str, *links: str) -> None:
        """Follow links from where the person stands, one after the other; look where they lead."""
        for link in links:
            self.page.get_by_role("link", name=link).first.click()
        self._looks(name)

    def waits_until(self, day: str) -> None:
        """Move the demo clock to a day, on the bar that everybody sees."""
        bar = self.page.locator(".demo")
        bar.get_by_label("Pindah ke tanggal").fill(day)
        bar.get_by_role("button", name="Pindah", exact=True).click()
        expect(self.page.locator(".notes")).to_contain_text("Jam demo")

    def _looks(self, name: str) -> None:
        if name not in self.seen:
            self.seen.add(name)
            self.look.at(self.page, name.lower().replace(" ", "-"))
