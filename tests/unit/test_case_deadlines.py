"""What happens in a case by itself when nobody says anything."""

from datetime import timedelta

import attrs
import pytest

from given import INSTANT, NOON, given, then
from ordering import ANSWER_BY, TERMS, requested
from socialcommerce.domain.orders import after_sale
from socialcommerce.domain.orders.case import CASE, Case
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseReceived,
    CaseRejected,
    CaseSentBack,
    CaseWithdrawn,
    Kind,
)

DAY = timedelta(days=1)
APPROVED = CaseApproved(kind="merchant", return_by=NOON + 7 * DAY)
SENT_BACK = CaseSentBack(parcel="yto1", carrier="YTO", receive_by=NOON + 10 * DAY)
REJECTED = CaseRejected(reason=None, escalate_by=NOON + 7 * DAY)


def lapsed(case: Case) -> Case:
    """The case after its deadline."""
    return then(CASE, case, *after_sale.lapse(case, TERMS))


@pytest.mark.parametrize("kind", ["return_and_refund", "exchange"])
def test_a_return_without_an_answer_is_approved_and_its_parcel_expected_7_days_after_that(kind: Kind) -> None:
    facts = after_sale.lapse(requested(kind), TERMS)
    assert facts == [CaseApproved(kind="deadline", return_by=ANSWER_BY + 7 * DAY)]
    assert lapsed(requested(kind)).due == ANSWER_BY + 7 * DAY


def test_a_refund_without_return_and_without_an_answer_is_approved_and_waits_for_money() -> None:
    assert after_sale.lapse(requested(), TERMS) == [CaseApproved(kind="deadline", return_by=None)]
    assert (lapsed(requested()).status, lapsed(requested()).due) == ("approved", None)


def test_a_return_that_was_not_sent_counts_as_withdrawn() -> None:
    case = requested("exchange", APPROVED)
    assert after_sale.lapse(case, TERMS) == [CaseWithdrawn(kind="deadline")]
    assert (lapsed(case).status, lapsed(case).due) == ("withdrawn", None)


def test_a_returned_parcel_of_which_the_merchant_says_nothing_counts_as_received() -> None:
    case = requested("exchange", APPROVED, SENT_BACK)
    assert after_sale.lapse(case, TERMS) == [CaseReceived(kind="deadline")]
    assert (lapsed(case).status, lapsed(case).due) == ("received", None)


@pytest.mark.parametrize(
    "case",
    [
        given(CASE),
        requested("refund_only", CaseApproved(kind="merchant", return_by=None)),
        requested("exchange", APPROVED, SENT_BACK, CaseReceived(kind="merchant")),
        requested("exchange", REJECTED),
        requested("exchange", REJECTED, CaseEscalated(reason=None)),
        requested("exchange", CaseWithdrawn(kind="buyer")),
    ],
    ids=lambda case: case.status,
)
def test_a_case_that_waits_for_nobody_has_no_deadline(case: Case) -> None:
    assert (case.due, after_sale.lapse(case, TERMS)) == (None, [])


def test_what_a_deadline_did_is_not_done_again() -> None:
    approved = lapsed(requested("exchange"))
    assert after_sale.approve(approved, terms=TERMS, at=ANSWER_BY + INSTANT) == []
    assert after_sale.withdraw(lapsed(approved)) == []
    assert after_sale.receive(lapsed(requested("exchange", APPROVED, SENT_BACK))) == []


def test_deadlines_of_a_case_are_those_of_the_orders_terms() -> None:
    terms = attrs.evolve(TERMS, return_days=2, receipt_days=3, escalation_days=4)
    case = requested("exchange")
    assert after_sale.approve(case, terms=terms, at=NOON)[0] == CaseApproved(kind="merchant", return_by=NOON + 2 * DAY)
    assert after_sale.lapse(case, terms) == [CaseApproved(kind="deadline", return_by=ANSWER_BY + 2 * DAY)]
    assert after_sale.reject(case, None, terms=terms, at=NOON)[0] == CaseRejected(
        reason=None, escalate_by=NOON + 4 * DAY
    )
    approved = then(CASE, case, APPROVED)
    sent = after_sale.send_back(approved, "yto1", "YTO", terms=terms, at=NOON)
    assert sent == [CaseSentBack(parcel="yto1", carrier="YTO", receive_by=NOON + 3 * DAY)]
