"""What always holds of orders, their cases and earnings, whatever commands come in whatever order."""

from collections import Counter
from itertools import pairwise
from typing import Any

import attrs
from hypothesis import given
from stages import playing, start
from trading_commands import CASE_ID, CASES_PER_LINE, ORDER_ID
from worlds import Play, end, played

from socialcommerce.domain.earnings.commission import COMMISSION, shares_of
from socialcommerce.domain.earnings.commission_events import CommissionClawedBack, CommissionReduced, CommissionSettled
from socialcommerce.domain.earnings.invitation import INVITATION
from socialcommerce.domain.earnings.payout import PAYOUT
from socialcommerce.domain.earnings.statement import STATEMENT
from socialcommerce.domain.orders.case import CASE, TERMINAL
from socialcommerce.domain.orders.conversation import CONVERSATION
from socialcommerce.domain.orders.events import OrderCompleted, OrderRefunded, ParcelTracked
from socialcommerce.domain.orders.imported import IMPORT
from socialcommerce.domain.orders.order import ORDER, PAID, Order
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY, Rulebook, RulesRecorded
from socialcommerce.kernel.clock import local_month
from socialcommerce.rules import FIXED_SETTINGS

TRANSITIONS = {
    ("none", "placed"),
    ("placed", "paid"),
    ("placed", "cancelled"),
    ("paid", "shipped"),
    ("shipped", "delivered"),
    ("delivered", "completed"),
    *((status, "refunded") for status in PAID),
}


@given(playing("order"))
def test_an_order_never_gives_back_more_than_was_paid_and_its_sums_agree(play: Play) -> None:
    for step in played(start("order"), play):
        order = step.after.of(ORDER, ORDER_ID)
        of_lines = sum(line.refunded_amount for line in order.lines)
        assert all(0 <= line.refunded_amount <= line.sold.amount for line in order.lines)
        assert all(0 <= line.refunded_quantity <= line.sold.quantity for line in order.lines)
        assert order.refunded - of_lines in (0, order.delivery_fee)
        assert order.refunded <= order.total == sum(line.sold.amount for line in order.lines) + order.delivery_fee
        assert (order.status == "refunded") == (0 < order.total == order.refunded)


@given(playing("order"))
def test_the_delivery_fee_goes_back_with_a_full_refund_before_shipping_or_by_a_grant_only(play: Play) -> None:
    for step in played(start("order"), play):
        for fact in step.facts:
            if isinstance(fact, OrderRefunded) and fact.asked.case is None:
                unshipped = (
                    not step.before.of(ORDER, ORDER_ID).parcels or step.before.of(ORDER, ORDER_ID).deliver_by is None
                )
                emptied = all(line.left == 0 for line in step.after.of(ORDER, ORDER_ID).lines)
                assert fact.delivery_fee in (
                    0,
                    step.before.of(ORDER, ORDER_ID).fee_left if unshipped and emptied else 0,
                )


@given(playing("order"))
def test_an_order_goes_only_along_its_transitions(play: Play) -> None:
    log = end(start("order"), play).stream(ORDER, ORDER_ID)
    path = [ORDER.fold(log[:length]).state.status for length in range(len(log) + 1)]
    assert all((old, new) in TRANSITIONS for old, new in pairwise(path) if old != new)


@given(playing("order"))
def test_what_is_fixed_at_placing_never_changes(play: Play) -> None:
    for step in played(start("order"), play):
        before, after = step.before.of(ORDER, ORDER_ID), step.after.of(ORDER, ORDER_ID)
        assert before.status == "none" or fixed(before) == fixed(after)


def fixed(order: Order) -> tuple[Any, ...]:
    """What placing decides once for all."""
    sold = tuple(line.sold for line in order.lines)
    return order.number, order.asked, order.merchant, sold, order.attribution, order.total, order.pay_by, order.terms


@given(playing("order"))
def test_an_order_is_never_attributed_to_its_buyers_shop_and_costs_no_more_than_the_platform_asks(play: Play) -> None:
    order = end(start("order"), play).of(ORDER, ORDER_ID)
    assert order.attribution.shop != order.buyer or order.status == "none"
    for line in order.lines:
        assert line.sold.unit_price <= line.sold.platform_price
        assert (line.sold.price_reason == "exclusive") == (line.sold.unit_price < line.sold.platform_price)
        difference = line.sold.quantity * (line.sold.platform_price - line.sold.unit_price)
        assert line.sold.subsidy + line.sold.excess == difference


@given(playing("order"))
def test_nothing_that_is_due_is_left_undone_and_nothing_that_is_held_up_completes(play: Play) -> None:
    for step in played(start("order"), play):
        order = step.after.of(ORDER, ORDER_ID)
        assert order.due is None or order.due > step.after.at
        if any(isinstance(fact, OrderCompleted) for fact in step.facts):
            assert not order.holds


@given(playing("order"))
def test_a_line_is_held_up_by_one_case_at_a_time_and_has_no_more_than_its_terms_say(play: Play) -> None:
    for step in played(start("order"), play):
        order = step.after.of(ORDER, ORDER_ID)
        assert all(times == 1 for times in Counter(hold.line for hold in order.holds).values())
        assert all(times <= CASES_PER_LINE for times in Counter(hold.line for hold in order.cases).values())
        assert set(order.holds) <= set(order.cases)


@given(playing("order"))
def test_each_status_of_a_parcel_is_told_once(play: Play) -> None:
    facts = [recorded.event for recorded in end(start("order"), play).stream(ORDER, ORDER_ID)]
    told = Counter((fact.parcel, fact.status) for fact in facts if isinstance(fact, ParcelTracked))
    assert all(times == 1 for times in told.values())


@given(playing("case"))
def test_a_case_that_has_ended_never_changes_but_for_what_is_said_in_it(play: Play) -> None:
    for step in played(start("case"), play):
        before, after = step.before.of(CASE, CASE_ID), step.after.of(CASE, CASE_ID)
        assert before.status not in TERMINAL or attrs.evolve(after, messages=before.messages) == before
        assert after.messages[: len(before.messages)] == before.messages


@given(playing("conversation"))
def test_messages_stay_in_order_and_a_buyer_waits_from_the_first_that_is_not_answered(play: Play) -> None:
    for step in played(start("conversation"), play):
        before, after = step.before.of(CONVERSATION, ORDER_ID), step.after.of(CONVERSATION, ORDER_ID)
        assert after.messages[: len(before.messages)] == before.messages
        facts = [(said.at, said.event.message) for said in step.after.stream(CONVERSATION, ORDER_ID)]
        answered = max((n for n, (_, said) in enumerate(facts) if said.is_merchants), default=-1)
        waiting = [at for at, said in facts[answered + 1 :] if not said.is_platforms]
        assert after.waiting_since == (waiting[0] if waiting else None)


@given(playing("commission"))
def test_what_followed_all_refunds_is_what_the_order_as_it_stands_gives(play: Play) -> None:
    for step in played(start("commission"), play):
        commission, order = step.after.of(COMMISSION, ORDER_ID), step.after.of(ORDER, ORDER_ID)
        owed = {part.member: part.amount for part in shares_of(order)}
        assert all(earning.kept >= owed[earning.member] for earning in commission.earnings)
        if any(isinstance(fact, CommissionReduced | CommissionClawedBack) for fact in step.facts):
            assert {earning.member: earning.kept for earning in commission.earnings} == owed
        assert {earning.member for earning in commission.earnings} <= {"m1", "m3"}


@given(playing("commission"))
def test_what_payouts_took_is_what_was_kept_once_nothing_is_unsettled(play: Play) -> None:
    for step in played(start("commission"), play):
        facts = [recorded.event for recorded in step.after.stream(COMMISSION, ORDER_ID)]
        for earning in step.after.of(COMMISSION, ORDER_ID).earnings:
            taken = [fact for fact in facts if isinstance(fact, CommissionSettled) and fact.member == earning.member]
            assert sum(fact.amount for fact in taken) + earning.unsettled == earning.kept
            assert earning.payouts == tuple(fact.payout for fact in taken)
            assert len(set(earning.payouts)) == len(earning.payouts)


@given(playing("payout"))
def test_a_payout_is_made_once_of_entries_that_add_up_to_its_amount(play: Play) -> None:
    for step in played(start("payout"), play):
        for id in ("out1", "out2"):
            before, after = step.before.of(PAYOUT, id), step.after.of(PAYOUT, id)
            assert before.member is None or before == after
            assert sum(entry.amount for entry in after.entries) == after.amount
            assert after.member is None or after.amount >= 3
            assert all(entry.amount for entry in after.entries)


@given(playing("statement"))
def test_closed_months_stay_closed_and_are_over(play: Play) -> None:
    for step in played(start("statement"), play):
        before, after = step.before.of(STATEMENT, "dior"), step.after.of(STATEMENT, "dior")
        assert before.closed_through <= after.closed_through < local_month(step.after.at, "Asia/Shanghai")


@given(playing("invitation"))
def test_nobody_invites_themselves_and_an_invitation_stands(play: Play) -> None:
    world = end(start("invitation"), play)
    for recruiter in ("m1", "m2"):
        assert not world.of(INVITATION, f"{recruiter}~{recruiter}").sent
        for member in ("m1", "m2", "m3"):
            sent = world.stream(INVITATION, f"{recruiter}~{member}")
            assert len(sent) == world.of(INVITATION, f"{recruiter}~{member}").sent


@given(playing("import"))
def test_an_imported_order_is_what_it_was_first(play: Play) -> None:
    for step in played(start("import"), play):
        for number in ("t1", "t2"):
            before, after = step.before.of(IMPORT, f"dior~{number}"), step.after.of(IMPORT, f"dior~{number}")
            assert before.content in (None, after.content)


@given(playing("rulebook"))
def test_the_first_rules_of_a_store_stay_and_what_is_fixed_with_them(play: Play) -> None:
    for step in played(start("rulebook"), play):
        book = step.after.of(RULEBOOK, RULEBOOK_KEY)
        recorded = [fact.event for fact in step.after.log if isinstance(fact.event, RulesRecorded)]
        assert len(recorded) == 1
        assert book.chapters[0].rules.settings() == recorded[0].settings
        for chapter in book.chapters:
            assert all(chapter.rules.settings()[name] == recorded[0].settings[name] for name in FIXED_SETTINGS)


@given(playing("rulebook"))
def test_no_announcement_changes_what_holds_within_the_next_7_days_or_held_before(play: Play) -> None:
    for step in played(start("rulebook"), play):
        before, after = step.before.of(RULEBOOK, RULEBOOK_KEY), step.after.of(RULEBOOK, RULEBOOK_KEY)
        if before.chapters:
            instants = {chapter.holds_from for book in (before, after) for chapter in book.chapters} | {step.after.at}
            soon = [instant for instant in instants if (instant - step.after.at).days < 7]
            assert settings_at(before, soon) == settings_at(after, soon)


def settings_at(book: Rulebook, instants: list[Any]) -> list[Any]:
    return [book.at(instant).settings() for instant in instants]
