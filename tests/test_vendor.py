"""The browser's files are what npm delivered, have their licences, and are found by the pages."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHELVES = (ROOT / "webapp/static/vendor", ROOT / "tests/browser/vendor")
PACKAGES = sorted(folder for shelf in SHELVES for folder in shelf.iterdir() if folder.is_dir())
AGAIN = "if the change is meant, run tools/vendor"

shelf = pytest.mark.parametrize("shelf", SHELVES, ids=lambda path: str(path.relative_to(ROOT)))
package = pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)


def manifest(shelf: Path) -> dict[str, str]:
    lines = (shelf / "MANIFEST.sha256").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


@shelf
def test_every_file_is_the_one_of_the_manifest(shelf: Path) -> None:
    found = {
        str(file.relative_to(shelf)): sha256(file.read_bytes()).hexdigest()
        for file in shelf.glob("*/**/*")
        if file.is_file()
    }
    assert found == manifest(shelf), AGAIN


@package
def test_every_package_brings_its_licence_and_stands_in_the_notice(package: Path) -> None:
    name = package.name.rpartition("-")[0]
    assert (package / "LICENSE").is_file(), f"copy the licence of {name} in tools/vendor"
    assert re.search(rf"^ +{name} ", (ROOT / "NOTICE").read_text(), re.MULTILINE), (
        f"NOTICE does not name {name}; add it with its licence"
    )


@package
def test_every_package_has_the_version_of_the_lock(package: Path) -> None:
    name, _, version = package.name.rpartition("-")
    lock = json.loads((ROOT / "tools/npm/package-lock.json").read_text())
    locked = [
        entry["version"]
        for path, entry in lock["packages"].items()
        if path.rpartition("/")[2].removesuffix(".org") == name
    ]
    assert locked == [version], AGAIN


def test_every_vendored_file_a_page_names_is_there() -> None:
    sources = [
        file
        for pattern in ("**/*.html", "**/*.css", "**/*.js", "**/*.py")
        for file in (ROOT / "webapp").glob(pattern)
        if SHELVES[0] not in file.parents
    ]
    named = {
        (str(source.relative_to(ROOT)), path)
        for source in sources
        for path in re.findall(r"vendor/([\w./-]+)", source.read_text())
    }
    missing = {(source, path) for source, path in named if not (SHELVES[0] / path).is_file()}
    assert not missing, "these name a file that webapp/static/vendor does not have"
    assert named, "no page names a vendored file; is webapp/static/vendor still needed?"
