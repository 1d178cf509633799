"""All that a member bought, over all merchants, in one list."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from given import INSTANT, NOON
from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.services.order_entries import ImportedOrderLine, Notice, OpenCase, OrderedLine
from socialcommerce.services.paging import Page
from trading import SOAP, bring_in, buy, open_market


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def numbers(commerce: SocialCommerce, member: str = "an") -> list[str]:
    return [entry.order for entry in commerce.order_list.of(member).entries]


def status(commerce: SocialCommerce) -> str:
    return commerce.order_list.of("an").entries[0].status


def test_an_order_is_listed_with_all_that_was_fixed_at_placing(market: SocialCommerce) -> None:
    lines: Any = [{"product": "lipstick", "quantity": 2}]
    market.orders.place("o1", "an", lines, share="s1", delivery_fee=600, discount={"amount": 101})
    (entry,) = market.order_list.of("an").entries

    assert attrs.asdict(entry, recurse=False) | {"cursor": 0} == {
        "cursor": 0,
        "order": "o1",
        "merchant": "dior",
        "status": "placed",
        "placed_at": NOON,
        "total": 18_599,
        "paid": 0,
        "refunded": 0,
        "delivery_fee": 600,
        "lines": (OrderedLine(1, "lipstick", "口红", 2, 9_050, "exclusive", 101, 17_999, 0),),
        "cases": (),
    }


def test_lines_stand_in_the_order_in_which_they_were_asked_for(market: SocialCommerce) -> None:
    titles = [f"Title {number}" for number in range(12)]
    for number, title in enumerate(titles):
        market.products.list(f"p{number}", "dior", title, "beauty", 100)
    market.orders.place("o1", "an", [{"product": f"p{number}"} for number in range(12)])

    (entry,) = market.order_list.of("an").entries
    assert [line.title for line in entry.lines] == titles
    assert [line.number for line in entry.lines] == list(range(1, 13))


def test_orders_at_all_merchants_stand_in_one_list_the_newest_first(market: SocialCommerce) -> None:
    buy(market, "o1")
    buy(market, "o2", "tea")
    buy(market, "o3", "tea", buyer="bo")
    buy(market, "o4")

    assert numbers(market) == ["o4", "o2", "o1"]
    assert numbers(market, "nobody") == []


def test_what_was_paid_and_what_went_back_is_listed_with_delivery(market: SocialCommerce) -> None:
    buy(market, "o1", delivery_fee=600)
    market.orders.refund("o1", "r1", line=1, amount=4_000)
    (entry,) = market.order_list.of("an").entries
    assert (entry.paid, entry.refunded, entry.lines[0].refunded, entry.status) == (10_600, 4_000, 4_000, "paid")

    market.orders.refund("o1", "r2")
    (entry,) = market.order_list.of("an").entries
    assert (entry.paid, entry.refunded, entry.lines[0].refunded, entry.status) == (10_600, 10_600, 10_000, "refunded")


def test_the_list_follows_an_order_through_its_life(market: SocialCommerce) -> None:
    steps: list[Callable[[], object]] = [
        lambda: market.orders.place("o1", "an", [{"product": "tea"}]),
        lambda: market.orders.pay("o1", "x1"),
        lambda: market.orders.ship("o1", "sf1", "SF"),
        lambda: market.orders.deliver("o1"),
        lambda: market.orders.complete("o1"),
    ]
    seen = []
    for step in steps:
        step()
        seen.append(status(market))
    assert seen == ["placed", "paid", "shipped", "delivered", "completed"]


def test_an_unpaid_order_is_listed_as_placed_until_its_deadline_and_as_cancelled_from_it_on(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.orders.place("o1", "an", [{"product": "tea"}])

    clock.set(NOON + timedelta(minutes=30) - INSTANT)
    assert status(market) == "placed"
    clock.set(NOON + timedelta(minutes=30))
    assert status(market) == "cancelled"


def test_cases_are_listed_that_hold_the_order_up(market: SocialCommerce) -> None:
    lines: Any = [{"product": "tea", "quantity": 3}]
    market.products.list("cup", "hill", "Cup", "tea", 900)
    market.orders.place("o1", "an", [*lines, {"product": "cup"}])
    market.orders.pay("o1", "x1")
    first = market.cases.request("o1", 1, "refund_only", "spoilt")
    second = market.cases.request("o1", 2, "refund_only", "broken")

    (entry,) = market.order_list.of("an").entries
    assert entry.cases == (
        OpenCase(first, 1, "refund_only", "requested"),
        OpenCase(second, 2, "refund_only", "requested"),
    )

    market.cases.withdraw(first)
    market.cases.reject(second)
    (entry,) = market.order_list.of("an").entries
    assert entry.cases == ()

    market.cases.escalate(second)
    (entry,) = market.order_list.of("an").entries
    assert entry.cases == (OpenCase(second, 2, "refund_only", "escalated"),)


@pytest.mark.parametrize(("award", "listed"), [(0, False), (1, True)])
def test_a_ruled_case_is_listed_until_what_it_gives_has_gone_back(
    market: SocialCommerce, award: int, listed: bool
) -> None:
    buy(market, "o1")
    case = market.cases.request("o1", 1, "refund_only", "broken")
    market.cases.reject(case)
    market.cases.escalate(case)
    market.cases.rule(case, award)

    cases = (OpenCase(case, 1, "refund_only", "ruled"),) if listed else ()
    assert market.order_list.of("an").entries[0].cases == cases
    assert [hold.case for hold in market.orders.of("o1").holds] == [each.case for each in cases]
    if listed:
        market.orders.refund("o1", "r1", case=case)
        assert market.order_list.of("an").entries[0].cases == ()


def test_a_case_without_an_answer_is_listed_as_approved_from_its_deadline_on(
    market: SocialCommerce, clock: ManualClock
) -> None:
    buy(market, "o1", "tea")
    market.cases.request("o1", 1, "refund_only", "spoilt")

    clock.set(NOON + timedelta(hours=48) - INSTANT)
    assert [case.status for case in market.order_list.of("an").entries[0].cases] == ["requested"]
    clock.set(NOON + timedelta(hours=48))
    assert [case.status for case in market.order_list.of("an").entries[0].cases] == ["approved"]


def test_imported_orders_stand_in_a_list_of_their_own(market: SocialCommerce) -> None:
    buy(market, "o1")
    tea: Any = {"product": "tea", "title": "Old tea", "quantity": 2, "amount": 900}
    bring_in(market, lines=[SOAP, tea], bought_at=NOON - timedelta(days=400))

    (entry,) = market.order_list.imported("an").entries
    assert numbers(market) == ["o1"]
    assert (entry.merchant, entry.number, entry.source, entry.total) == ("dior", "t1", "Taobao", 1_600)
    assert entry.bought_at == NOON - timedelta(days=400)
    assert entry.lines == (
        ImportedOrderLine(1, "soap", "Soap", 1, 700),
        ImportedOrderLine(2, "tea", "Old tea", 2, 900),
    )
    assert market.order_list.imported("bo").entries == ()


def test_each_new_word_of_a_carrier_is_a_notice_to_the_buyer(market: SocialCommerce, clock: ManualClock) -> None:
    buy(market, "o1")
    market.orders.ship("o1", "sf1", "SF")
    clock.advance(timedelta(hours=2))
    market.orders.track("o1", "sf1", "in-transit", NOON + timedelta(hours=1))
    market.orders.track("o1", "sf1", "collected", NOON)
    market.orders.track("o1", "sf1", "collected", NOON)

    told = [attrs.evolve(notice, cursor=0) for notice in market.order_list.notices("an").entries]
    later = NOON + timedelta(hours=2)
    assert told == [
        Notice(0, "o1", "sf1", "collected", NOON, later),
        Notice(0, "o1", "sf1", "in-transit", NOON + timedelta(hours=1), later),
    ]
    assert market.order_list.notices("bo").entries == ()


Read = Callable[..., Page[Any]]


def pages(read: Read, limit: int) -> Iterator[Page[Any]]:
    page = read("an", limit)
    yield page
    while page.next is not None:
        page = read("an", limit, page.next)
        yield page


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", ["of", "imported", "notices"])
def test_pages_of_any_size_make_up_the_whole_list(market: SocialCommerce, name: str, limit: int) -> None:
    for number in range(4):
        buy(market, f"o{number}")
        bring_in(market, f"t{number}")
        market.orders.track(f"o{number}", "sf1", "collected")
    read: Read = getattr(market.order_list, name)
    whole = read("an").entries

    found = list(pages(read, limit))

    assert len(whole) == 4
    assert tuple(entry for page in found for entry in page.entries) == whole
    assert [len(page.entries) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1].entries


@pytest.mark.parametrize("limit", [0, 101])
@pytest.mark.parametrize("name", ["of", "imported", "notices"])
def test_a_page_holds_1_to_100_entries(market: SocialCommerce, name: str, limit: int) -> None:
    read: Read = getattr(market.order_list, name)

    assert read("an", 1) == read("an", 100) == Page((), None)
    with pytest.raises(ValueError, match="limit"):
        read("an", limit)


@pytest.mark.parametrize("by", ["bo", "merchant:dior", "platform:op"])
@pytest.mark.parametrize("name", ["of", "imported", "notices", "csv"])
def test_the_list_is_for_the_member_and_the_host_alone(market: SocialCommerce, name: str, by: str) -> None:
    read: Callable[..., object] = getattr(market.order_list, name)

    assert read("an", by="an") == read("an")
    with pytest.raises(NotAllowed):
        read("an", by=by)


def test_the_list_is_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        buy(store, "o1", share="s1")
        buy(store, "o2", "tea")
        store.cases.request("o2", 1, "refund_only", "spoilt")
        bring_in(store)

        assert [(entry.order, len(entry.cases)) for entry in store.order_list.of("an").entries] == [
            ("o2", 1),
            ("o1", 0),
        ]
        assert [entry.number for entry in store.order_list.imported("an").entries] == ["t1"]
        assert store.order_list.csv("an").count("\r\n") == 4
