"""The reference of events against the code: every topic, field and kind, retired ones too, and who records what."""

from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import pytest

import socialcommerce
from doc_kinds import fields_of, shown
from doc_pages import ROOT, bullet, plain, reference, rows, sections, table_after, words
from socialcommerce import ManualClock, Recorded, Refused, SocialCommerce
from socialcommerce.domain.circle.recommendation import Opinion
from socialcommerce.domain.earnings.commission_events import Part
from socialcommerce.domain.earnings.payout import PaidEntry
from socialcommerce.domain.orders.case_events import CaseAsked
from socialcommerce.domain.orders.imported import ImportedLine
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.pricing import Asked, Discount, OrderLine, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.journal import COMMANDS, Entry, check, parse
from socialcommerce.kernel.event import TOPICS, current_topics, topic_of
from socialcommerce.kernel.text import PersonalText
from socialcommerce.services.command import given_to

OURS: Final = {topic: cls for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce.")}
EVENTS: Final = {topic: cls for topic, cls in OURS.items() if topic in current_topics()}
RETIRED: Final = {topic: cls for topic, cls in OURS.items() if topic not in current_topics()}
EVENTS_PAGE: Final = sections(reference("events"))
COMMANDS_PAGE: Final = sections(reference("commands"))

VALUES: Final = (
    PersonalText,
    Asked,
    Discount,
    Wanted,
    OrderLine,
    Terms,
    Attribution,
    RefundAsked,
    RefundPart,
    CaseAsked,
    Message,
    Opinion,
    ImportedLine,
    Part,
    PaidEntry,
)


def deadlines() -> dict[str, set[str]]:
    """The topics that a passed deadline records, each with those that follow from it."""
    table = table_after(reference("events"), "| recorded as | when | with it |")
    return {words(topic)[0]: set(words(follow)) for topic, _, follow in table}


def by_deadlines() -> set[str]:
    found = deadlines()
    return set(found) | {topic for follow in found.values() for topic in follow}


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


def test_retired_topics_are_documented_with_what_they_read_as() -> None:
    table = table_after(reference("events"), "| topic | class | reads as | with |")
    told = {words(topic)[0]: (words(cls)[0], words(today)[0]) for topic, cls, today, _ in table}
    assert told == {topic: (cls.__name__, topic_of(_today(cls))) for topic, cls in RETIRED.items()}


def test_every_fact_that_says_it_was_made_by_a_deadline_is_documented_as_such() -> None:
    made = {topic for topic, cls in EVENTS.items() if {"deadline", "unpaid"} & set(_words_of(cls, "kind"))}
    assert set(deadlines()) == made | {"commission.approved"}


def test_events_and_commands_agree_on_what_records_what() -> None:
    by_command = {name: set(words(plain(bullet(COMMANDS_PAGE[name], "Records")))) for name in COMMANDS}
    by_event = {
        topic: set(words(plain(EVENTS_PAGE[topic].split("Recorded by")[1].split(".\n")[0]))) for topic in EVENTS
    }
    assert by_event == {topic: {name for name in COMMANDS if topic in by_command[name]} for topic in EVENTS}


def test_the_changelog_names_every_topic() -> None:
    schemas = (ROOT / "CHANGELOG.md").read_text("utf-8").split("### Event schema")[1:]
    assert {word for schema in schemas for word in words(schema.split("\n## ")[0])} == set(OURS)


def test_the_demo_records_and_refuses_only_what_is_documented() -> None:
    path = Path(socialcommerce.__file__).parent / "cli" / "demo.jsonl"
    with SocialCommerce.open(clock=ManualClock(check(path).last_at)) as commerce:
        seen = [_apply(commerce, parse(number, line)) for number, line in enumerate(path.read_bytes().splitlines(), 1)]
    late = by_deadlines()
    for do, outcomes in seen:
        section = COMMANDS_PAGE[do]
        told = {*words(plain(bullet(section, "Records"))), *words(plain(bullet(section, "Refused")))}
        assert outcomes <= told | late, do


def _apply(commerce: SocialCommerce, entry: Entry) -> tuple[str, set[str]]:
    """A command, and the topics that it recorded or the code that refused it."""
    service, before = getattr(commerce, entry.do.partition(".")[0]), commerce.log.position()
    try:
        COMMANDS[entry.do].function(service, **given_to(entry.arguments) | {"at": entry.at, "by": entry.by})
    except Refused as refused:
        return entry.do, {refused.code}
    return entry.do, {topic_of(type(recorded.event)) for recorded in commerce.log.read(before)}


def _today(retired: type[Any]) -> type[Any]:
    """What a retired class reads as, by the function beside it that turns it into that."""
    for _, function in getmembers(import_module(retired.__module__), isfunction):
        hints = get_type_hints(function)
        if hints.get("old") is retired:
            today: type[Any] = hints["return"]
            return today
    raise LookupError(f"nothing reads {retired.__name__} as an event of today")


def _words_of(cls: type[Any], field: str) -> tuple[str, ...]:
    hint = get_type_hints(cls).get(field)
    return get_args(hint) if get_origin(hint) is Literal else ()
