"""Every read of a store, compared with what the naive model says."""

from datetime import datetime
from typing import Any

import attrs
from naive import World
from plain import plain
from twin import Twin, assert_same_answer, told

from socialcommerce import SocialCommerce
from socialcommerce.services.paging import Page
from socialcommerce.testing.small_world.people import MEMBERS, MERCHANTS
from socialcommerce.testing.steps import month


def assert_reads_agree(twin: Twin) -> None:
    """All reads, for and about everyone."""
    assert_board_agrees(twin)
    for member in MEMBERS:
        assert_reads_of_agree(twin, member)
    assert_search_agrees(twin, None)
    for merchant in MERCHANTS:
        assert_statements_agree(twin, merchant)
        assert_reach_agrees(twin, merchant)
    assert plain(twin.commerce.inbox.deliveries()) == _now(twin).deliveries()
    for order in twin.world.orders:
        assert_order_agrees(twin, order)
    assert_rules_agree(twin)


def assert_board_agrees(twin: Twin) -> None:
    board = [attrs.astuple(entry) for entry in twin.commerce.board.top()]
    assert board == _now(twin).board()
    if board:
        assert [attrs.astuple(entry) for entry in twin.commerce.board.top(1)] == board[:1]


def assert_reads_of_agree(twin: Twin, member: str) -> None:
    """What *member* sees, and what is seen of their shop."""
    commerce, world = twin.commerce, _now(twin)
    assert_feed_agrees(commerce, world, member)
    assert [attrs.astuple(each) for each in commerce.feeds.three_friends(member)] == world.three_friends(member)
    bound = commerce.journeys.binding_of(member)
    assert (bound.shop if bound else None) == world.bound_to(member)
    if bound:
        assert (bound.shop, bound.until) == world.bindings[member]
    assert_same_answer(told(lambda: influence(commerce, member)), told(lambda: world.influence(member)))
    assert_same_answer(told(lambda: storefront(commerce, member)), told(lambda: world.storefront(member)))
    assert_same_answer(told(lambda: analytics(commerce, member)), told(lambda: world.analytics(member)))
    assert_earnings_agree(twin, member)
    assert_lists_agree(twin, member)
    assert_circle_agrees(twin, member)
    assert_search_agrees(twin, member)
    assert_messages_agree(twin, member)


def assert_earnings_agree(twin: Twin, member: str) -> None:
    earnings, world = twin.commerce.earnings, _now(twin)
    balance = earnings.of(member, by=member)
    assert plain(balance) == world.balance(member)
    for ago in (0, 1):
        when = month(world.now, -ago, world.zone.key)
        statement = earnings.statement(member, when, by=member)
        assert plain(statement) == world.earnings_statement(member, when)
        if ago == 0:
            assert statement.closing == balance.owed


def assert_lists_agree(twin: Twin, member: str) -> None:
    """What *member* bought here, and elsewhere."""
    lists, world = twin.commerce.order_list, _now(twin)
    assert plain(lists.of(member, limit=100)) == world.order_list(member)
    assert plain(lists.imported(member, limit=100)) == world.imported_by(member)


def assert_circle_agrees(twin: Twin, member: str) -> None:
    """What *member* and their friends recommend, and what they keep."""
    circle, world = twin.commerce.circle, _now(twin)
    assert without_cursors(circle.recommended_by(member, limit=100)) == world.recommended_by(member)
    assert [entry.product for entry in circle.favourites(member, limit=100).entries] == world.kept_by(member)
    for product in {"p1", *world.recommended()}:
        assert attrs.astuple(circle.counts(product)) == world.counts(product)
        assert without_cursors(circle.of_friends(product, member, limit=100)) == world.said_by_friends(product, member)


def assert_search_agrees(twin: Twin, searcher: str | None) -> None:
    search, world = twin.commerce.search, _now(twin)
    for words in ("", "R", "lip RED", "rouge"):
        found = search.products(words, searcher=searcher).entries
        assert [(each.product, each.friends, each.recommendations) for each in found] == world.search(words, searcher)


def without_cursors(page: Page[Any]) -> list[tuple[Any, ...]]:
    return [attrs.astuple(entry)[1:] for entry in page.entries]


def assert_messages_agree(twin: Twin, member: str) -> None:
    """What merchants sent *member*, and may still send."""
    inbox, world = twin.commerce.inbox, _now(twin)
    assert plain(inbox.of(member, limit=100, by=member)) == world.inbox(member)
    for merchant in MERCHANTS:
        quota = inbox.quota(merchant, member)
        assert plain(quota) == world.quota(merchant, member)
        audience = inbox.audience(merchant, limit=100).members
        assert (member in audience) == (quota.left > 0 and not quota.opted_out and member not in world.erased)


def assert_reach_agrees(twin: Twin, merchant: str) -> None:
    """Whom *merchant* can write to, and who follows it."""
    inbox, world, actor = twin.commerce.inbox, _now(twin), f"merchant:{merchant}"
    assert list(inbox.audience(merchant, by=actor).members) == world.audience(merchant)
    assert list(inbox.followers(merchant, by=actor).members) == world.followers(merchant)


def assert_statements_agree(twin: Twin, merchant: str) -> None:
    world = _now(twin)
    for ago in (0, 1):
        when = month(world.now, -ago, world.zone.key)
        assert plain(twin.commerce.statements.of(merchant, when)) == world.statement(merchant, when)


def assert_order_agrees(twin: Twin, order: str) -> None:
    """The order, its cases and the conversation about it."""
    commerce, world = twin.commerce, _now(twin)
    assert plain(commerce.orders.of(order)) == world.order(order)
    assert plain(commerce.conversations.of(order)) == world.conversation(order)
    for case in world.orders[order].cases:
        assert plain(commerce.cases.of(case.id)) == world.case(case.id)


def assert_rules_agree(twin: Twin) -> None:
    rules, world = twin.commerce.rules, _now(twin)
    assert rules.at() == world.rules
    for holds_from in (change.holds_from for change in rules.history()):
        assert rules.at(holds_from) == world.rules_at(holds_from)


def assert_feed_agrees(commerce: SocialCommerce, world: World, member: str) -> None:
    page = commerce.feeds.of(member, limit=100)
    assert without_cursors(page) == world.feed(member)
    assert page.next is None
    one_by_one, cursor = [], None
    while True:
        page_of_one = commerce.feeds.of(member, limit=1, after=cursor)
        one_by_one += page_of_one.entries
        cursor = page_of_one.next
        if cursor is None:
            break
    assert tuple(one_by_one) == page.entries


def influence(commerce: SocialCommerce, shop: str) -> dict[str, Any]:
    score, explained = commerce.influence.of(shop), commerce.influence.explain(shop, by=shop)
    assert explained.score == score
    assert sum(each.points for each in explained.contributions) == score.score
    assert all(each.source is None for each in explained.contributions)
    return attrs.asdict(score) | {
        "contributions": [(each.at, each.day, each.kind, each.amount, each.points) for each in explained.contributions]
    }


def storefront(commerce: SocialCommerce, shop: str, at: datetime | None = None) -> dict[str, Any]:
    shown = commerce.storefronts.of(shop, at=at)
    return attrs.asdict(shown, recurse=False) | {"slots": [attrs.astuple(slot) for slot in shown.slots]}


def analytics(commerce: SocialCommerce, shop: str) -> dict[str, Any]:
    figures = commerce.analytics.of(shop, by=shop)
    splits = ("by_day", "by_share", "by_channel", "by_product")
    return {
        "total": attrs.astuple(figures.total),
        **{split: {each.key: attrs.astuple(each.figures) for each in getattr(figures, split)} for split in splits},
        "friends": [attrs.astuple(each) for each in figures.friends],
    }


def _now(twin: Twin) -> World:
    return twin.world.at(twin.clock.now())
