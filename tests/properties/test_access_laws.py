"""What holds of exports and previews after any history."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from hypothesis import given, settings
from twin import Twin

from socialcommerce import Recorded, Rules, SocialCommerce
from socialcommerce.domain.members.disclosure import DISCLOSURES, Asker
from socialcommerce.kernel.event import topic_of
from socialcommerce.kernel.text import PersonalText
from socialcommerce.services.previews import Preview, SeenByOwner
from socialcommerce.testing.small_world.histories import histories, rulebooks
from socialcommerce.testing.small_world.people import MEMBERS, MERCHANTS
from socialcommerce.testing.steps import Step

FEW = settings.default.max_examples // 5
PERSONS = tuple(member for member in MEMBERS if member not in MERCHANTS)
"""Without the member whose mini-store has the same id, which facts about merchants name."""

History = list[Step]


def after(rules: Rules, history: History) -> Twin:
    """A store that was told *history*."""
    twin = Twin(rules, repeats=False)
    for step in history:
        twin.tell(step)
    return twin


def named(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text in *value*, and the path of the field in which it stands."""
    match value:
        case str():
            yield path, value
        case PersonalText():
            yield path, value.member
        case tuple() | frozenset():
            for each in value:
                yield from named(each, path)
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from named(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


def persons_in(recorded: Recorded[Any]) -> Iterator[tuple[str, str]]:
    """The members whom a fact names, and where; its stream's key too, whole or in parts."""
    for path, text in (*named(recorded.event), *(("key", part) for part in recorded.key.split("~"))):
        if text in PERSONS:
            yield path, text


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories)
def test_a_fact_is_told_to_every_member_whom_it_names_but_where_the_table_keeps_silent(
    rules: Rules, history: History
) -> None:
    with after(rules, history) as twin:
        askers = {member: Asker(member) for member in PERSONS}
        for recorded in twin.commerce.log.read():
            topic = topic_of(type(recorded.event))
            told = {member for member, asker in askers.items() if asker.told(recorded) is not None}
            missed = {path for path, member in persons_in(recorded) if member not in told}
            kept = {*DISCLOSURES[topic].silent, *DISCLOSURES[topic].unsaid}
            assert missed <= kept, f"{topic} names members in {missed - kept}"
            is_own_doing = recorded.by in PERSONS and recorded.cause is None
            assert not is_own_doing or recorded.by in told, "who did a thing is told of it"


@settings(max_examples=max(1, FEW // 3))
@given(rules=rulebooks, history=histories)
def test_a_preview_shows_friends_strangers_and_owners_just_what_they_get(rules: Rules, history: History) -> None:
    with after(rules, history) as twin:
        access = twin.commerce.access
        exports = {member: access.export(member, by=member) for member in MEMBERS}
        previews = {member: access.preview(member, 100, by=member) for member in MEMBERS}
        for viewer in MEMBERS:
            assert_feeds_agree(twin.commerce, viewer, exports[viewer].friends, previews)
            if exports[viewer].shop:
                assert_owner_agrees(twin.commerce, viewer, exports[viewer].blocked, previews)
            else:
                assert all(seen.shop != viewer for preview in previews.values() for seen in preview.owners)


def assert_feeds_agree(
    commerce: SocialCommerce, viewer: str, friends: Sequence[str], previews: Mapping[str, Preview]
) -> None:
    """What *viewer* sees of each of *friends* is what was promised to them, and of others it is nothing."""
    feed, panel = commerce.feeds.of(viewer, 100, by=viewer), commerce.feeds.three_friends(viewer, by=viewer)
    assert feed.next is None
    assert {entry.friend for entry in feed.entries} <= set(friends)
    for friend in friends:
        seen = previews[friend].friends
        assert tuple(entry for entry in feed.entries if entry.friend == friend) == seen.feed.entries
        assert [shop for shop in panel if shop.shop == friend] == ([seen.shop] if seen.shop else [])


def assert_owner_agrees(
    commerce: SocialCommerce, owner: str, blocked: Sequence[str], previews: Mapping[str, Preview]
) -> None:
    """What *owner* sees of members by name is what was promised to those whom the owner does not block."""
    since = {each.member: each.since for each in commerce.customers.of(owner, by=owner)}
    visits = {each.friend: each.visits for each in commerce.analytics.of(owner, by=owner).friends}
    for member, preview in previews.items():
        if member not in blocked:
            (seen,) = [each for each in preview.owners if each.shop == owner] or [SeenByOwner(owner, None, 0)]
            assert (seen.customer_since, seen.visits) == (since.get(member), visits.get(member, 0))
