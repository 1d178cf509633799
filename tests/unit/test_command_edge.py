"""The edge of the commands: a bad value is named in one line, before anything is loaded or recorded."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from socialcommerce import ManualClock, SocialCommerce
from world import COMMANDS, READS, furnish, method

LONGEST_MESSAGE = 450

BAD_KEYS = (
    "",
    " ",
    "a b",
    "a/b",
    "a~b",
    "a\n",
    "购物",
    "\x00",
    "\ud800",
    "a" * 97,
    "a" * 10_000,
    7,
    None,
    b"lin",
    ["lin"],
)
BAD_PRICES = (0, -1, 10**15 + 1, 10**30, -(10**30), 1.0, 0.5, float("nan"), float("inf"), True, "1000", b"1", [1])
BAD_TEXTS = ("a\x00b", "\ud800", "a\udfff", "x" * 2_001, "\n" * 2_001, 7, b"x")
BAD_TITLES = ("", "x" * 201, *BAD_TEXTS, None)
BAD_QUANTITIES = (0, -1, 1_000_001, 1.0, True, "1", None)

BAD: list[tuple[str, str, Any]] = [
    *[
        (name, argument, key)
        for name, argument in (
            ("members.befriend", "member"),
            ("members.befriend", "friend"),
            ("merchants.invite", "merchant"),
            ("products.list", "product"),
            ("products.list", "merchant"),
            ("shops.open", "owner"),
            ("shelves.place", "product"),
            ("shelves.swap", "remove"),
            ("shelves.swap", "place"),
            ("journeys.visit", "visitor"),
            ("orders.place", "buyer"),
            ("orders.pay", "payment"),
            ("orders.refund", "refund"),
        )
        for key in BAD_KEYS
    ],
    *[("shares.create", "share", key) for key in BAD_KEYS if key is not None],
    *[("journeys.visit", "share", key) for key in ("", "a b", "a" * 401, 7, None)],
    *[("products.list", "price", price) for price in (*BAD_PRICES, None)],
    *[("products.list", "exclusive_price", price) for price in BAD_PRICES],
    *[("products.reprice", "price", price) for price in (*BAD_PRICES, None)],
    *[("products.reprice", "exclusive_price", price) for price in BAD_PRICES],
    *[("products.observe_price", "price", price) for price in (*BAD_PRICES, None)],
    *[("orders.place", "delivery_fee", fee) for fee in (-1, 10**15 + 1, 0.0, False, "0", None)],
    *[("products.list", "commission_bp", rate) for rate in (-1, 10_001, 1.0, True, "25 %", None)],
    *[("products.list", "sensitive", flag) for flag in (0, 1, "no", None)],
    *[("products.list", "title", title) for title in BAD_TITLES],
    *[("merchants.invite", "name", title) for title in BAD_TITLES],
    *[("products.observe_price", "source", title) for title in BAD_TITLES],
    *[("shops.edit", word, text) for word in ("nickname", "avatar", "sign") for text in BAD_TEXTS],
    *[("orders.cancel", "reason", text) for text in BAD_TEXTS],
    *[("shares.create", "channel", channel) for channel in ("", "fax", "Chat", 7, None)],
    *[("orders.refund", "line", line) for line in (0, -1, 10**9 + 1, 1.0, True, "1")],
    *[("orders.refund", "quantity", quantity) for quantity in BAD_QUANTITIES if quantity is not None],
    *[("orders.refund", "amount", amount) for amount in BAD_PRICES],
    *[("orders.place", "lines", lines) for lines in (None, "free", {"product": "free"}, 7)],
]

BAD_LINES: list[tuple[str, Any]] = [
    *[("lines[0].quantity", [{"product": "free", "quantity": quantity}]) for quantity in BAD_QUANTITIES],
    *[("lines[0].product", [{"product": key}]) for key in BAD_KEYS],
    *[("lines[1]", [{"product": "free"}, line]) for line in ("free", None, 7, {}, {"quantity": 1}, ["free"])],
    *[("lines[0]", [{"product": "free", word: 2}]) for word in ("qty", "price", "Quantity", "")],
    ("lines[0]", [{1: "free"}]),
]


@pytest.fixture
def commerce(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    furnish(commerce, clock)
    return commerce


def shown(value: object) -> str:
    return f"{value!a:.40}"


def wrong(commerce: SocialCommerce, call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """What is said about a bad call: one short printable line; and nothing is recorded."""
    before = commerce.log.position()
    with pytest.raises(ValueError, match=r"\S") as caught:
        call(*args, **kwargs)
    assert commerce.log.position() == before
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) <= LONGEST_MESSAGE
    return message


@pytest.mark.parametrize(("name", "argument", "value"), BAD, ids=shown)
def test_a_bad_value_is_named_with_its_argument_and_what_is_right(
    untouched: SocialCommerce, name: str, argument: str, value: Any
) -> None:
    message = wrong(untouched, method(untouched, name), **COMMANDS[name].args | {argument: value})

    assert message.startswith(f"{argument} is ")
    assert message.startswith(f"{argument} is {value!r:.40}")
    assert ": " in message.removeprefix(f"{argument} is ")


@pytest.mark.parametrize(("path", "lines"), BAD_LINES, ids=shown)
@pytest.mark.parametrize("name", ["orders.place", "orders.quote"])
def test_a_bad_line_of_an_order_is_named_with_its_place(
    untouched: SocialCommerce, name: str, path: str, lines: list[Any]
) -> None:
    given = (COMMANDS | READS)[name].args | {"lines": lines}

    assert path in wrong(untouched, method(untouched, name), **given)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_of_every_command_is_checked(untouched: SocialCommerce, name: str) -> None:
    given = COMMANDS[name].args
    for argument in given:
        message = wrong(untouched, method(untouched, name), **given | {argument: b"\x00"})
        assert message.startswith(f"{argument} is b'\\x00': ")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_argument_that_is_missing_or_unknown_is_a_type_error(untouched: SocialCommerce, name: str) -> None:
    before = untouched.log.position()

    with pytest.raises(TypeError, match="missing"):
        method(untouched, name)()
    with pytest.raises(TypeError, match="unexpected"):
        method(untouched, name)(**COMMANDS[name].args, colour="red")

    assert untouched.log.position() == before


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("at", [datetime(2021, 5, 1, 12), 1_619_841_600, 1.5, "noon", b"", True], ids=shown)  # noqa: DTZ001
def test_an_instant_without_a_zone_or_of_another_type_is_named(untouched: SocialCommerce, name: str, at: Any) -> None:
    assert wrong(untouched, method(untouched, name), **COMMANDS[name].args, at=at).startswith("at")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "no line"),
        ([{"product": "free"}, {"product": "free", "quantity": 2}], "product free stands on two lines"),
        ([{"product": "free", "quantity": 1_000_000}] * 2, "product free stands on two lines"),
        ([{"product": f"p{number}"} for number in range(1_001)], "the order has 1001 lines: at most 1000"),
    ],
)
def test_lines_that_are_no_order_together_are_refused(untouched: SocialCommerce, lines: Any, why: str) -> None:
    assert why in wrong(untouched, untouched.orders.place, "new", "an", lines)


def test_an_order_may_cost_10_15_fen_and_not_one_more(commerce: SocialCommerce) -> None:
    fee = 10**15 - 1_000

    assert commerce.orders.place("most", "an", [{"product": "free"}], delivery_fee=fee).total == 10**15
    message = wrong(commerce, commerce.orders.place, "more", "an", [{"product": "free"}], delivery_fee=fee + 1)
    assert f"{10**15 + 1}" in message


@pytest.mark.parametrize(
    "asked",
    [{"quantity": 1}, {"amount": 1}, {"line": 1, "quantity": 1, "amount": 1}],
    ids=lambda asked: " ".join(asked),
)
def test_a_refund_names_a_line_with_a_quantity_or_an_amount(untouched: SocialCommerce, asked: dict[str, int]) -> None:
    assert "refund" in wrong(untouched, untouched.orders.refund, "paid", "r9", **asked)


def test_a_product_is_not_swapped_for_itself(untouched: SocialCommerce) -> None:
    assert "two products" in wrong(untouched, untouched.shelves.swap, "lin", "shown", "shown")


@pytest.mark.parametrize(
    ("read", "argument", "value"),
    [
        ("feeds.of", "limit", 0),
        ("feeds.of", "limit", 101),
        ("feeds.of", "limit", 1.0),
        ("feeds.of", "after", 10**30),
        ("feeds.of", "after", "1"),
        ("feeds.of", "member", "a b"),
        ("analytics.of", "shop", "a b"),
        ("influence.of", "shop", "a b"),
        ("influence.explain", "shop", 7),
        ("storefronts.of", "shop", "a b"),
        ("orders.of", "order", "a b"),
        ("board.top", "n", 0),
        ("board.top", "n", -1),
        ("board.top", "n", 1.5),
        ("board.top", "n", True),
        ("board.top", "n", "5"),
    ],
    ids=shown,
)
def test_reads_check_their_arguments_too(untouched: SocialCommerce, read: str, argument: str, value: Any) -> None:
    given = READS[read].args if read in READS else {}

    assert wrong(untouched, method(untouched, read), **given | {argument: value}).startswith(argument)


@pytest.mark.parametrize("read", ["board.top", "storefronts.of"])
@pytest.mark.parametrize("at", [datetime(2021, 5, 1, 12), "noon", 7], ids=shown)  # noqa: DTZ001
def test_reads_as_of_an_instant_check_it_too(untouched: SocialCommerce, read: str, at: Any) -> None:
    given = {"shop": "lin"} if read == "storefronts.of" else {}

    wrong(untouched, method(untouched, read), **given, at=at)


class Unprintable:
    """Something whose form is of no use in a message."""

    def __repr__(self) -> str:
        return "two\nlines \x1b[31m"


def test_a_value_of_any_form_is_told_on_one_line(untouched: SocialCommerce) -> None:
    assert wrong(untouched, untouched.shops.open, Unprintable()).startswith("owner is ")


def test_a_deeply_nested_value_is_told_on_one_line(untouched: SocialCommerce) -> None:
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]

    assert wrong(untouched, untouched.shops.open, deep).startswith("owner is ")


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("products.list", "price"),
        ("orders.place", "delivery_fee"),
        ("orders.refund", "amount"),
        ("shops.open", "owner"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_of_thousands_of_digits_is_named_like_any_other(
    untouched: SocialCommerce, name: str, argument: str, sign: int
) -> None:
    given = COMMANDS[name].args | {argument: sign * 10**5_000}

    assert wrong(untouched, method(untouched, name), **given).startswith(f"{argument} is ")


def test_good_values_at_their_limits_are_taken(commerce: SocialCommerce) -> None:
    commerce.products.list("a" * 96, "cd", "x" * 200, "x" * 200, 10**15, 10**15 - 1, 10_000, True)
    commerce.products.list("A-Z.a_z@0+9", "cd", "x", "x", 2, 1, 0)
    commerce.shops.edit("lin", "", "x" * 2_000, "购物号 😀\n\t")
    commerce.orders.place("o", "an", [{"product": "A-Z.a_z@0+9", "quantity": 1_000_000}], delivery_fee=0)

    assert commerce.orders.of("o").total == 2_000_000
    assert commerce.storefronts.of("lin").sign == "购物号 😀\n\t"
    assert commerce.orders.of("o").pay_by.tzinfo == UTC


def test_a_share_made_without_an_id_is_found_while_it_lives_and_made_anew_when_it_has_ended(
    commerce: SocialCommerce,
) -> None:
    furnish = (
        lambda: commerce.merchants.invite("tea-hill", "Tea Hill"),
        lambda: commerce.products.list("longjing", "tea-hill", "Longjing", "tea", 9_900),
        lambda: commerce.shops.open("lin"),
        lambda: commerce.shelves.place("lin", "longjing"),
    )
    for command in furnish:
        command()
    first = commerce.shares.create("lin", "longjing")
    assert commerce.shares.create("lin", "longjing") == first

    commerce.shares.revoke(first)
    second = commerce.shares.create("lin", "longjing")
    commerce.products.delist("longjing")
    commerce.products.relist("longjing")
    commerce.shelves.place("lin", "longjing")
    third = commerce.shares.create("lin", "longjing")

    assert [second, third] == [f"{first}~2", f"{first}~3"]
    assert commerce.shares.create("lin", "longjing") == third
