"""After-sale cases: what buyer, merchant and platform do in one, in which status."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest

from given import INSTANT, NOON, given, refused, then
from ordering import (
    ANSWER_BY,
    CASE_ID,
    TERMS,
    asked,
    message,
    own,
    paid,
    placed,
    requested,
)
from socialcommerce import NotFound
from socialcommerce.domain.orders import after_sale
from socialcommerce.domain.orders.case import (
    CASE,
    OPEN,
    TERMINAL,
    TRANSITIONS,
    Action,
    Case,
    Status,
    awaits_refund,
    possible,
)
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseExchanged,
    CaseMessageSent,
    CaseReceived,
    CaseRefunded,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
    Kind,
)
from socialcommerce.domain.orders.parcels import Parcel

DAY = timedelta(days=1)
NEVER = given(CASE)
RETURN_KINDS: list[Kind] = ["return_and_refund", "exchange"]
RETURN_BY = NOON + 7 * DAY
APPROVED = CaseApproved(kind="merchant", return_by=RETURN_BY)
APPROVED_WITHOUT_RETURN = CaseApproved(kind="merchant", return_by=None)
REJECTED = CaseRejected(reason=None, escalate_by=NOON + 7 * DAY)
SENT_BACK = CaseSentBack(parcel="yto1", carrier="YTO", receive_by=NOON + 10 * DAY)
RECEIVED = CaseReceived(kind="merchant")
ESCALATED = CaseEscalated(reason=None)
WITHDRAWN = CaseWithdrawn(kind="buyer")

BY_STATUS: dict[Status, Case] = {
    "none": NEVER,
    "requested": requested("exchange"),
    "approved": requested("exchange", APPROVED),
    "returning": requested("exchange", APPROVED, SENT_BACK),
    "received": requested("exchange", APPROVED, SENT_BACK, RECEIVED),
    "refunded": requested("exchange", CaseRefunded(refund="r1")),
    "exchanged": requested("exchange", APPROVED, SENT_BACK, RECEIVED, CaseExchanged(parcel="sf2", carrier="SF")),
    "rejected": requested("exchange", REJECTED),
    "withdrawn": requested("exchange", WITHDRAWN),
    "escalated": requested("exchange", REJECTED, ESCALATED),
    "ruled": requested("exchange", REJECTED, ESCALATED, CaseRuled(amount=1, delivery_fee=False, reason=None)),
}
"""An exchange in each status."""

ACTIONS: dict[Action, Callable[[Case], Any]] = {
    "approve": lambda case: after_sale.approve(case, terms=TERMS, at=NOON),
    "reject": lambda case: after_sale.reject(case, "worn", terms=TERMS, at=NOON),
    "withdraw": after_sale.withdraw,
    "send_back": lambda case: after_sale.send_back(case, "yto1", "YTO", terms=TERMS, at=NOON),
    "receive": after_sale.receive,
    "refund": lambda case: after_sale.refunded(case, "r9"),
    "exchange": lambda case: after_sale.exchange(case, "sf2", "SF"),
    "escalate": lambda case: after_sale.escalate(case, "I insist", at=NOON),
    "rule": lambda case: after_sale.rule(case, paid(), 1, delivery_fee=False, reason=None),
}


@pytest.mark.parametrize("case", [case for case in BY_STATUS.values() if case.asked], ids=lambda case: case.status)
def test_the_same_request_again_changes_nothing_and_another_is_refused(case: Case) -> None:
    assert after_sale.request(case, CASE_ID, placed(), 1, asked("exchange"), at=NOON + DAY) == []
    for other in (asked("refund_only"), asked("exchange", quantity=1), asked("exchange", proofs=(own("image"),))):
        with refused("case-open"):
            after_sale.request(case, CASE_ID, placed(), 1, other, at=NOON)


@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_an_approved_return_is_sent_within_7_days(kind: Kind) -> None:
    case = requested(kind)
    assert after_sale.approve(case, terms=TERMS, at=NOON) == [APPROVED]
    assert then(CASE, case, APPROVED).due == RETURN_BY


def test_an_approved_refund_without_return_waits_for_the_money_alone() -> None:
    case = requested("refund_only")
    assert after_sale.approve(case, terms=TERMS, at=NOON) == [APPROVED_WITHOUT_RETURN]
    approved = then(CASE, case, APPROVED_WITHOUT_RETURN)
    assert (approved.status, approved.due, awaits_refund(approved)) == ("approved", None, True)
    with refused("case-status"):
        ACTIONS["send_back"](approved)


def test_a_rejection_can_be_escalated_until_just_7_days_later() -> None:
    case = requested()
    facts = after_sale.reject(case, "worn", terms=TERMS, at=NOON)
    assert facts == [CaseRejected(reason=own("worn"), escalate_by=NOON + 7 * DAY)]
    rejected = then(CASE, case, *facts)
    assert (rejected.due, rejected.is_open) == (None, False)
    assert after_sale.escalate(rejected, None, at=NOON + 7 * DAY - INSTANT) == [ESCALATED]
    with refused("escalation-over") as refusal:
        after_sale.escalate(rejected, None, at=NOON + 7 * DAY)
    assert refusal.value.facts == {"escalate_by": NOON + 7 * DAY}


def test_an_escalated_case_is_open_again() -> None:
    facts = after_sale.escalate(BY_STATUS["rejected"], "I insist", at=NOON)
    assert facts == [CaseEscalated(reason=own("I insist"))]
    assert then(CASE, BY_STATUS["rejected"], *facts).is_open


def test_a_returned_parcel_counts_as_received_after_10_days() -> None:
    assert ACTIONS["send_back"](BY_STATUS["approved"]) == [SENT_BACK]
    returning = BY_STATUS["returning"]
    assert (returning.due, returning.returned) == (NOON + 10 * DAY, Parcel("yto1", "YTO"))


def test_an_exchange_ends_with_the_other_goods() -> None:
    facts = ACTIONS["exchange"](BY_STATUS["received"])
    assert facts == [CaseExchanged(parcel="sf2", carrier="SF")]
    assert then(CASE, BY_STATUS["received"], *facts).replacement == Parcel("sf2", "SF")


def test_only_an_exchange_is_exchanged() -> None:
    with refused("case-status"):
        ACTIONS["exchange"](requested("return_and_refund", APPROVED, SENT_BACK, RECEIVED))


@pytest.mark.parametrize("other", [("yto2", "YTO"), ("yto1", "SF")], ids=["parcel", "carrier"])
def test_another_parcel_than_the_one_that_was_sent_is_refused(other: tuple[str, str]) -> None:
    for status in ("returning", "received", "exchanged"):
        with refused("parcel-differs"):
            after_sale.send_back(BY_STATUS[status], *other, terms=TERMS, at=NOON)
    with refused("parcel-differs"):
        after_sale.exchange(BY_STATUS["exchanged"], *other)


def test_every_status_is_reached_and_every_action_has_a_place() -> None:
    assert {status for status, case in BY_STATUS.items() if case.status == status} == set(get_args(Status))
    assert {action for _, action in TRANSITIONS} == set(get_args(Action)) == {"request", *ACTIONS}
    assert set(TRANSITIONS.values()) | {"none"} == set(get_args(Status))


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_nothing_leads_out_of_a_status_that_ends_a_case(status: Status) -> None:
    assert not [action for before, action in TRANSITIONS if before == status]
    assert possible(BY_STATUS[status]) == ()
    assert (BY_STATUS[status].is_open, BY_STATUS[status].due) == (False, None)


def test_a_case_that_is_neither_open_nor_ended_was_rejected_or_never_requested() -> None:
    assert set(get_args(Status)) - TERMINAL - OPEN == {"none", "rejected"}


@pytest.mark.parametrize("status", [status for status in BY_STATUS if status != "none"])
@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_decided_just_where_it_is_possible(status: Status, action: Action) -> None:
    case = BY_STATUS[status]
    repeats = action in case.done and action not in ("reject", "escalate", "refund", "rule")
    if repeats or (status, action) in {("ruled", "refund"), ("ruled", "rule")}:
        assert ACTIONS[action](case) == []
    elif action in possible(case):
        assert then(CASE, case, *ACTIONS[action](case)).status == TRANSITIONS[status, action]
    else:
        with refused("case-status") as refusal:
            ACTIONS[action](case)
        assert refusal.value.facts == {"status": status, "action": action}


def test_a_refusal_says_what_is_possible_now() -> None:
    with refused("case-status") as refusal:
        after_sale.receive(BY_STATUS["approved"])
    assert (
        str(refusal.value) == f"case {CASE_ID} is approved: receive is not possible; possible now: send back, withdraw"
    )
    with refused("case-status") as refusal:
        after_sale.receive(BY_STATUS["withdrawn"])
    assert str(refusal.value).endswith("; nothing is possible any more")


def test_an_answer_with_another_reason_is_no_repeat() -> None:
    rejected = requested("exchange", CaseRejected(reason=own("worn"), escalate_by=NOON + DAY))
    assert after_sale.reject(rejected, "worn", terms=TERMS, at=NOON + DAY) == []
    for other in ("torn", None):
        with refused("case-status"):
            after_sale.reject(rejected, other, terms=TERMS, at=NOON)
    escalated = then(CASE, rejected, CaseEscalated(reason=own("I insist")))
    assert after_sale.reject(escalated, "worn", terms=TERMS, at=NOON) == []
    assert after_sale.escalate(escalated, "I insist", at=NOON + 99 * DAY) == []
    with refused("case-status"):
        after_sale.escalate(escalated, None, at=NOON)


def test_messages_stand_in_a_case_whatever_its_status() -> None:
    for status, case in BY_STATUS.items():
        if status == "none":
            continue
        facts = after_sale.say(case, message())
        assert facts == [CaseMessageSent(message=message())]
        told = then(CASE, case, *facts)
        assert (told.status, told.messages) == (status, (message(),))
        assert after_sale.say(told, message()) == []
        with refused("message-differs"):
            after_sale.say(told, message(text="Hello?"))


@pytest.mark.parametrize("decide", [*ACTIONS.values(), lambda case: after_sale.say(case, message()), after_sale.grant])
def test_a_case_that_nobody_requested_is_not_found(decide: Callable[[Case], object]) -> None:
    with pytest.raises(NotFound, match="no such case"):
        decide(NEVER)


@pytest.mark.parametrize(
    ("case", "fact"),
    [
        (BY_STATUS["requested"], CaseRequested(case=CASE_ID, order="o1", line=1, asked=asked(), answer_by=ANSWER_BY)),
        (NEVER, APPROVED),
        (BY_STATUS["requested"], APPROVED_WITHOUT_RETURN),
        (requested("refund_only"), APPROVED),
        (requested("refund_only", APPROVED_WITHOUT_RETURN), SENT_BACK),
        (requested("return_and_refund", APPROVED, SENT_BACK, RECEIVED), CaseExchanged(parcel="sf2", carrier="SF")),
        (BY_STATUS["rejected"], CaseRefunded(refund="r1")),
        (BY_STATUS["withdrawn"], WITHDRAWN),
        (NEVER, CaseMessageSent(message=message())),
        (requested("exchange", CaseMessageSent(message=message())), CaseMessageSent(message=message())),
    ],
    ids=lambda value: value.status if isinstance(value, Case) else type(value).__name__,
)
def test_a_fact_of_a_case_never_follows_a_status_that_it_cannot_follow(case: Case, fact: Any) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(CASE, case, fact)
