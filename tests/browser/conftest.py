"""A real server, a real Chromium, and what every journey asks of them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = next(Path(__file__).parent.glob("vendor/axe-core-*/axe.min.js"))
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Who looks at the pages; without motion, so that colours are measured when they have settled.
HERE = {"locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"}
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SECONDS_TO_START = 60
#: Dozens of processes share two cores: what comes, comes; five seconds may be too few for it.
expect.set_options(timeout=15_000)


# ---- the server -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an agency, for the tests of one file."""
    return tmp_path_factory.mktemp("agency")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """The address of `timbang demo` with an agency of its own, for the tests of one file."""
    address = f"http://127.0.0.1:{(port := _free_port())}"
    with (home / "server.log").open("w+") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("timbang"), "demo"],
            env=os.environ | {"TIMBANG_HOME": str(home), "HOST": "127.0.0.1", "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
        try:
            _await(address, process, log.name)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _await(address: str, process: subprocess.Popen[bytes], log: str) -> None:
    until = monotonic() + SECONDS_TO_START
    while process.poll() is None and monotonic() < until:
        try:
            urlopen(address, timeout=SECONDS_TO_START).close()
        except URLError:
            sleep(0.1)
        else:
            return
    pytest.fail(f"timbang demo does not answer at {address}:\n{Path(log).read_text()}")


# ---- the browser ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium that `./test` found or installed."""
    names = (os.environ.get("CHROMIUM") or "", *CHROMIUM)
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no Chromium on this machine; ./test says how to get one")
    browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open the application as a new visitor; keywords are playwright's (viewport, …).

    A script error or a breach of the content policy on any of the pages fails the test.
    """
    contexts, complaints = [], []

    def open_page(**options: Any) -> Page:
        settings = HERE | options
        context = browser.new_context(base_url=server, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.extend(_breaches(line.text, page.url)))
        page.goto("/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The application in a window of a desk, nobody signed in."""
    return open_page(viewport={"width": 1280, "height": 900})


def _breaches(text: str, url: str) -> list[str]:
    return [f"{url}: {text}"] if "Content Security Policy" in text else []


# ---- what a page must be ----------------------------------------------------------------------


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail where axe-core finds something serious or critical on the page as it is now."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns when the page has come, its styles may not
        if page.evaluate("!window.axe"):
            page.evaluate(AXE.read_text())
        options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        result = page.evaluate("options => axe.run(document, options)", options)
        serious = [
            f"{finding['id']} ({finding['impact']}): {node['failureSummary']}\n    {node['html']}"
            for finding in result["violations"]
            if finding["impact"] in ("serious", "critical")
            for node in finding["nodes"]
        ]
        assert not serious, f"{page.url}\n" + "\n".join(serious)

    return check


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Save the whole page as var/screenshots/NAME.png where somebody is to look at it.

    Without `SCREENSHOTS=1` nothing is drawn: pictures prove nothing by themselves, and were a
    quarter of what a look at a page took.
    """

    def save(page: Page, name: str) -> None:
        if os.environ.get("SCREENSHOTS"):
            page.screenshot(path=ROOT / "var" / "screenshots" / f"{name}.png", full_page=True)

    return save
