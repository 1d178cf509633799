"""Erasing a member: what they wrote is gone everywhere and for good, and everything else is as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from erasing import SECRET, told, words, write
from given import refused
from journals import facts
from socialcommerce import ManualClock, SocialCommerce
from world import furnish


@pytest.fixture
def world(store_url: str, clock: ManualClock) -> Iterator[SocialCommerce]:
    """The furnished world, where ``lin`` has a shop and ``an`` has written about orders."""
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        yield commerce


def figures(commerce: SocialCommerce) -> list[Any]:
    """What is not personal: money, ranks of the past, orders."""
    past = commerce.clock.now() - timedelta(seconds=1)
    return [
        commerce.board.top(at=past),
        commerce.earnings.of("mei"),
        commerce.statements.of("cd", "2021-05"),
        commerce.orders.of("paid"),
        commerce.influence.of("lin"),
        [(entry.order, entry.status, entry.lines) for entry in commerce.order_list.of("an").entries],
    ]


def test_texts_are_read_before_and_erased_after(world: SocialCommerce) -> None:
    assert SECRET in words(world, of="an")
    assert words(world, of="lin") == {SECRET, f"{SECRET}.png"}
    world.members.erase("an", by="an")
    assert words(world, of="an") == {None}
    assert words(world, of="lin") == {SECRET, f"{SECRET}.png"}
    world.members.erase("lin")
    assert words(world, of="lin") == {None}
    assert SECRET not in repr(told(world))
    assert world.storefronts.of("lin").nickname == ""


def test_what_is_not_personal_stays_as_it_was(world: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=1))
    before = figures(world)
    world.members.erase("an")
    world.members.erase("lin")
    assert figures(world) == before
    world.views.rebuild()
    assert figures(world) == before


def test_the_shop_closes_and_friendships_bindings_and_feed_entries_end(world: SocialCommerce) -> None:
    assert {entry.friend for entry in world.feeds.of("lin").entries} == {"an", "mei"}
    assert {entry.friend for entry in world.feeds.of("an").entries} == {"lin"}
    binding = world.journeys.binding_of("an")
    assert binding is not None
    assert binding.shop == "lin"
    world.favourites.keep("an", "shown")
    assert world.inbox.audience("cd").members == ("an",)
    world.members.erase("an")
    assert world.journeys.binding_of("an") is None
    assert {entry.friend for entry in world.feeds.of("lin").entries} == {"mei"}
    assert world.circle.counts("free").recommendations == 0
    assert world.circle.recommended_by("an").entries == world.circle.favourites("an").entries == ()
    assert world.inbox.audience("cd").members == ()
    assert world.inbox.deliveries().entries == ()
    assert world.feeds.of("an").entries == ()
    world.members.erase("lin")
    assert not world.storefronts.of("lin").open
    assert "lin" not in [entry.shop for entry in world.board.top()]
    assert world.feeds.three_friends("mei") == []
    world.views.rebuild()
    assert world.feeds.three_friends("mei") == []


def test_it_holds_after_a_rebuild_and_after_reopening(world: SocialCommerce, store_url: str) -> None:
    world.members.erase("an")
    world.members.erase("lin")
    erased = told(world)
    world.views.rebuild()
    assert told(world) == erased
    if store_url != "memory://":
        with SocialCommerce.open(store_url, clock=world.clock) as again:
            assert told(again) == erased
            assert words(again, of="an") == {None}


def test_it_holds_in_another_host_on_its_next_read(world: SocialCommerce, store_url: str) -> None:
    if store_url == "memory://":
        pytest.skip("a store in memory has one host")
    with SocialCommerce.open(store_url, clock=world.clock) as other:
        batch = other.batch("unit")
        assert SECRET in repr(told(other))
        assert SECRET in repr(batch.conversations.of("paid"))
        batch.unit.append()
        world.members.erase("an")
        assert SECRET not in repr(other.conversations.of("paid"))
        assert SECRET not in repr(other.cases.of("arrived~1~1"))
        assert SECRET not in repr(batch.conversations.of("paid"))
        assert SECRET not in repr(other.log.stream("conversation-paid"))
        world.members.erase("lin")
        assert SECRET not in repr(other.storefronts.of("lin"))
        assert SECRET not in repr(list(other.log.read()))


def test_no_export_holds_an_erased_text(world: SocialCommerce) -> None:
    everyone = ("an", "lin", "mei", "zed")
    for member in ("an", "lin"):
        assert holds_secret(world, member)
    world.members.erase("an")
    assert [member for member in everyone if holds_secret(world, member)] == ["lin"]
    world.members.erase("lin")
    for _ in range(2):
        assert not any(holds_secret(world, member) for member in everyone)
        assert not any("secret" in repr(world.access.preview(member)) for member in everyone)
        world.views.rebuild()


def test_an_export_after_the_erasure_still_tells_what_happened(world: SocialCommerce) -> None:
    before = world.access.export("an")
    world.members.erase("an")
    after = world.access.export("an")
    assert after.erased
    assert after.orders == before.orders
    topics = [fact.topic for fact in before.facts]
    assert [fact.topic for fact in after.facts] == [*topics, "account.erased", "journey.released"]
    (cancelled,) = [fact for fact in after.facts if fact.topic == "order.cancelled"]
    assert cancelled.event == {"kind": "buyer", "reason": None}


def holds_secret(commerce: SocialCommerce, member: str) -> bool:
    """Whether the export of *member* holds a byte of what was written, however it is spelt."""
    document = commerce.access.export(member).to_json().encode()
    assert f'"member": "{member}"'.encode() in document
    return any(form in document for form in (SECRET.encode(), b"secret", rb"\u53ea\u6709", "只有".encode()))


def test_erasing_again_changes_nothing(world: SocialCommerce) -> None:
    world.members.erase("an")
    before = facts(world.log)
    world.members.erase("an")
    assert facts(world.log) == before


def test_what_is_decided_together_with_an_erasure_is_erased_with_it(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock) as commerce:
        furnish(commerce, clock)
        batch = commerce.batch("unit")
        batch.shops.edit("lin", SECRET)
        batch.members.erase("lin")
        batch.conversations.say("paid", "n1", "an", SECRET)
        assert commerce.storefronts.of("lin").nickname == ""
        with refused("member-erased"):
            batch.shops.edit("lin", "again")
        batch.unit.append()
        assert words(commerce, of="lin") == {None}
        assert words(commerce, of="an") > {SECRET}
        assert batch.conversations.of("paid").messages[-1].text.text == SECRET
        with refused("member-erased"):
            batch.shops.edit("lin", "again")


def test_a_process_that_dies_before_the_key_is_destroyed_leaves_that_to_the_next(
    tmp_path: Path, clock: ManualClock
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with SocialCommerce.open(url, clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        dies = Dying(commerce.log.keys)
        commerce.log.keys = dies  # type: ignore[misc, assignment]
        with pytest.raises(KeyboardInterrupt):
            commerce.members.erase("lin")
    assert dies.last == "lin"
    with SocialCommerce.open(url, clock=clock) as commerce:
        assert words(commerce, of="lin") == {None}
        assert words(commerce, of="an") > {SECRET}


class Dying:
    """Keys in a process that dies when it is to destroy one."""

    def __init__(self, keys: Any) -> None:
        self._keys = keys
        self.last = ""

    def destroy(self, member: str) -> None:
        self.last = member
        raise KeyboardInterrupt

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keys, name)


def test_an_erasure_that_was_announced_but_never_recorded_erases_nothing(tmp_path: Path, clock: ManualClock) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with SocialCommerce.open(url, clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        commerce.log.keys.announce("lin")
    with SocialCommerce.open(url, clock=clock) as commerce:
        assert commerce.storefronts.of("lin").nickname == SECRET


def test_no_file_of_a_sqlite_store_ever_holds_a_personal_text(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "store.db"

    def held() -> bytes:
        return b"".join(each.read_bytes() for each in sorted(tmp_path.glob("store.db*")))

    with SocialCommerce.open(f"sqlite:///{path}", clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        told(commerce)
        commerce.feeds.of("an")
        assert b"conversation-paid" in held()
        for form in (SECRET.encode(), b"secret", SECRET.encode("utf-16-le"), rb"\u53ea\u6709"):
            assert form not in held()
        with commerce.views.database.read() as connection:
            rows = connection.execute(sa.text("SELECT member, key FROM member_keys")).all()
        keys = {row.member: row.key for row in rows}
        assert all(keys[member] in held() for member in ("an", "lin"))
        commerce.members.erase("an")
        assert keys["an"] not in held()
        assert keys["lin"] in held()
        commerce.members.erase("lin")
        assert keys["lin"] not in held()
        assert not holds_secret(commerce, "an")
        assert not holds_secret(commerce, "lin")
        assert b"secret" not in held()


def test_a_copy_without_the_keys_opens_and_reads_texts_as_erased(tmp_path: Path, clock: ManualClock) -> None:
    path, copy = tmp_path / "store.db", tmp_path / "copy.db"
    with SocialCommerce.open(f"sqlite:///{path}", clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        board = commerce.board.top()
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("DELETE FROM member_keys")
            target.commit()
            target.execute("VACUUM")
    with SocialCommerce.open(f"sqlite:///{copy}", clock=clock) as commerce:
        assert words(commerce, of="an") == words(commerce, of="lin") == {None}
        assert SECRET not in repr(told(commerce))
        assert commerce.board.top() == board
        commerce.shops.edit("lin", "Lin")
        assert commerce.storefronts.of("lin").nickname == "Lin"
