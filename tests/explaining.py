"""Every explanation of a store, held against what it explains."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from socialcommerce import SocialCommerce
from socialcommerce.audit.checks.commissions import shares_of
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.earnings.commission_events import CommissionEarned
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.shops.shop import ShopOpened
from socialcommerce.kernel.clock import local_month
from socialcommerce.services.commission_reasons import CommissionReasons
from socialcommerce.services.feeds import FeedEntry
from socialcommerce.services.standing import Neighbour

Entry = tuple[int, str, int, str | None]
"""What changed what a member is owed: position, kind, amount, refund or payout."""


def facts(commerce: SocialCommerce, kind: type[Any]) -> list[Any]:
    """All events of a *kind*."""
    return [recorded.event for recorded in commerce.log.read() if isinstance(recorded.event, kind)]


def assert_attributions_explained(commerce: SocialCommerce) -> None:
    """Of each order the reasons come to what was recorded, and only the last one that was tried can hold."""
    for placed in facts(commerce, OrderPlaced):
        explained = commerce.journeys.explain(placed.order)
        assert explained.found == placed.attribution
        assert (explained.reason, explained.shop, explained.share) == (
            placed.attribution.reason,
            placed.attribution.shop,
            placed.attribution.share,
        )
        assert [tried.holds for tried in explained.tried][:-1] == [False] * (len(explained.tried) - 1)
        in_force = commerce.rules.at(explained.placed_at).referrals.attribution
        tried = tuple(each.reason for each in explained.tried)
        assert tried == in_force[: len(tried)]
        assert len(tried) == len(in_force) or explained.tried[-1].holds


def assert_commissions_explained(commerce: SocialCommerce) -> None:
    """Of each order the lines add up to the parts, and the parts' changes to what stands in the earners' statements."""
    commerce.tick()
    ledger, picture = _ledger(commerce), _picture(commerce)
    owed: defaultdict[str, int] = defaultdict(int)
    for placed in facts(commerce, OrderPlaced):
        explained = commerce.earnings.explain(placed.order)
        _assert_adds_up(explained)
        for earner in explained.earners:
            entries = [(each.position, each.kind, each.amount, each.reference) for each in earner.changes]
            assert entries == ledger.pop((earner.member, placed.order), [])
            owed[earner.member] += earner.unsettled
        if explained.nobody is None:
            found = [(earner.member, earner.level, earner.part) for earner in explained.earners]
            assert found == shares_of(picture.orders.of[placed.order])
    assert not ledger
    assert all(commerce.earnings.of(member).owed == amount for member, amount in owed.items())


def _assert_adds_up(explained: CommissionReasons) -> None:
    assert explained.total == sum(line.commission for line in explained.lines)
    for line in explained.lines:
        assert line.left == line.amount - line.refunded
        assert line.left * line.rate_bp == line.commission * 10_000 + line.dropped
        assert 0 <= line.dropped < 10_000
    if explained.nobody is None:
        assert sum(earner.part for earner in explained.earners) == explained.total
    else:
        assert explained.earners == ()
    for earner in explained.earners:
        assert earner.part == earner.earned - earner.reduced - earner.clawed_back
        assert earner.part == earner.paid_out + earner.unsettled
        assert earner.unsettled == sum(change.amount for change in earner.changes)


def _ledger(commerce: SocialCommerce) -> dict[tuple[str, str], list[Entry]]:
    """What stands in the statements of all earners and all months, by member and order, in the order of the log."""
    earned, zone = facts(commerce, CommissionEarned), commerce.rules.at().zone
    members = sorted({part.member for fact in earned for part in fact.parts})
    months = sorted({local_month(recorded.at, zone) for recorded in commerce.log.read()})
    found: dict[tuple[str, str], list[Entry]] = {}
    for member in members:
        for month in months:
            for each in commerce.earnings.statement(member, month).entries:
                entry = (each.position, each.kind, each.amount, each.reference)
                found.setdefault((member, each.order), []).append(entry)
    return {key: sorted(entries) for key, entries in found.items()}


def _picture(commerce: SocialCommerce) -> Picture:
    """What the audit sees."""
    picture = Picture()
    for recorded in commerce.log.read():
        picture.take_in(recorded.key, recorded.event, recorded)
    return picture


def assert_scores_explained(commerce: SocialCommerce) -> None:
    """Of each shop the points add up to the score, and its place is that on the board."""
    board = commerce.board.top()
    for opened in facts(commerce, ShopOpened):
        shop = opened.owner
        explained, standing = commerce.influence.explain(shop), commerce.board.explain(shop)
        assert explained.score == commerce.influence.of(shop)
        assert sum(each.points for each in explained.contributions) == explained.score.score == standing.score
        places = [place for place, entry in enumerate(board, 1) if entry.shop == shop]
        assert [standing.place] == (places or [None])
        assert (standing.off_board is None) == bool(places)
        if standing.place is not None:
            assert standing.rank == board[standing.place - 1].rank
            _assert_beside(standing.above, board[: standing.place - 1][-1:], standing.score)
            _assert_beside(standing.below, board[standing.place :][:1], standing.score)


def _assert_beside(neighbour: Neighbour | None, entries: list[Any], score: int) -> None:
    told = [] if neighbour is None else [(neighbour.shop, neighbour.rank, neighbour.score, neighbour.points)]
    assert told == [(entry.shop, entry.rank, entry.score, abs(entry.score - score)) for entry in entries]


def assert_feeds_explained(commerce: SocialCommerce, members: Iterable[str], products: Iterable[str]) -> None:
    """Each of *members* sees of each what the explanation says that they see, and nothing else."""
    members, products = list(members), list(products)
    for viewer in members:
        seen = [
            (activity.cursor, activity.at, friend, activity.kind, product, activity.share)
            for friend in members
            for product in products
            for activity in commerce.feeds.explain(viewer, friend, product).activities
            if activity.seen
        ]
        feed = all_of_feed(commerce, viewer)
        told = [(each.cursor, each.at, each.friend, each.kind, each.product, each.share) for each in feed]
        assert sorted(seen, reverse=True) == told


def all_of_feed(commerce: SocialCommerce, viewer: str) -> list[FeedEntry]:
    """Every page of a feed."""
    page = commerce.feeds.of(viewer, 100)
    found = list(page.entries)
    while page.next is not None:
        page = commerce.feeds.of(viewer, 100, page.next)
        found += page.entries
    return found
