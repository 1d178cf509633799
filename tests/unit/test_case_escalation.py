"""Calling the platform in: after a rejection, and when nothing comes for goods that were sent back."""

from datetime import timedelta

import pytest

from case_steps import APPROVED, RECEIVED, RETURNING, Step, open_case
from given import INSTANT, NOON, refused, then
from ordering import own, requested
from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.domain.orders import after_sale
from socialcommerce.domain.orders.case import CASE, Case, possible
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseReceived,
    CaseSentBack,
    Kind,
)
from trading import open_market

DAY = timedelta(days=1)
RETURN_KINDS: list[Kind] = ["return_and_refund", "exchange"]


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def received(kind: Kind, by: str = "merchant") -> Case:
    """A case whose goods came back at noon, as the merchant says or the deadline."""
    return requested(
        kind,
        CaseApproved(kind="merchant", return_by=NOON + 7 * DAY),
        CaseSentBack(parcel="yto1", carrier="YTO", receive_by=NOON + 10 * DAY),
        CaseReceived(kind="deadline" if by == "deadline" else "merchant"),
    )


@pytest.mark.parametrize("by", ["merchant", "deadline"])
@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_a_buyer_whose_goods_came_back_calls_the_platform_in_however_late(kind: Kind, by: str) -> None:
    case = received(kind, by)
    for at in (NOON, NOON + 1_000 * DAY):
        assert after_sale.escalate(case, "nothing came", at=at) == [CaseEscalated(reason=own("nothing came"))]
    escalated = then(CASE, case, CaseEscalated(reason=None))
    assert (escalated.status, escalated.is_open, escalated.due) == ("escalated", True, None)
    assert possible(escalated) == ("rule", "withdraw")


@pytest.mark.parametrize("steps", [(), APPROVED, RETURNING], ids=["requested", "approved", "returning"])
@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_before_the_goods_came_back_nobody_calls_the_platform_in(
    market: SocialCommerce, kind: Kind, steps: tuple[Step, ...]
) -> None:
    case = open_case(market, kind, steps)
    with refused("case-status"):
        market.cases.escalate(case)


def test_a_case_without_goods_to_return_waits_for_its_refund_and_is_not_escalated(market: SocialCommerce) -> None:
    case = open_case(market, "refund_only", APPROVED)
    with refused("case-status"):
        market.cases.escalate(case)


@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_once_the_platform_was_called_in_only_its_ruling_moves_goods_or_money(
    market: SocialCommerce, kind: Kind
) -> None:
    case = open_case(market, kind, RECEIVED)
    market.cases.escalate(case, "nothing came")
    assert market.cases.escalate(case, "nothing came").status == "escalated"
    with refused("case-status"):
        market.cases.escalate(case, "still nothing")
    with refused("case-status"):
        market.orders.refund("o1", "r1", case=case)
    with refused("case-status"):
        market.cases.exchange(case, "sf9", "SF")


@pytest.mark.parametrize("by", ["merchant:dior", "platform:op", "lin"])
def test_only_the_buyer_calls_the_platform_in(market: SocialCommerce, by: str) -> None:
    case = open_case(market, "exchange", RECEIVED)
    with pytest.raises(NotAllowed):
        market.cases.escalate(case, by=by)
    assert market.cases.escalate(case, by="an").status == "escalated"


def test_the_platform_sees_a_case_once_it_was_called_in(market: SocialCommerce) -> None:
    case = open_case(market, "exchange", RECEIVED)
    with pytest.raises(NotAllowed):
        market.cases.of(case, by="platform:op")
    market.cases.escalate(case, by="an")
    assert market.cases.of(case, by="platform:op").status == "escalated"


def test_an_exchange_that_never_comes_holds_its_order_up_until_the_platform_has_ruled(
    market: SocialCommerce, clock: ManualClock
) -> None:
    case = open_case(market, "exchange", RECEIVED)
    market.orders.deliver("o1")
    clock.advance(100 * DAY)
    assert market.orders.of("o1").status == "delivered"

    market.cases.escalate(case, by="an")
    assert market.orders.of("o1").status == "delivered"
    market.cases.rule(case, 10_000, by="platform:op")
    assert market.orders.of("o1").status == "delivered"
    order = market.orders.refund("o1", "r1", case=case)
    assert (order.status, order.refunded, market.cases.of(case).status) == ("refunded", 10_000, "ruled")


def test_a_ruling_that_gives_nothing_lets_the_order_complete_at_once(
    market: SocialCommerce, clock: ManualClock
) -> None:
    case = open_case(market, "exchange", RECEIVED)
    market.orders.deliver("o1")
    clock.advance(100 * DAY)
    market.cases.escalate(case)
    market.cases.rule(case, 0)
    order = market.orders.of("o1")
    assert (order.status, order.after_sale_until) == ("completed", NOON + 115 * DAY)


def test_goods_that_count_as_received_can_be_escalated_from_the_deadline_on(
    market: SocialCommerce, clock: ManualClock
) -> None:
    case = open_case(market, "return_and_refund", RETURNING)
    clock.set(NOON + 10 * DAY - INSTANT)
    with refused("case-status"):
        market.cases.escalate(case)
    clock.set(NOON + 10 * DAY)
    assert market.cases.escalate(case).status == "escalated"
