"""The codes that the documentation lists are the codes that the source raises: no more, no fewer."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import socialcommerce
from socialcommerce import errors
from socialcommerce.errors import REFUSALS, MalformedJournal, Refused, SocialCommerceError

SOURCE = Path(socialcommerce.__file__).parent
KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, SocialCommerceError) and kind is not SocialCommerceError
]


def refusals(path: Path) -> Iterator[ast.Call]:
    """Every ``Refused(…)`` in a source file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            yield node


RAISED = [(path.relative_to(SOURCE), call) for path in sorted(SOURCE.rglob("*.py")) for call in refusals(path)]


def test_every_refusal_names_its_code_in_plain_letters() -> None:
    unclear = [
        f"{path}:{call.lineno}"
        for path, call in RAISED
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert unclear == []


def test_the_codes_that_are_raised_are_those_that_are_declared() -> None:
    raised = {call.args[0].value for _, call in RAISED if isinstance(call.args[0], ast.Constant)}
    assert raised == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_declared_code_is_words_and_dashes_with_a_rule_that_it_stands_for(code: str) -> None:
    assert code.replace("-", "").isalpha()
    assert code == code.lower()
    assert REFUSALS[code]


def test_a_refusal_with_a_code_that_is_not_declared_cannot_be_made() -> None:
    with pytest.raises(KeyError, match="declare it in REFUSALS"):
        Refused("made-up", "no")


def test_a_refusal_carries_code_message_and_facts() -> None:
    refusal = Refused("refund-too-high", "too much", left=3)
    assert (refusal.code, str(refusal), refusal.facts) == ("refund-too-high", "too much", {"left": 3})


def test_no_two_kinds_of_error_share_a_code() -> None:
    codes = [kind.code for kind in KINDS if kind is not Refused]
    assert len(codes) == len(set(codes))
    assert set(codes).isdisjoint(REFUSALS)


def test_a_malformed_journal_is_a_bad_value_and_names_its_line() -> None:
    error = MalformedJournal(7, "not an object")
    assert isinstance(error, ValueError)
    assert (error.line, str(error)) == (7, "line 7: not an object")
