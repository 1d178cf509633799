"""Reads of messages: quotas, inboxes, audiences, followers, and what is to be delivered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from given import INSTANT, NOON
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.circle.contact import Grant
from socialcommerce.services.inbox import MemberPage, MerchantMessage, Quota
from socialcommerce.services.paging import Page
from trading import buy, open_market

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MEMBERS = ("an", "bo", "cy", "di")


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def write_to_all(store: SocialCommerce, message: str = "n1") -> None:
    """Dior writes to all members, who have filled in a form for it."""
    for member in MEMBERS:
        store.messages.fill_in(member, "dior", message)
        store.messages.send("dior", member, message, f"hello {member}")


def to_deliver(store: SocialCommerce, after: int = 0) -> list[str]:
    return [each.member for each in store.inbox.deliveries(after).entries]


def test_a_quota_says_what_is_left_and_until_when(market: SocialCommerce, clock: ManualClock) -> None:
    buy(market, "o1")
    clock.advance(DAY)
    market.messages.fill_in("an", "dior", "f1")
    market.messages.send("dior", "an", "n1", "hello")
    market.messages.follow("an", "dior", "o1")

    payment, form = Grant("payment", "o1", 2, NOON + WEEK), Grant("form", "f1", 1, NOON + DAY + WEEK)
    expected = Quota("dior", "an", 3, (payment, form), opted_out=False, following=True)
    assert market.inbox.quota("dior", "an") == expected
    assert market.inbox.quota("dior", "an", by="an") == market.inbox.quota("dior", "an", by="merchant:dior") == expected


def test_a_quota_is_judged_at_the_instant_of_the_read(market: SocialCommerce, clock: ManualClock) -> None:
    buy(market, "o1")
    clock.set(NOON + WEEK - INSTANT)
    assert market.inbox.quota("dior", "an").left == 3
    clock.set(NOON + WEEK)
    assert market.inbox.quota("dior", "an") == Quota("dior", "an", 0, (), opted_out=False, following=False)


def test_an_opt_out_is_told_with_what_would_be_left(market: SocialCommerce) -> None:
    buy(market, "o1")
    market.messages.opt_out("an", "dior")
    quota = market.inbox.quota("dior", "an")
    assert (quota.left, quota.opted_out) == (3, True)


def test_an_erased_member_can_be_sent_nothing_and_follows_nobody(market: SocialCommerce) -> None:
    for member in ("an", "bo"):
        buy(market, f"of-{member}", buyer=member)
        market.messages.follow(member, "dior", f"of-{member}")
    market.members.erase("an")
    assert market.inbox.quota("dior", "an") == Quota("dior", "an", 0, (), opted_out=False, following=False)
    others = market.inbox.quota("dior", "bo")
    assert (others.left, others.following) == (3, True)


def test_an_inbox_holds_the_messages_of_all_merchants_the_newest_first(
    market: SocialCommerce, clock: ManualClock
) -> None:
    for merchant, text in (("dior", "first"), ("hill", "second")):
        market.messages.fill_in("an", merchant, "f1")
        market.messages.send(merchant, "an", "n1", text, [f"{text}.png"])
        clock.advance(DAY)

    newest, oldest = market.inbox.of("an").entries
    assert newest == MerchantMessage(newest.cursor, "hill", "an", "n1", "second", ("second.png",), NOON + DAY)
    assert oldest == MerchantMessage(oldest.cursor, "dior", "an", "n1", "first", ("first.png",), NOON)
    assert market.inbox.of("bo") == Page((), None)


def test_an_audience_is_whom_a_message_can_reach_now_by_their_ids(market: SocialCommerce, clock: ManualClock) -> None:
    for member in reversed(MEMBERS):
        market.messages.fill_in(member, "dior", "f1")
    market.messages.fill_in("an", "hill", "f1")
    buy(market, "o1", buyer="bo")
    market.messages.opt_out("cy", "dior")
    market.messages.send("dior", "di", "n1", "hello")
    assert market.inbox.audience("dior") == MemberPage(("an", "bo"), None)

    market.messages.opt_in("cy", "dior")
    clock.set(NOON + WEEK - INSTANT)
    assert market.inbox.audience("dior").members == ("an", "bo", "cy")
    clock.set(NOON + WEEK)
    assert market.inbox.audience("dior").members == ()


def test_followers_are_those_who_follow_still_opted_out_or_not(market: SocialCommerce) -> None:
    for number, member in enumerate(MEMBERS):
        buy(market, f"o{number}", buyer=member)
        market.messages.follow(member, "dior", f"o{number}")
    market.messages.unfollow("bo", "dior")
    market.messages.opt_out("cy", "dior")

    assert market.inbox.followers("dior") == MemberPage(("an", "cy", "di"), None)
    assert market.inbox.followers("hill") == MemberPage((), None)


def test_deliveries_come_in_the_order_of_the_log_behind_a_cursor(market: SocialCommerce) -> None:
    write_to_all(market)
    entries = market.inbox.deliveries().entries

    assert [each.member for each in entries] == list(MEMBERS)
    assert [each.cursor for each in entries] == sorted(each.cursor for each in entries)
    assert to_deliver(market, entries[1].cursor) == ["cy", "di"]
    assert to_deliver(market, entries[-1].cursor) == []
    write_to_all(market, "n2")
    assert to_deliver(market, entries[-1].cursor) == list(MEMBERS)


def test_a_message_to_one_who_has_opted_out_since_stays_in_the_inbox_and_is_not_delivered(
    market: SocialCommerce,
) -> None:
    write_to_all(market)
    market.messages.opt_out("bo", "dior")

    assert to_deliver(market) == ["an", "cy", "di"]
    assert [each.text for each in market.inbox.of("bo").entries] == ["hello bo"]

    market.messages.opt_out("an", "hill")
    assert to_deliver(market) == ["an", "cy", "di"]
    market.messages.opt_in("bo", "dior")
    assert to_deliver(market) == ["an", "bo", "cy", "di"]


def test_nobody_is_reached_after_an_opt_out_or_an_erasure_though_a_worker_keeps_the_views(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock, follow="worker") as store:
        open_market(store)
        write_to_all(store)
        for member in MEMBERS:
            store.messages.fill_in(member, "dior", "f2")
        assert to_deliver(store) == list(store.inbox.audience("dior").members) == list(MEMBERS)
        store.messages.opt_out("bo", "dior")
        store.members.erase("cy")
        assert to_deliver(store) == ["an", "di"]
        store.messages.opt_out("di", "dior")
        assert store.inbox.audience("dior").members == ("an",)


def test_a_page_of_messages_reads_no_stream(market: SocialCommerce, monkeypatch: pytest.MonkeyPatch) -> None:
    write_to_all(market)
    expected = [f"hello {member}" for member in MEMBERS]
    assert [each.text for each in market.inbox.deliveries().entries] == expected
    read: list[str] = []
    since = market.log.since
    monkeypatch.setattr(market.log, "since", lambda stream, version: read.append(stream) or since(stream, version))
    assert [each.text for each in market.inbox.deliveries().entries] == expected
    assert [each.text for each in market.inbox.of("an").entries] == ["hello an"]
    assert read == []


Read = Callable[..., Any]


def whole(read: Read, limit: int) -> list[Any]:
    """All entries or members, *limit* at a time."""
    found: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = read(limit=limit, **after)
        found += page.entries if isinstance(page, Page) else page.members
        if page.next is None:
            return found
        after = {"after": page.next}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_of_any_size_make_up_the_whole_list(market: SocialCommerce, limit: int) -> None:
    for number, member in enumerate(MEMBERS):
        buy(market, f"o{number}", buyer=member)
        market.messages.follow(member, "dior", f"o{number}")
        market.messages.send("dior", member, "n1", "hello")
        market.messages.fill_in("an", "dior", f"f{number}")
        market.messages.send("dior", "an", f"m{number}", "hello")
    inbox = market.inbox
    reads: list[tuple[Read, int]] = [
        (lambda **page: inbox.of("an", **page), 5),
        (lambda **page: inbox.audience("dior", **page), 4),
        (lambda **page: inbox.followers("dior", **page), 4),
        (inbox.deliveries, 8),
    ]
    for read, count in reads:
        found = whole(read, limit)
        assert found == whole(read, 100)
        assert len(found) == count


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_holds_1_to_100_entries(market: SocialCommerce, limit: int) -> None:
    reads: list[Read] = [
        lambda limit: market.inbox.of("an", limit),
        lambda limit: market.inbox.audience("dior", limit),
        lambda limit: market.inbox.followers("dior", limit),
        lambda limit: market.inbox.deliveries(0, limit),
    ]
    for read in reads:
        assert read(1) == read(100)
        with pytest.raises(ValueError, match="limit"):
            read(limit)


def test_no_table_holds_in_plain_words_the_text_or_the_images_of_a_message(market: SocialCommerce) -> None:
    market.messages.fill_in("an", "dior", "f1")
    market.messages.send("dior", "an", "n1", "a secret", ["secret.png"])
    assert market.inbox.of("an").entries[0].text == "a secret"

    with market.views.database.read() as connection:
        for projection in market.views.projections:
            for table in projection.metadata.sorted_tables:
                rows = [tuple(row) for row in connection.execute(sa.select(table))]
                assert "secret" not in repr(rows), table.name


def test_reads_are_the_same_on_every_engine_and_after_a_rebuild(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        write_to_all(store)
        buy(store, "o1")
        buy(store, "o2", buyer="Zoe")
        store.messages.follow("Zoe", "dior", "o2")
        store.messages.opt_out("bo", "dior")

        for _ in range(2):
            assert to_deliver(store) == ["an", "cy", "di"]
            assert store.inbox.audience("dior").members == ("Zoe", "an")
            assert store.inbox.audience("dior", 1) == MemberPage(("Zoe",), "Zoe")
            assert store.inbox.audience("dior", after="Zoe").members == ("an",)
            assert store.inbox.followers("dior").members == ("Zoe",)
            assert [each.text for each in store.inbox.of("bo").entries] == ["hello bo"]
            assert store.inbox.quota("dior", "an").left == 3
            store.views.rebuild()
