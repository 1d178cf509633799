"""The reference of the testing kit against the code: names, arguments, fixtures."""

import inspect

import attrs
import pytest

import socialcommerce.testing as kit
from doc_pages import plain, reference, rows, words
from socialcommerce import aggregates
from socialcommerce.testing import CommerceMachine, laws, plugin, strategies
from socialcommerce.testing.laws.money import AMOUNTS

PAGE = reference("testing")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def told(title: str) -> list[str]:
    """The words in the first cells under a heading."""
    return [word for row in rows(section(title)) for word in words(plain(row[0]))]


def called(word: str) -> tuple[str, list[str]]:
    """The name of a call and its arguments, as they are written."""
    name, _, arguments = word.partition("(")
    return name, [each for each in arguments.removesuffix(")").split(", ") if each]


def test_every_public_name_is_documented() -> None:
    named = [word for row in rows(PAGE.split("\n## ")[0]) for word in words(row[0])]
    assert sorted(named) == sorted(kit.__all__)
    assert {called(word)[0] for word in told("Aggregates of your own")} == set(aggregates.__all__)


def test_every_fixture_is_documented() -> None:
    fixtures = [name for name, each in vars(plugin).items() if type(each).__name__ == "FixtureFunctionDefinition"]
    assert told("The plugin") == fixtures
    assert "`socialcommerce_store`" in section("The plugin")


def written(parameter: inspect.Parameter) -> str:
    """An argument as the reference writes it."""
    if parameter.kind is parameter.VAR_KEYWORD:
        return f"**{parameter.name}"
    if parameter.default is parameter.empty:
        return parameter.name
    return f"{parameter.name}={'AMOUNTS' if parameter.default is AMOUNTS else repr(parameter.default)}"


@pytest.mark.parametrize("word", told("Laws"))
def test_every_law_is_documented_with_its_arguments(word: str) -> None:
    name, arguments = called(word)
    assert arguments == [written(each) for each in inspect.signature(getattr(laws, name)).parameters.values()]


def test_no_law_and_no_strategy_is_left_out() -> None:
    assert sorted(called(word)[0] for word in told("Laws")) == sorted(laws.__all__)
    assert sorted(called(word)[0] for word in told("Strategies")) == sorted(strategies.__all__)


@pytest.mark.parametrize("word", told("Strategies"))
def test_strategies_have_the_arguments_that_are_documented(word: str) -> None:
    name, arguments = called(word)
    parameters = inspect.signature(getattr(strategies, name)).parameters
    assert [each.partition("=")[0].lstrip("*") for each in arguments] == list(parameters)
    for each in arguments:
        argument, _, default = each.partition("=")
        if default:
            assert repr(parameters[argument].default) == default


def is_rule(member: object) -> bool:
    """Whether Hypothesis calls it."""
    return any("hypothesis_stateful" in mark for mark in getattr(member, "__dict__", {}))


def test_what_a_machine_lets_override_is_documented() -> None:
    named = {called(word)[0] for word in told("`CommerceMachine`")}
    public = {
        name
        for name, each in vars(CommerceMachine).items()
        if not name.startswith("_") and not is_rule(each)
        if isinstance(each, property) or inspect.isfunction(each)
    }
    assert named == (public - {"teardown"}) | {"teller", "closing"}


def test_every_field_of_a_told_command_is_documented() -> None:
    assert told("`Teller`") == [field.name for field in attrs.fields(kit.Told)]
