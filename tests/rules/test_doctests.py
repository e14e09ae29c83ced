"""The examples in the docstrings of the rules hold."""

import doctest
import importlib
import pkgutil

import pytest

import engine.rules
import engine.scoring

MODULES = [
    found.name
    for package in (engine.rules, engine.scoring)
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + ".")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_the_rules_have_examples() -> None:
    names = [name for name in MODULES if name.startswith("engine.rules.")]
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in names) >= 20
