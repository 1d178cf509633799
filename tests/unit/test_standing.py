"""Why a shop stands on the board where it does, or is not on it."""

from datetime import timedelta

import pytest

from given import NOON, SECOND
from socialcommerce import InfluenceRules, ManualClock, NotFound, Rules, SocialCommerce
from socialcommerce.services.standing import Neighbour, OffBoard, Standing, standing

DAY = timedelta(days=1)
BOARD = [("b", 1, 101), ("C", 2, 100), ("d", 2, 100), ("a", 4, 99)]


def open_shop(commerce: SocialCommerce, owner: str, yuan: int = 0) -> None:
    """A shop that sold for *yuan*, and was active on one day."""
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p0", "cd", "Lipstick", "lips", 100)
    commerce.shops.open(owner)
    commerce.shelves.place(owner, "p0")
    share = commerce.shares.create(owner, "p0")
    if yuan:
        commerce.orders.place(f"o-{owner}", "buyer", [{"product": "p0", "quantity": yuan}], share)
        commerce.orders.pay(f"o-{owner}", f"x-{owner}")


def test_a_shop_is_parted_from_its_neighbours_by_points_or_by_id() -> None:
    found = standing(BOARD, "C", 100, is_open=True)

    assert found == Standing(
        "C", 100, 2, 2, None, above=Neighbour("b", 1, 101, points=1), below=Neighbour("d", 2, 100, points=0)
    )
    assert found.above is not None
    assert found.below is not None
    assert (found.above.parted_by, found.below.parted_by) == ("points", "id")


def test_nobody_stands_above_the_first_or_below_the_last() -> None:
    first, last = standing(BOARD, "b", 101, is_open=True), standing(BOARD, "a", 99, is_open=True)

    assert (first.above, first.below) == (None, Neighbour("C", 2, 100, points=1))
    assert (last.above, last.below) == (Neighbour("d", 2, 100, points=1), None)


@pytest.mark.parametrize(
    ("score", "is_open", "why"),
    [(500, False, "closed"), (0, False, "closed"), (0, True, "without-points"), (1, True, "behind-the-last")],
)
def test_a_shop_that_is_not_on_the_board_is_told_why(score: int, is_open: bool, why: OffBoard) -> None:
    found = standing(BOARD, "z", score, is_open=is_open)

    assert (found.off_board, found.rank, found.place, found.below) == (why, None, None, None)
    assert found.above == (Neighbour("a", 4, 99, points=98) if why == "behind-the-last" else None)


def test_the_places_of_a_store_are_those_of_its_board(commerce: SocialCommerce) -> None:
    for shop, yuan in (("b", 100), ("d", 99), ("C", 99), ("a", 98)):
        open_shop(commerce, shop, yuan)

    for place, entry in enumerate(commerce.board.top(), 1):
        found = commerce.board.explain(entry.shop)
        assert (found.place, found.rank, found.score) == (place, entry.rank, entry.score)
        assert found == standing(BOARD, entry.shop, entry.score, is_open=True)


def test_a_shop_without_a_point_is_on_no_board_and_with_one_it_is(commerce: SocialCommerce) -> None:
    commerce.shops.open("idle")
    open_shop(commerce, "active")

    assert commerce.board.explain("idle") == Standing("idle", 0, off_board="without-points")
    assert commerce.board.explain("active") == Standing("active", 1, rank=1, place=1)


def test_a_closed_shop_keeps_its_score_and_loses_its_place(commerce: SocialCommerce) -> None:
    open_shop(commerce, "lin", 10)
    commerce.shops.close("lin")

    assert commerce.board.explain("lin") == Standing("lin", 11, off_board="closed")


@pytest.mark.parametrize("window_days", [None, 7])
def test_the_last_place_of_a_full_board_parts_equal_scores_by_id(clock: ManualClock, window_days: int | None) -> None:
    rules = Rules(influence=InfluenceRules(board_size=2, window_days=window_days))
    with SocialCommerce.open(clock=clock, rules=rules) as commerce:
        for shop, yuan in (("a", 20), ("b", 10), ("c", 10), ("d", 5)):
            open_shop(commerce, shop, yuan)

        assert commerce.board.explain("b") == Standing("b", 11, 2, 2, above=Neighbour("a", 1, 21, points=10))
        assert commerce.board.explain("c") == Standing(
            "c", 11, off_board="behind-the-last", above=Neighbour("b", 2, 11, points=0)
        )
        assert commerce.board.explain("d").above == Neighbour("b", 2, 11, points=5)


def test_a_place_is_explained_as_of_an_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_shop(commerce, "lin", 10)
    clock.advance(DAY)
    open_shop(commerce, "an", 20)

    assert commerce.board.explain("lin").place == 2
    assert commerce.board.explain("lin", at=NOON + DAY - SECOND) == Standing("lin", 11, rank=1, place=1)
    with pytest.raises(NotFound, match="there is no shop an"):
        commerce.board.explain("an", at=NOON + DAY - SECOND)


def test_a_score_is_explained_as_of_an_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_shop(commerce, "lin", 10)
    clock.advance(DAY)
    commerce.orders.refund("o-lin", "r1")

    before, after = (commerce.influence.explain("lin", at=NOON + DAY - wait) for wait in (SECOND, 0 * SECOND))
    assert [each.points for each in before.contributions] == [1, 0, 10]
    assert [each.points for each in after.contributions] == [1, 0, 10, -10]
    assert after == commerce.influence.explain("lin")
    assert before.score == commerce.influence.of("lin", at=NOON)


def test_a_past_score_is_explained_without_sources_to_its_owner(commerce: SocialCommerce) -> None:
    open_shop(commerce, "lin", 10)

    told = commerce.influence.explain("lin", at=NOON, by="lin").contributions
    assert [each.source for each in told] == [None] * 3


def test_a_shop_that_was_never_opened_stands_nowhere(commerce: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="there is no shop nobody"):
        commerce.board.explain("nobody")
