"""The after-sale cases that wait for someone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

import attrs
import pytest

from case_steps import APPROVED, ESCALATED, RECEIVED, REJECTED, RETURNING, Step, open_case
from given import INSTANT, NOON
from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.projections.cases import Awaited
from socialcommerce.services.case_list import WaitingCase
from socialcommerce.services.paging import Page
from trading import buy, open_market

DAY = timedelta(days=1)
ANSWER_BY = NOON + timedelta(hours=48)
RETURN_BY = NOON + 7 * DAY
RECEIVE_BY = NOON + 10 * DAY
ANYONE: tuple[Awaited, ...] = get_args(Awaited)
WAITING: list[tuple[Kind, tuple[Step, ...], Awaited, datetime | None]] = [
    ("refund_only", (), "merchant", ANSWER_BY),
    ("refund_only", APPROVED, "refund", None),
    ("refund_only", ESCALATED, "platform", None),
    ("refund_only", (*ESCALATED, lambda cases, case: cases.rule(case, 1)), "refund", None),
    ("return_and_refund", (), "merchant", ANSWER_BY),
    ("return_and_refund", APPROVED, "buyer", RETURN_BY),
    ("return_and_refund", RETURNING, "merchant", RECEIVE_BY),
    ("return_and_refund", RECEIVED, "refund", None),
    ("return_and_refund", (*RECEIVED, lambda cases, case: cases.escalate(case)), "platform", None),
    ("exchange", APPROVED, "buyer", RETURN_BY),
    ("exchange", RETURNING, "merchant", RECEIVE_BY),
    ("exchange", RECEIVED, "merchant", None),
    ("exchange", (*RECEIVED, lambda cases, case: cases.escalate(case)), "platform", None),
]
OVER: list[tuple[Kind, tuple[Step, ...]]] = [
    ("refund_only", REJECTED),
    ("refund_only", (lambda cases, case: cases.withdraw(case),)),
    ("refund_only", (*ESCALATED, lambda cases, case: cases.rule(case, 0))),
    ("exchange", (*RECEIVED, lambda cases, case: cases.exchange(case, "sf9", "SF"))),
]


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def waiting(market: SocialCommerce, awaited: Awaited | None = None, merchant: str | None = None) -> list[str]:
    return [entry.case for entry in market.case_list.waiting(awaited, merchant).entries]


def awaited(market: SocialCommerce) -> list[tuple[str, Awaited, datetime | None]]:
    """The status of all that waits, for whom, and until when."""
    return [(entry.status, entry.awaited, entry.due_at) for entry in market.case_list.waiting().entries]


@pytest.mark.parametrize(("kind", "steps", "whom", "due"), WAITING)
def test_a_case_waits_for_who_has_to_act_and_until_their_deadline(
    market: SocialCommerce, kind: Kind, steps: tuple[Step, ...], whom: Awaited, due: datetime | None
) -> None:
    case = open_case(market, kind, steps)
    (entry,) = market.case_list.waiting().entries

    assert attrs.evolve(entry, cursor=0) == WaitingCase(
        0, case, "o1", 1, "dior", kind, market.cases.of(case).status, whom, NOON, due
    )
    assert due == market.cases.of(case).due
    assert [each for each in ANYONE if waiting(market, each)] == [whom]


@pytest.mark.parametrize(("kind", "steps"), OVER)
def test_a_case_in_which_nothing_is_left_to_do_waits_for_nobody(
    market: SocialCommerce, kind: Kind, steps: tuple[Step, ...]
) -> None:
    open_case(market, kind, steps)
    assert awaited(market) == []


def test_a_rejected_case_waits_again_once_its_buyer_has_called_the_platform_in(market: SocialCommerce) -> None:
    case = open_case(market, "refund_only", REJECTED)
    market.cases.escalate(case)
    assert awaited(market) == [("escalated", "platform", None)]


def test_a_case_waits_for_the_refund_that_names_it_and_no_longer(market: SocialCommerce) -> None:
    case = open_case(market, "refund_only", (*ESCALATED, lambda cases, case: cases.rule(case, 500)))
    market.orders.refund("o1", "r1", line=1, amount=500)
    assert waiting(market, "refund") == [case]
    market.orders.refund("o1", "r2", case=case)
    assert awaited(market) == []


def test_a_refund_that_leaves_nothing_of_its_line_ends_the_waiting_too(market: SocialCommerce) -> None:
    open_case(market, "return_and_refund", APPROVED)
    market.orders.refund("o1", "r1", line=1, amount=9_999)
    assert awaited(market) == [("approved", "buyer", RETURN_BY)]
    market.orders.refund("o1", "r2")
    assert awaited(market) == []


def test_an_award_of_which_nothing_is_left_waits_for_nobody(market: SocialCommerce) -> None:
    open_case(market, "refund_only", (*ESCALATED, lambda cases, case: cases.rule(case, 500)))
    market.orders.refund("o1", "r1", line=1)
    assert awaited(market) == []


def test_a_case_that_the_merchant_did_not_answer_waits_for_the_refund_from_its_deadline_on(
    market: SocialCommerce, clock: ManualClock
) -> None:
    open_case(market, "refund_only")
    clock.set(ANSWER_BY - INSTANT)
    assert awaited(market) == [("requested", "merchant", ANSWER_BY)]
    clock.set(ANSWER_BY)
    assert awaited(market) == [("approved", "refund", None)]


def test_goods_of_which_the_merchant_says_nothing_are_waited_for_until_their_deadline(
    market: SocialCommerce, clock: ManualClock
) -> None:
    open_case(market, "return_and_refund", RETURNING)
    clock.set(RECEIVE_BY - INSTANT)
    assert awaited(market) == [("returning", "merchant", RECEIVE_BY)]
    clock.set(RECEIVE_BY)
    assert awaited(market) == [("received", "refund", None)]


def test_goods_that_are_not_sent_back_are_waited_for_until_their_deadline(
    market: SocialCommerce, clock: ManualClock
) -> None:
    open_case(market, "exchange", APPROVED)
    clock.set(RETURN_BY - INSTANT)
    assert awaited(market) == [("approved", "buyer", RETURN_BY)]
    clock.set(RETURN_BY)
    assert awaited(market) == []


@pytest.mark.parametrize("by", [None, "platform:op", "merchant:dior"])
def test_the_deadlines_of_a_merchant_are_carried_out_before_its_cases_are_listed(
    market: SocialCommerce, clock: ManualClock, by: str | None
) -> None:
    open_case(market, "refund_only")
    clock.set(ANSWER_BY)
    (entry,) = market.case_list.waiting(merchant="dior", by=by).entries
    assert (entry.status, entry.awaited) == ("approved", "refund")


def test_the_cases_of_one_merchant_are_listed_without_those_of_others(market: SocialCommerce) -> None:
    buy(market, "o1")
    buy(market, "o2", "tea")
    first, second = (market.cases.request(order, 1, "refund_only", "broken") for order in ("o1", "o2"))

    assert waiting(market) == [first, second]
    assert waiting(market, merchant="dior") == [first]
    assert waiting(market, "merchant", "hill") == [second]
    assert waiting(market, "platform", "hill") == waiting(market, merchant="nobody") == []


def test_the_oldest_case_comes_first_however_late_it_moved(market: SocialCommerce, clock: ManualClock) -> None:
    for order in ("o1", "o2"):
        buy(market, order)
    first = market.cases.request("o2", 1, "refund_only", "broken")
    clock.advance(timedelta(hours=1))
    second = market.cases.request("o1", 1, "refund_only", "broken")
    market.cases.approve(second)
    market.cases.approve(first)

    assert waiting(market) == [first, second]
    assert [entry.requested_at for entry in market.case_list.waiting().entries] == [NOON, NOON + timedelta(hours=1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("merchant", [None, "dior"])
def test_pages_of_any_size_make_up_the_whole_list(market: SocialCommerce, merchant: str | None, limit: int) -> None:
    for number in range(5):
        buy(market, f"o{number}")
        case = market.cases.request(f"o{number}", 1, "refund_only", "broken")
        if number == 2:
            market.cases.withdraw(case)
    whole = market.case_list.waiting(merchant=merchant).entries

    pages = [market.case_list.waiting(None, merchant, limit)]
    while pages[-1].next is not None:
        pages.append(market.case_list.waiting(None, merchant, limit, pages[-1].next))

    assert len(whole) == 4
    assert tuple(entry for page in pages for entry in page.entries) == whole
    assert [len(page.entries) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1].entries


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_holds_1_to_100_cases(market: SocialCommerce, limit: int) -> None:
    read = market.case_list.waiting
    assert read(limit=1) == read(limit=100) == Page((), None)
    with pytest.raises(ValueError, match="limit"):
        read(limit=limit)


def test_a_case_waits_for_one_of_four_and_the_refusal_of_another_word_names_them(market: SocialCommerce) -> None:
    with pytest.raises(ValueError, match=r"^awaited is 'host': .*expected one of merchant, buyer, platform, refund"):
        market.case_list.waiting("host")  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["an", "lin", "merchant:hill"])
def test_a_merchant_sees_its_own_cases_and_the_platform_all(market: SocialCommerce, by: str) -> None:
    open_case(market, "refund_only")
    read: Callable[..., Page[WaitingCase]] = market.case_list.waiting

    assert read(merchant="dior", by="merchant:dior") == read(merchant="dior", by="platform:op") == read()
    assert read(by="platform:op") == read()
    with pytest.raises(NotAllowed):
        read(merchant="dior", by=by)
    for other in (by, "merchant:dior"):
        with pytest.raises(NotAllowed):
            read(by=other)


def test_the_cases_that_wait_are_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        buy(store, "o2", "tea")
        second = store.cases.request("o2", 1, "refund_only", "spoilt")
        case = open_case(store, "return_and_refund", RETURNING)

        assert waiting(store) == waiting(store, "merchant") == [second, case]
        clock.set(ANSWER_BY)
        assert waiting(store, "refund", "hill") == [second]
