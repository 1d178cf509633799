"""The reference against the code: every name, field, kind, default and code, and none that is not there."""

import json
import pkgutil
import types
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec
import pytest

import socialcommerce
from doc_pages import DOCS, ROOT, bullet, fences, plain, reference, rows, sections, table_after, words
from socialcommerce import ManualClock, Refused, Rules, SocialCommerce
from socialcommerce.domain.orders.order import Order, OrderLine
from socialcommerce.domain.orders.pricing import Asked, Quote, Wanted
from socialcommerce.domain.orders.refunding import Line, RefundAsked, RefundPart
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.domain.referrals.journey import Binding
from socialcommerce.errors import REFUSALS, SocialCommerceError
from socialcommerce.journal import COMMANDS, Entry, check, ingest, parse
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import TOPICS, Recorded, topic_of
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import PersonalText, Text, Title
from socialcommerce.projections.models import ReadModels
from socialcommerce.rules import Setting
from socialcommerce.services.command import Command, given_to
from socialcommerce.services.links import Code

KINDS: Final[dict[Any, str]] = {
    Key: "key",
    JoinedKey: "share id",
    ActorKey: "actor",
    Ordinal: "ordinal",
    Instant: "instant",
    datetime: "instant",
    date: "day",
    Money: "money",
    Price: "price",
    Title: "title",
    Text: "text",
    Code: "code",
    str: "string",
    bool: "true or false",
    int: "whole number",
    dict[str, Setting]: "settings",
}
"""What the reference calls the types of fields and arguments."""

EVENTS: Final = {topic: cls for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce.")}
EVENTS_PAGE: Final = sections(reference("events"))
COMMANDS_PAGE: Final = sections(reference("commands"))
READS_PAGE: Final = sections(reference("reads"))
REFUSALS_PAGE: Final = sections(reference("refusals"))

VALUES: Final = (PersonalText, Asked, Wanted, OrderLine, Attribution, RefundAsked, RefundPart)
ANYWHERE: Final = {"time-ahead", "time-goes-back"}
"""Codes that every command can be refused with."""


def kind(of: Any) -> str:
    """A type in the words of the reference."""
    if of in KINDS:
        return KINDS[of]
    origin, arguments = get_origin(of), get_args(of)
    if origin is Literal:
        return " ".join(f"`{word}`" for word in arguments)
    if origin in (list, tuple):
        return f"list of {kind(arguments[0])}"
    if origin in (Union, types.UnionType):
        (given,) = (each for each in arguments if each not in (type(None), msgspec.UnsetType))
        return kind(given) + (" or null" if type(None) in arguments else "")
    if origin is Annotated:
        (limits,) = of.__metadata__
        return f"{limits.ge:,} to {limits.le:,}"
    return f"`{of.__name__}`"


def default(value: Any) -> str:
    if value is msgspec.NODEFAULT:
        return "required"
    return "left as it is" if value is msgspec.UNSET else f"`{msgspec.json.encode(value).decode()}`"


def fields_of(cls: type[Any]) -> list[list[str]]:
    hints = get_type_hints(cls, include_extras=True)
    return [[f"`{field.name}`", kind(hints[field.name])] for field in attrs.fields(cls)]


def arguments_of(command: Command, *, but: tuple[str, ...]) -> list[list[str]]:
    fields = msgspec.structs.fields(command.arguments)
    return [[f"`{each.name}`", kind(each.type), default(each.default)] for each in fields if each.name not in but]


def shown(text: str, columns: int) -> list[list[str]]:
    return [[plain(cell) for cell in row[:columns]] for row in rows(text)]


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
RESULTS: Final = [
    *(
        result
        for _, cls in services()
        for result in vars(import_module(cls.__module__)).values()
        if attrs.has(result) and result.__module__ == cls.__module__
    ),
    Order,
    Line,
    Quote,
    Binding,
]


def test_every_topic_is_documented_and_none_else() -> None:
    assert set(EVENTS_PAGE) - {cls.__name__ for cls in VALUES} == set(EVENTS)


@pytest.mark.parametrize("topic", EVENTS)
def test_an_event_is_documented_with_its_class_fields_and_their_kinds(topic: str) -> None:
    section, cls = EVENTS_PAGE[topic], EVENTS[topic]
    assert section.strip().startswith(f"`{cls.__name__}`: ")
    assert shown(section, 2) == fields_of(cls)


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_a_value_in_events_is_documented_with_its_fields(cls: type[Any]) -> None:
    assert shown(EVENTS_PAGE[cls.__name__], 2) == fields_of(cls)


def test_the_envelope_is_documented_with_its_fields() -> None:
    envelope = reference("events").split("## The envelope")[1].split("```")[0]
    assert [words(row[0])[0] for row in rows(envelope)] == list(Recorded.__struct_fields__)


def test_events_and_commands_agree_on_what_records_what() -> None:
    by_command = {name: set(words(plain(bullet(COMMANDS_PAGE[name], "Records")))) for name in COMMANDS}
    by_event = {
        topic: set(words(plain(section.split("Recorded by")[1].split(".\n")[0])))
        for topic, section in EVENTS_PAGE.items()
        if topic in EVENTS
    }
    assert by_event == {topic: {name for name in COMMANDS if topic in by_command[name]} for topic in EVENTS}


def test_the_changelog_names_every_topic() -> None:
    schema = (ROOT / "CHANGELOG.md").read_text("utf-8").split("### Event schema")[1]
    assert set(words(schema)) == set(EVENTS)


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
    arguments = table_after(READS_PAGE[name], "| argument | kind | default | meaning |")
    assert [[plain(cell) for cell in row[:3]] for row in arguments] == arguments_of(READS[name].command, but=("by",))


@pytest.mark.parametrize("cls", RESULTS, ids=lambda cls: cls.__name__)
def test_what_a_read_returns_is_documented_with_its_fields(cls: type[Any]) -> None:
    table = table_after(reference("reads"), f"`{cls.__name__}`:")
    assert [words(row[0])[0] for row in table] == [field.name for field in attrs.fields(cls)]


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


def test_the_demo_records_and_refuses_only_what_is_documented() -> None:
    path = Path(socialcommerce.__file__).parent / "cli" / "demo.jsonl"
    with SocialCommerce.open(clock=ManualClock(check(path).last_at)) as commerce:
        seen = [_apply(commerce, parse(number, line)) for number, line in enumerate(path.read_bytes().splitlines(), 1)]
    for do, outcomes in seen:
        section = COMMANDS_PAGE[do]
        assert outcomes <= {*words(plain(bullet(section, "Records"))), *words(plain(bullet(section, "Refused")))}, do


def test_the_architecture_names_every_aggregate_and_read_model() -> None:
    page = (DOCS / "explanation" / "architecture.md").read_text("utf-8")
    aggregates, models = page.split("## Aggregates")[1].split("## Projections")
    found = {each.category for module in _domain() for each in vars(module).values() if isinstance(each, Aggregate)}
    assert {words(row[0])[0] for row in rows(aggregates)} == found
    assert [words(row[0])[0] for row in rows(models)] == [model.name for model in ReadModels(Rules()).all()]


def _apply(commerce: SocialCommerce, entry: Entry) -> tuple[str, set[str]]:
    """A command, and the topics that it recorded or the code that refused it."""
    service, before = getattr(commerce, entry.do.partition(".")[0]), commerce.log.position()
    try:
        COMMANDS[entry.do].function(service, **given_to(entry.arguments) | {"at": entry.at, "by": entry.by})
    except Refused as refused:
        return entry.do, {refused.code}
    return entry.do, {topic_of(type(recorded.event)) for recorded in commerce.log.read(before)}


def _domain() -> Iterator[types.ModuleType]:
    domain = import_module("socialcommerce.domain")
    for found in pkgutil.walk_packages(domain.__path__, "socialcommerce.domain."):
        yield import_module(found.name)
