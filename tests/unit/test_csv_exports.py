"""Lists as CSV: what programs read back is what was listed, and spreadsheets run none of it."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from given import NOON
from socialcommerce import ManualClock, Rules, SocialCommerce
from socialcommerce.services.exports import FORMULA_STARTS, csv_of
from trading import SOAP, bring_in, buy, open_market

ZONE = "Asia/Shanghai"

cells = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)


def rows(text: str) -> list[list[str]]:
    """What a program reads back of a file."""
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def dicts(text: str) -> list[dict[str, str]]:
    header, *found = rows(text)
    return [dict(zip(header, row, strict=True)) for row in found]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-905, "-905"),
        (10**15, "1000000000000000"),
        (NOON, "2021-05-01T12:00:00+08:00"),
        (NOON + timedelta(microseconds=1), "2021-05-01T12:00:00.000001+08:00"),
        ("plain", "plain"),
        ("口红", "口红"),
        ('a "quoted" text, with a comma', '"a ""quoted"" text, with a comma"'),
        ("two\nlines", '"two\nlines"'),
        ("", ""),
    ],
)
def test_a_value_is_told_as_programs_read_it(value: Any, told: str) -> None:
    assert csv_of(("a", "b"), [(value, "x")], ZONE) == f"a,b\r\n{told},x\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"

    assert read_back([text]) == [f"'{text}"]


@pytest.mark.parametrize("text", ["'=1", " =1", "a=1", "1-1", "an@home"])
def test_a_text_that_no_spreadsheet_runs_stays_as_it_is(text: str) -> None:
    assert read_back([text]) == [text]


def read_back(texts: list[str]) -> list[str]:
    """What a program reads back of a column of *texts*."""
    return [text for _, text in rows(csv_of(("n", "text"), list(enumerate(texts)), ZONE))[1:]]


@for_all(st.lists(cells, max_size=5))
def test_any_texts_are_read_back_but_for_the_apostrophes(texts: list[str]) -> None:
    found = read_back(texts)

    assert found == [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in texts]
    assert not any(text.startswith(FORMULA_STARTS) for text in found)


def test_the_offset_is_that_of_the_zone_at_the_instant() -> None:
    winter, summer = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 7, 1, tzinfo=UTC)

    assert csv_of(("w", "s"), [(winter, summer)], "Europe/Berlin") == (
        "w,s\r\n2021-01-01T01:00:00+01:00,2021-07-01T02:00:00+02:00\r\n"
    )


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


HEADER = (
    "origin,merchant,order,placed_at,status,order_total,order_delivery_fee,order_refunded,"
    "line,product,title,quantity,unit_price,price_reason,discount,amount,refunded"
)


def test_orders_are_a_row_a_line_and_imported_ones_stand_below(market: SocialCommerce) -> None:
    market.products.list("brush", "dior", "=Brush", "beauty", 700)
    lines: Any = [{"product": "lipstick", "quantity": 2}, {"product": "brush"}]
    market.orders.place("o1", "an", lines, share="s1", delivery_fee=600)
    market.orders.pay("o1", "x1")
    market.orders.refund("o1", "r1", line=1, quantity=1)
    bring_in(market, source="Taobao, old", bought_at=NOON - timedelta(days=1))

    assert market.order_list.csv("an") == (
        f"{HEADER}\r\n"
        "here,dior,o1,2021-05-01T12:00:00+08:00,paid,19400,600,9050,1,lipstick,口红,2,9050,exclusive,0,18100,9050\r\n"
        "here,dior,o1,2021-05-01T12:00:00+08:00,paid,19400,600,9050,2,brush,'=Brush,1,700,platform,0,700,0\r\n"
        '"Taobao, old",dior,t1,2021-04-30T12:00:00+08:00,,700,,,1,soap,Soap,1,,,,700,\r\n'
    )


def test_the_newest_order_stands_first(market: SocialCommerce) -> None:
    for order in ("o1", "o2"):
        buy(market, order, "tea")
        bring_in(market, order.replace("o", "t"))

    assert [row["order"] for row in dicts(market.order_list.csv("an"))] == ["o2", "o1", "t2", "t1"]


def test_a_member_who_bought_nothing_has_a_header_alone(market: SocialCommerce) -> None:
    assert market.order_list.csv("nobody") == f"{HEADER}\r\n"


def test_the_file_has_every_order_of_a_long_list(market: SocialCommerce) -> None:
    for number in range(405):
        bring_in(market, f"t{number}", lines=[SOAP, SOAP | {"product": "tea"}])

    found = dicts(market.order_list.csv("an"))
    assert len(found) == 810
    assert {row["order"] for row in found} == {f"t{number}" for number in range(405)}


def test_an_overdue_order_is_exported_as_it_stands(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.place("o1", "an", [{"product": "tea"}])
    clock.advance(timedelta(minutes=30))

    assert [row["status"] for row in dicts(market.order_list.csv("an"))] == ["cancelled"]


def test_customers_are_a_row_each(market: SocialCommerce) -> None:
    for visitor in ("an", "-bo"):
        market.journeys.visit(visitor, "s1")

    assert market.customers.csv("lin") == (
        "member,since\r\n'-bo,2021-05-01T12:00:00+08:00\r\nan,2021-05-01T12:00:00+08:00\r\n"
    )


@pytest.mark.parametrize(
    "export",
    [lambda store: store.order_list.csv("an"), lambda store: store.customers.csv("lin")],
    ids=["orders", "customers"],
)
def test_instants_carry_the_offset_of_the_stores_zone(
    clock: ManualClock, export: Callable[[SocialCommerce], str]
) -> None:
    with SocialCommerce.open(clock=clock, rules=Rules(zone="America/New_York")) as store:
        open_market(store)
        store.journeys.visit("an", "s1")
        buy(store, "o1")

        assert "2021-05-01T00:00:00-04:00" in export(store)
