"""The reference of seals against the code: functions, fields, kinds of differences."""

import inspect
import re
from typing import Any, get_args

import attrs
import pytest

from doc_pages import plain, reference, rows, words
from socialcommerce.audit import seals
from socialcommerce.audit.seals.verdict import Kind

PAGE = reference("seals")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("cls", [seals.Seal, seals.Verdict, seals.Inclusion, seals.Proof])
def test_every_field_is_documented(cls: type[Any]) -> None:
    told = [words(row[0])[0] for row in rows(section(f"`{cls.__name__}`"))]
    assert told == [field.name for field in attrs.fields(cls)]


def test_every_kind_of_difference_and_its_fields_are_documented() -> None:
    told = [words(row[0])[0] for row in rows(section("Differences"))]
    assert told == [*(field.name for field in attrs.fields(seals.Difference)), *get_args(Kind)]


def test_every_function_is_documented_with_its_arguments() -> None:
    told = {name: text for row in rows(section("Functions")) for name, text in _calls(plain(row[0]))}
    functions = {name: getattr(seals, name) for name in seals.__all__ if inspect.isfunction(getattr(seals, name))}
    assert set(told) == set(functions)
    for name, function in functions.items():
        assert told[name] == [
            argument if parameter.default is parameter.empty else f"{argument}={parameter.default!r}"
            for argument, parameter in inspect.signature(function).parameters.items()
        ]


def _calls(cell: str) -> list[tuple[str, list[str]]]:
    """The calls in a cell: each name, and the arguments as they are written."""
    found = [re.fullmatch(r"(\w+)\((.*)\)", word) for word in words(cell)]
    return [(each[1], each[2].replace("1_000", "1000").split(", ")) for each in found if each]
