"""The rules of the store, which are facts too."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import DEFAULT_RULES, FIXED_SETTINGS, NOTICE_DAYS, Rules


@check("rules-once", "The rules that a store is created with are told once, before all else.", RulesRecorded)
def _(picture: Picture, key: str, fact: RulesRecorded, recorded: Recorded[Any]) -> Doubt | None:
    first = picture.streams.first
    return None if first is None else Doubt("the first fact of the log", f"it follows {first.reference}")


@closing_check("rules-first", "The first fact of a log are the rules of its store.", RulesRecorded)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    first = picture.streams.first
    if first is not None and not isinstance(first.event, RulesRecorded):
        yield first, Doubt("the rules of the store", type(first.event).__name__)


@check(
    "rule-fixed",
    "Currency, time zone and minor units never change.",
    ChangeAnnounced,
    refusals=("rule-fixed",),
)
def _(picture: Picture, key: str, fact: ChangeAnnounced, recorded: Recorded[Any]) -> Doubt | None:
    created_with = picture.rulebook.created_with or {}
    for name in FIXED_SETTINGS:
        was = created_with.get(name, DEFAULT_RULES.settings()[name])
        will_be = fact.settings.get(name, was)
        if will_be != was:
            return Doubt(f"{name} is {was!r} for good", f"{will_be!r}")
    return None


@check(
    "notice",
    "A change of the rules is announced days ahead.",
    ChangeAnnounced,
    refusals=("notice-too-short",),
)
def _(picture: Picture, key: str, fact: ChangeAnnounced, recorded: Recorded[Any]) -> Doubt | None:
    earliest = recorded.at + timedelta(days=NOTICE_DAYS)
    if fact.holds_from >= earliest:
        return None
    return Doubt(f"{earliest.isoformat()} or later", fact.holds_from.isoformat())


@check("rule-changes", "What is announced as a change of the rules changes them.", ChangeAnnounced)
def _(picture: Picture, key: str, fact: ChangeAnnounced, recorded: Recorded[Any]) -> Doubt | None:
    before = picture.rulebook.at(fact.holds_from)
    if Rules.from_settings(before.settings() | fact.settings) != before:
        return None
    return Doubt("a rule that is another than before", f"{fact.settings}")
