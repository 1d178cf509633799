"""What a case gives back: by agreement, by a ruling, or because nothing is left of its line."""

import pytest

from given import NOON, given, refused, then
from ordering import delivered, own, paid, repaid, requested
from socialcommerce.domain.orders import after_sale, buying
from socialcommerce.domain.orders.case import CASE, Case, awaits_refund
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseEvent,
    CaseReceived,
    CaseRefunded,
    CaseRejected,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.events import OrderRefunded
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.refunding import Grant, RefundAsked, RefundPart

REFUND_AGREED = CaseApproved(kind="merchant", return_by=None)
RETURN_AGREED = CaseApproved(kind="merchant", return_by=NOON)
SENT_BACK = CaseSentBack(parcel="yto1", carrier="YTO", receive_by=NOON)
RECEIVED = CaseReceived(kind="merchant")
ESCALATED = requested("refund_only", CaseRejected(reason=None, escalate_by=NOON), CaseEscalated(reason=None))
WAITING_FOR_MONEY = {
    "approved": requested("refund_only", REFUND_AGREED),
    "received": requested("return_and_refund", RETURN_AGREED, SENT_BACK, RECEIVED),
}
NOT_WAITING = [
    requested("refund_only"),
    requested("return_and_refund", RETURN_AGREED),
    requested("return_and_refund", RETURN_AGREED, SENT_BACK),
    requested("exchange", RETURN_AGREED),
    requested("exchange", RETURN_AGREED, SENT_BACK, RECEIVED),
    requested("refund_only", CaseWithdrawn(kind="buyer")),
    requested("refund_only", CaseRejected(reason=None, escalate_by=NOON)),
    ESCALATED,
]
BACK: list[CaseEvent] = [CaseRefunded(refund="r1")]


def ruled(amount: int, *, delivery_fee: bool = False) -> Case:
    """An escalated case after a ruling on the first line, of which ¥20.00 were paid, and a fee of ¥6.00."""
    return then(CASE, ESCALATED, *rule(delivered(), amount, delivery_fee=delivery_fee))


def rule(order: Order, amount: int, *, delivery_fee: bool = False, case: Case = ESCALATED) -> list[CaseEvent]:
    """What is decided when the platform rules so."""
    return after_sale.rule(case, order, amount, delivery_fee=delivery_fee, reason="seen")


def granted(order: Order, case: Case) -> Order:
    """*order* after a refund that names the *case*."""
    facts = buying.refund(order, "r1", RefundAsked(case=case.key), after_sale.grant(case))
    return then(ORDER, order, *facts)


@pytest.mark.parametrize("case", WAITING_FOR_MONEY.values(), ids=WAITING_FOR_MONEY)
def test_the_refund_that_a_case_waits_for_ends_it(case: Case) -> None:
    assert awaits_refund(case)
    assert after_sale.grant(case) == Grant(1)
    assert after_sale.refunded(case, "r1") == BACK
    ended = then(CASE, case, *BACK)
    assert (ended.status, ended.is_open, ended.refund) == ("refunded", False, "r1")


def test_the_same_refund_of_a_case_changes_nothing_and_another_is_refused() -> None:
    case = then(CASE, WAITING_FOR_MONEY["approved"], *BACK)
    assert after_sale.refunded(case, "r1") == []
    with refused("case-status"):
        after_sale.refunded(case, "r2")
    with refused("case-status"):
        after_sale.grant(case)


@pytest.mark.parametrize("case", NOT_WAITING, ids=lambda case: f"{case.asked.kind}-{case.status}")
def test_a_refund_of_a_case_that_does_not_wait_for_it_has_to_wait(case: Case) -> None:
    assert not awaits_refund(case)
    with refused("case-status"):
        after_sale.grant(case)
    with refused("case-status"):
        after_sale.refunded(case, "r1")


def test_a_case_gives_back_the_units_or_the_amount_that_it_asked_for() -> None:
    units = requested("refund_only", REFUND_AGREED, quantity=1)
    amount = requested("refund_only", REFUND_AGREED, amount=5)
    assert (after_sale.grant(units), after_sale.grant(amount)) == (Grant(1, quantity=1), Grant(1, amount=5))
    assert granted(paid(), units).lines[0].refunded_amount == 1_000
    assert granted(paid(), amount).lines[0].refunded_amount == 5


def test_a_case_gives_back_no_more_than_is_left_when_the_money_moves() -> None:
    one_back = then(ORDER, paid(), *buying.refund(paid(), "r0", RefundAsked(line=1, quantity=1)))
    case = requested("refund_only", REFUND_AGREED, quantity=2)
    assert (
        buying.refund(one_back, "r1", RefundAsked(case=case.key), after_sale.grant(case))[0]
        == (buying.refund(one_back, "r1", RefundAsked(case=case.key), Grant(1, quantity=1))[0])
    )


def test_a_ruling_awards_at_most_what_is_left_of_the_line() -> None:
    assert rule(delivered(), 2_000) == [CaseRuled(amount=2_000, delivery_fee=False, reason=own("seen"))]
    with refused("refund-too-high") as refusal:
        rule(delivered(), 2_001)
    assert refusal.value.facts == {"left": 2_000}
    assert rule(repaid(delivered(), 1), 0)
    with refused("refund-too-high"):
        rule(repaid(delivered(), 1), 1)


def test_a_ruling_awards_the_delivery_fee_only_where_something_of_it_is_left() -> None:
    assert rule(delivered(delivery_fee=1), 0, delivery_fee=True)
    with refused("refund-too-high") as refusal:
        rule(delivered(delivery_fee=0), 0, delivery_fee=True)
    assert refusal.value.facts == {"left": 0}


@pytest.mark.parametrize(
    ("amount", "delivery_fee", "line_back", "fee_left"),
    [(500, False, 500, 600), (500, True, 500, 0), (0, True, 0, 0), (2_000, False, 2_000, 600)],
)
def test_an_award_is_given_back_as_it_was_ruled(amount: int, delivery_fee: bool, line_back: int, fee_left: int) -> None:
    case = ruled(amount, delivery_fee=delivery_fee)
    assert (case.status, case.award_due, case.is_open) == ("ruled", True, False)
    order = granted(delivered(), case)
    assert (order.lines[0].refunded_amount, order.fee_left) == (line_back, fee_left)
    assert after_sale.refunded(case, "r1") == []


@pytest.mark.parametrize(("amount", "delivery_fee"), [(500, False), (500, True), (0, True)])
def test_a_ruling_is_refunded_once_however_much_is_left(amount: int, delivery_fee: bool) -> None:
    case = ruled(amount, delivery_fee=delivery_fee)
    order = granted(delivered(), case)
    named = RefundAsked(case=case.key)
    assert buying.refund(order, "r1", named, after_sale.grant(case)) == []
    with refused("already-refunded") as refusal:
        buying.refund(order, "r2", named, after_sale.grant(case))
    assert case.key in str(refusal.value)


def test_each_ruling_of_an_order_is_refunded_whatever_another_gave() -> None:
    order = granted(delivered(), ruled(500))
    second = RefundAsked(case="o1~1~2")
    facts = buying.refund(order, "r2", second, Grant(1, amount=500))
    assert then(ORDER, order, *facts).refunded == 1_000


def test_a_ruling_that_awards_nothing_grants_no_refund() -> None:
    case = ruled(0)
    assert not case.award_due
    with refused("case-status"):
        after_sale.grant(case)


def test_the_same_ruling_again_changes_nothing_and_another_is_refused() -> None:
    case = ruled(500)
    assert rule(repaid(delivered()), 500, case=case) == []
    for amount, fee in ((501, False), (500, True)):
        with refused("ruling-differs"):
            rule(delivered(), amount, delivery_fee=fee, case=case)
    with refused("ruling-differs"):
        after_sale.rule(case, delivered(), 500, delivery_fee=False, reason="not seen")


def test_a_refund_that_leaves_nothing_of_the_line_ends_every_open_case() -> None:
    for case in (*NOT_WAITING, *WAITING_FOR_MONEY.values()):
        assert after_sale.nothing_left(case, "r1") == (BACK if case.is_open else [])
    assert then(CASE, ESCALATED, *BACK).status == "refunded"


@pytest.mark.parametrize("case", [given(CASE), ruled(500), ruled(0)], ids=lambda case: case.status)
def test_a_refund_that_leaves_nothing_of_the_line_changes_no_case_that_is_not_open(case: Case) -> None:
    assert after_sale.nothing_left(case, "r1") == []


def test_a_grant_of_units_counts_them_as_given_back() -> None:
    facts = buying.refund(paid(), "r1", RefundAsked(case="o1~1~1"), Grant(1, quantity=1))
    parts = (RefundPart(1, 1, 1_000),)
    assert facts == [OrderRefunded(refund="r1", asked=RefundAsked(case="o1~1~1"), parts=parts, delivery_fee=0)]
