"""How explanations look in a terminal where it takes a clock to come there, or a full board."""

from datetime import timedelta
from io import StringIO

from rich.console import Console, RenderableType

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.cli import show_explain
from socialcommerce.services.standing import standing
from trading import buy

WIDTH = 160


def told(*shown: RenderableType, width: int = WIDTH) -> str:
    """What people see, with the widths of columns left out."""
    console = Console(file=StringIO(), width=width)
    for each in shown:
        console.print(each)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(" ".join(row.split()) for row in lines)


def open_market(commerce: SocialCommerce) -> None:
    """Lin shares a cup at ¥100.00, of which she earns an eighth."""
    commerce.merchants.invite("hill", "Tea Hill")
    commerce.products.list("cup", "hill", "Cup", "tea", 10_000, commission_bp=1_250)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "cup")
    commerce.shares.create("lin", "cup", share="s1")
    buy(commerce, "o1", "cup", share="s1")


def commission(commerce: SocialCommerce) -> str:
    return told(*show_explain.commission(commerce.earnings.explain("o1"), commerce.rules.at()))


def test_a_frozen_commission_says_from_when_it_is_approved_or_what_holds_it_up(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    open_market(commerce)
    assert "Approved from" not in commission(commerce)
    commerce.orders.ship("o1", "sf1", "SF Express")
    commerce.orders.deliver("o1")
    commerce.orders.complete("o1")

    assert "The commission of o1: frozen" in commission(commerce)
    assert "1 cup ¥100.00 ¥0.00 ¥100.00 12.5 % ¥12.50" in commission(commerce)
    assert "Approved from: 2021-05-08 12:00" in commission(commerce)

    case = commerce.cases.request("o1", 1, "exchange", "cracked")
    assert f"Approved from: held up by {case}" in commission(commerce)
    commerce.cases.withdraw(case)
    clock.advance(timedelta(days=7))
    assert "The commission of o1: approved" in commission(commerce)
    assert "Approved from" not in commission(commerce)


def test_a_shop_behind_a_full_board_is_told_what_parts_it_from_the_last() -> None:
    by_points = told(show_explain.standing(standing([("lin", 1, 12)], "mei", 9, is_open=True)))
    by_id = told(show_explain.standing(standing([("lin", 1, 9)], "mei", 9, is_open=True)))

    assert "mei is not on the board: the board is full of shops before it" in by_points.replace("\n", " ")
    assert "above lin 1 12 3 points" in by_points
    assert "above lin 1 9 the order of their ids" in by_id


def test_of_the_name_of_an_event_nothing_is_left_out_on_a_narrow_terminal(commerce: SocialCommerce) -> None:
    open_market(commerce)
    share = commerce.shares.create("lin", "cup", share="a-share-with-a-name-that-is-longer-than-a-column")
    commerce.orders.place("o2", "an", [{"product": "cup"}], share)

    shown = told(show_explain.attribution(commerce.journeys.explain("o2"), commerce.rules.at()), width=60)
    assert "…" not in shown
