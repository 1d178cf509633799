"""The reference against the code: every command, read, refusal and rule, and none that is not there."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs
import msgspec
import pytest

from doc_kinds import KINDS, arguments_of, shown
from doc_pages import DOCS, ROOT, bullet, fences, plain, reference, rows, sections, table_after, words
from socialcommerce import Rules, SocialCommerce
from socialcommerce.domain.earnings.payout import Payout
from socialcommerce.domain.orders.case import Case
from socialcommerce.domain.orders.conversation import Conversation
from socialcommerce.domain.orders.order import Hold, Order
from socialcommerce.domain.orders.parcels import Parcel
from socialcommerce.domain.orders.pricing import Quote
from socialcommerce.domain.orders.refunding import Line
from socialcommerce.domain.referrals.journey import Binding
from socialcommerce.errors import REFUSALS, SocialCommerceError
from socialcommerce.journal import COMMANDS, ingest, parse
from socialcommerce.services import (
    attribution_reasons,
    commission_reasons,
    conditions,
    feed_reasons,
    member_exports,
    order_entries,
    previews,
    standing,
)
from socialcommerce.services.deadlines import Tick
from socialcommerce.services.imports import ImportedLineGiven
from socialcommerce.services.orders import GivenDiscount, WantedLine

COMMANDS_PAGE: Final = sections(reference("commands"))
READS_PAGE: Final = sections(reference("reads"))
REFUSALS_PAGE: Final = sections(reference("refusals"))

ANYWHERE: Final = {"time-ahead", "time-goes-back"}
"""Codes that every command can be refused with."""


BESIDE: Final = (
    *(order_entries, member_exports, previews),
    *(standing, attribution_reasons, commission_reasons, conditions, feed_reasons),
)
"""Modules that hold what reads return, and no service."""


def services() -> Iterator[tuple[str, type[Any]]]:
    """What stands on a store, by its name."""
    with SocialCommerce.open() as commerce:
        for name, value in vars(commerce).items():
            if not name.startswith("_") and type(value).__module__.startswith("socialcommerce.services."):
                yield name, type(value)


READS: Final = {
    f"{service}.{name}": method
    for service, cls in services()
    for name, method in vars(cls).items()
    if callable(method) and not name.startswith("_") and not hasattr(method, "is_command")
}


def results() -> Iterator[type[Any]]:
    """Every class of which a read returns instances, but those that only others are made of."""
    for module in sorted({cls.__module__ for _, cls in services()} | {each.__name__ for each in BESIDE}):
        found = [each for each in vars(import_module(module)).values() if attrs.has(each)]
        ours = [each for each in found if each.__module__ == module]
        yield from (each for each in ours if attrs.fields(each) and not _is_base(each, ours))
    yield from (Order, Line, Parcel, Hold, Quote, Binding, Case, Conversation, Payout)


def _is_base(cls: type[Any], of: list[type[Any]]) -> bool:
    return any(each is not cls and issubclass(each, cls) for each in of)


def test_every_command_is_documented_and_none_else() -> None:
    assert list(COMMANDS_PAGE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_its_arguments_kinds_and_defaults(name: str) -> None:
    assert shown(COMMANDS_PAGE[name], 3) == arguments_of(COMMANDS[name], but=("at", "by"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_an_instant_and_an_actor(name: str) -> None:
    common = reference("commands").split("## What every command has")[1].split("## ")[0]
    everything = arguments_of(COMMANDS[name], but=())
    assert shown(common, 3) == everything[-2:]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_codes_that_a_command_says_in_its_docstring_are_documented(name: str) -> None:
    told = {word for word in (COMMANDS[name].function.__doc__ or "").split("``") if word in REFUSALS}
    assert told <= set(words(plain(bullet(COMMANDS_PAGE[name], "Refused"))))


def test_kinds_that_are_named_are_explained() -> None:
    explained = {row[0] for row in rows(reference("commands").split("## Kinds of values")[1].split("\n## ")[0])}
    assert set(KINDS.values()) <= explained


def test_objects_that_are_arguments_are_documented_with_their_fields() -> None:
    table = table_after(reference("commands"), "| object | fields |")
    told = {words(name)[0]: set(words(fields)) for name, fields in table}
    given = (WantedLine, GivenDiscount, ImportedLineGiven)
    assert told == {cls.__name__: set(cls.__annotations__) for cls in given}


def test_what_a_tick_returns_is_documented_with_its_fields() -> None:
    table = rows(reference("commands").split("\n## Ticks\n")[1])
    assert [words(row[0])[0] for row in table] == [field.name for field in attrs.fields(Tick)]


def test_every_refusal_is_documented_and_none_else() -> None:
    assert list(REFUSALS_PAGE) == sorted(REFUSALS)


@pytest.mark.parametrize("code", sorted(set(REFUSALS) - ANYWHERE))
def test_a_refusal_names_the_commands_that_name_it(code: str) -> None:
    named = words(plain(bullet(REFUSALS_PAGE[code], "Commands")))
    assert named == [name for name in COMMANDS if code in words(plain(bullet(COMMANDS_PAGE[name], "Refused")))]


def test_every_other_error_is_documented_with_its_code() -> None:
    table = reference("refusals").split("## Other errors")[1]
    told = {words(row[0])[0]: words(row[1]) for row in rows(table)}
    ours = {cls.__name__: cls.code for cls in SocialCommerceError.__subclasses__()}
    assert set(told) == {*ours, "ValueError"}
    assert all(told[name] == [code] for name, code in ours.items() if name != "Refused")


def test_every_rule_is_documented_with_its_default() -> None:
    tables = reference("rules").split("## Fixed numbers")[0]
    told = {words(row[0])[0]: json.loads(words(row[1])[0]) for row in rows(tables)}
    assert told == json.loads(msgspec.json.encode(Rules().settings()))


def test_every_read_is_documented_and_none_else() -> None:
    assert set(READS_PAGE) == set(READS)


@pytest.mark.parametrize("name", [name for name, method in READS.items() if hasattr(method, "command")])
def test_a_read_is_documented_with_its_arguments_kinds_and_defaults(name: str) -> None:
    expected = arguments_of(READS[name].command, but=("by",))
    label = "| argument | kind | default | meaning |"
    arguments = table_after(READS_PAGE[name], label) if expected else []
    assert [[plain(cell) for cell in row[:3]] for row in arguments] == expected


@pytest.mark.parametrize("cls", list(results()), ids=lambda cls: cls.__name__)
def test_what_a_read_returns_is_documented_with_its_fields(cls: type[Any]) -> None:
    table = table_after(reference("reads"), f"`{cls.__name__}`:")
    assert [words(row[0])[0] for row in table] == [field.name for field in attrs.fields(cls)]


def test_the_readme_lists_every_command_and_read_and_none_else() -> None:
    table = table_after((ROOT / "README.md").read_text("utf-8"), "| service | commands | reads |")
    for column, expected in ((1, COMMANDS), (2, READS)):
        cells = [(words(row[0])[0], [name for name in plain(row[column]).split(", ") if name]) for row in table]
        assert sorted(f"{service}.{name}" for service, names in cells for name in names) == sorted(expected)


def test_the_lines_of_the_journal_are_commands() -> None:
    (block,) = (each for each in fences(DOCS / "reference" / "journal.md") if each.info == "jsonl")
    for number, line in enumerate(block.text.splitlines(), 1):
        parse(number, line.encode())


def test_the_journal_comes_to_the_report_that_is_shown(tmp_path: Path) -> None:
    blocks = {each.info: each.text for each in fences(DOCS / "reference" / "journal.md")}
    path = tmp_path / "journal.jsonl"
    path.write_text(blocks["jsonl"], "utf-8")
    with SocialCommerce.open() as commerce:
        report = attrs.asdict(ingest(commerce, path))
    assert json.loads(msgspec.json.encode(report)) == json.loads(blocks["json report"])
