"""Somebody with a browser without JavaScript: reads pages, fills their forms, presses buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from webapp.posted import OWN

Value = str | Sequence[str]
TYPED = ("text", "search", "password", "date", "datetime-local", "number", "email")


class Visitor:
    """One browser: its cookies, and the page it stands on."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> Page:
        """Go to an address, following redirects."""
        return self._read(self.client.get(path, follow_redirects=True))

    def post(self, path: str, pairs: Sequence[tuple[str, str]]) -> Page:
        """Send a form as a browser sends it, following redirects."""
        return self._read(
            self.client.post(
                path,
                data=urlencode(pairs),
                content_type="application/x-www-form-urlencoded",
                follow_redirects=True,
            )
        )

    def enter(self, nip: str, password: str) -> Page:
        """Sign in with NIP and password."""
        return self.get("/masuk").form("Masuk").fill(nip=nip, password=password).press("Masuk")

    def _read(self, response: TestResponse) -> Page:
        return Page(self, response)


class Page:
    """A page as it was answered: where, how, and what stands on it."""

    def __init__(self, visitor: Visitor, response: TestResponse) -> None:
        self.visitor, self.response = visitor, response
        self.status = response.status_code
        self.path = response.request.path
        self.kind = response.mimetype
        response.get_data()
        response.close()  # as a server does: what was sent may be a file
        self.body = response.get_data(as_text=True) if self.kind not in BINARY else ""
        is_page = self.body and self.kind != "application/xml"
        self.tree: HtmlElement = html.fromstring(self.body if is_page else "<html></html>")

    # ---- reading ------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        (found,) = self.tree.xpath("//h1")
        return words(found)

    @property
    def text(self) -> str:
        """Everything a reader can find on the page, what stands in its fields included."""
        return " ".join(_readable(self.tree)) if self.kind == "text/html" else self.body

    @property
    def said(self) -> str:
        """The message on top that another page left."""
        return " ".join(words(each) for each in self.tree.xpath("//div[@class='notes']/p"))

    @property
    def problems(self) -> list[str]:
        """The summary of what must be put right."""
        return [words(each) for each in self.tree.xpath("//div[@id='masalah']//li")]

    def message_at(self, name: str) -> str:
        """What is said at one field; "" for nothing. The field points to it for a screen reader."""
        control = self.tree.get_element_by_id(f"f-{name}")
        found = control.xpath(f"//*[@id='f-{name}-e']")
        if not found:
            return ""
        assert f"f-{name}-e" in control.get("aria-describedby", "").split()
        return words(found[0])

    def off(self) -> dict[str, str]:
        """What cannot be pressed, by its words: why not, "" where nothing says so."""
        found = self.tree.xpath("//*[@disabled or @aria-disabled='true']")
        return {words(each): self._description(each) for each in found}

    def _description(self, element: HtmlElement) -> str:
        ids = element.get("aria-describedby", "").split()
        return " ".join(words(self.tree.get_element_by_id(each)) for each in ids)

    def value(self, name: str) -> Value:
        """What stands in a field."""
        form = next(each for each in self.forms if name in each.names)
        values = [value for key, value in form.pairs() if key == name]
        return values[0] if len(values) == 1 else values

    def rows(self, heading: str) -> list[list[str]]:
        """The body cells of the table that has this column heading."""
        for table in self.tree.xpath("//table"):
            if heading in [words(each) for each in table.xpath("./thead//th")]:
                return [
                    [words(cell) for cell in row.xpath("./td | ./th")]
                    for row in table.xpath("./tbody/tr")
                ]
        raise AssertionError(f"No table with a column {heading!r} on {self.path}.")

    @property
    def links(self) -> Iterator[tuple[str, str]]:
        """Words and address of each link of this site."""
        for each in self.tree.xpath("//a[@href]"):
            address = urlsplit(urljoin(f"http://localhost{self.path}", each.get("href")))
            if address.netloc == "localhost":
                yield words(each), address._replace(scheme="", netloc="", fragment="").geturl()

    # ---- going on -----------------------------------------------------------------------------

    def follow(self, link: str) -> Page:
        """Follow the first link whose words begin so."""
        for text, address in self.links:
            if text.startswith(link):
                return self.visitor.get(address)
        raise AssertionError(f"No link {link!r} on {self.path}: {[t for t, _ in self.links]}")

    @property
    def forms(self) -> list[Filled]:
        """The forms of the page as they would be sent now."""
        return [Filled(self, each) for each in self.tree.xpath("//form")]

    def form(self, button: str) -> Filled:
        """The form with a button of these words."""
        for form in self.forms:
            if button in form.buttons:
                return form
        raise AssertionError(f"No button {button!r} on {self.path} ({self.heading}).")

    def press(self, button: str) -> Page:
        """Press a button of a form that needs no filling."""
        return self.form(button).press(button)


@dataclass
class Filled:
    """One form of a page; what is filled here is sent by `press`."""

    page: Page
    element: HtmlElement

    @property
    def names(self) -> set[str]:
        """The names of all its fields."""
        return {each.get("name") for each in self._controls() if each.get("name")}

    @property
    def buttons(self) -> dict[str, HtmlElement]:
        """Its buttons by their words."""
        found = self.element.xpath(".//button")
        return {words(each): each for each in found if each.get("aria-hidden") != "true"}

    def fill(self, _more: Mapping[str, Value] | None = None, **answers: Value) -> Filled:
        """Type, tick or choose by the names of the fields; what is not offered is refused here."""
        for name, value in {**(_more or {}), **answers}.items():
            self._answer(name, value)
        return self

    def press(self, button: str) -> Page:
        """Send the form with one of its buttons."""
        pressed = self.buttons[button]
        pairs = self.pairs()
        if pressed.get("name"):
            pairs.append((pressed.get("name"), pressed.get("value", "")))
        action = self.element.get("action") or self.page.path
        if self.element.get("method", "get").lower() == "get":
            return self.page.visitor.get(f"{action.partition('#')[0]}?{urlencode(pairs)}")
        return self.page.visitor.post(action, pairs)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values in the order in which a browser sends them."""
        return [pair for each in self._controls() for pair in _sent(each)]

    def answers(self) -> list[tuple[str, str]]:
        """What stands in its fields, without what the page itself sends along."""
        return [pair for pair in self.pairs() if pair[0] not in OWN]

    def offered(self, name: str) -> dict[str, str]:
        """What may be chosen for a field: words to value."""
        options = self.element.xpath(f".//select[@name='{name}']/option[@value!='']")
        boxes = self.element.xpath(f".//label[input[@name='{name}']]")
        return {words(each): each.get("value") for each in options} | {
            words(each): each.xpath("./input/@value")[0] for each in boxes
        }

    def complete(self, text: str) -> Filled:
        """Write `text` wherever words must stand and nothing does; take the first of each list."""
        for each in self._controls():
            if each.get("required") is None or not self._asked(each):
                continue
            if each.tag == "textarea" and not _typed(each).strip():
                self._answer(each.get("name"), text)
            elif each.tag == "select" and not _sent(each)[0][1]:
                self._answer(each.get("name"), each.xpath("./option[@value!='']/@value")[0])
            elif each.get("type") == "text" and not each.get("value") and not each.get("inputmode"):
                self._answer(each.get("name"), text[:50])
        return self

    def _controls(self) -> list[HtmlElement]:
        return list(self.element.xpath(".//input | .//textarea | .//select"))

    def _asked(self, control: HtmlElement) -> bool:
        """Whether every question that this one hangs on has the answer that opens it."""
        given = self.pairs()
        return all(
            any(
                name == each.get("data-when") and value in each.get("data-is").split("|")
                for name, value in given
            )
            for each in control.iterancestors()
            if each.get("data-when")
        )

    def _answer(self, name: str, value: Value) -> None:
        controls = [each for each in self._controls() if each.get("name") == name]
        assert controls, f"{self.page.heading!r} does not ask for {name}."
        wanted = [value] if isinstance(value, str) else list(value)
        first = controls[0]
        if first.get("type") in ("radio", "checkbox"):
            offered = {each.get("value"): each for each in controls}
            assert set(wanted) <= {*offered, ""}, f"{name} offers {list(offered)}, not {wanted}"
            for raw, each in offered.items():
                each.attrib.pop("checked", None)
                if raw in wanted:
                    each.set("checked", "")
        elif first.tag == "select":
            options = {each.get("value"): each for each in first.iter("option")}
            assert wanted[0] in options, f"{name} offers {list(options)}, not {wanted}"
            for raw, each in options.items():
                each.attrib.pop("selected", None)
                if raw == wanted[0]:
                    each.set("selected", "")
        elif first.tag == "textarea":
            first.text = "\n" + wanted[0]
        else:
            assert first.get("type", "text") in TYPED, f"{name} cannot be typed."
            first.set("value", wanted[0])


SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = ("application/zip", SHEETS)


def words(element: HtmlElement) -> str:
    """What is written in an element, in one line."""
    return " ".join(element.text_content().split())


def _readable(tree: HtmlElement) -> Iterator[str]:
    yield from tree.xpath("//body//text()[normalize-space() and not(parent::script)]")
    for each in tree.xpath("//@value | //@aria-label | //@title | //@placeholder"):
        yield str(each)


def _sent(control: HtmlElement) -> list[tuple[str, str]]:
    name, kind = control.get("name"), control.get("type", "text")
    if not name or kind in ("submit", "button"):
        return []
    if kind in ("radio", "checkbox"):
        return [(name, control.get("value", "on"))] if "checked" in control.attrib else []
    if control.tag == "textarea":
        return [(name, _typed(control).replace("\n", "\r\n"))]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib] or options[:1]
        return [(name, each.get("value", words(each))) for each in chosen]
    return [(name, control.get("value", ""))]


def _typed(area: HtmlElement) -> str:
    """A browser leaves out the line break that follows the opening tag."""
    return (area.text or "").replace("\r\n", "\n").removeprefix("\n")
