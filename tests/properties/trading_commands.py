"""Commands of orders, their cases and conversations, each as a function of the world and its arguments."""

from collections.abc import Callable
from functools import reduce
from typing import Any, Final

from aggregate_commands import REFERRAL_RULES, ending
from worlds import Decision, World

from socialcommerce import AfterSaleRules, EarningsRules, OrderRules, Rules
from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.orders import after_sale, buying, fulfilment
from socialcommerce.domain.orders import conversation as conversations
from socialcommerce.domain.orders.case import CASE, Case, case_id
from socialcommerce.domain.orders.case_events import CaseAsked
from socialcommerce.domain.orders.conversation import CONVERSATION
from socialcommerce.domain.orders.fulfilment import paid
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.order import ORDER, Order, evolve
from socialcommerce.domain.orders.parcels import TrackingStatus
from socialcommerce.domain.orders.pricing import Asked, quote
from socialcommerce.domain.orders.refunding import Grant, RefundAsked
from socialcommerce.domain.orders.terms import Terms, terms_by
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.attribution import NamedShare, attribute
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.text import PersonalText

ORDER_ID: Final = "o1"
CASE_ID: Final = case_id(ORDER_ID, 1, 1)
CASES_PER_LINE: Final = 2

RULES: Final = Rules(after_sale=AfterSaleRules(cases_per_line=CASES_PER_LINE), earnings=EarningsRules(levels=2))
"""Few cases a line, so that random commands come to the limit, and two levels of earners."""


def place_order(world: World, asked: Asked, recruiter: str | None = None) -> Decision:
    def decide(order: Order) -> list[Any]:
        if buying.is_repeat(order, asked):
            return []
        named = None
        if asked.share:
            named = NamedShare(shares.created(world.of(SHARE, asked.share)), ending(world, asked.share) is None)
        journey = world.of(JOURNEY, asked.buyer)
        quoted = quote(
            asked,
            products={line.product: world.of(PRODUCT, line.product) for line in asked.wanted},
            budgets={line.product: world.of(BUDGET, line.product) for line in asked.wanted},
            named=named,
            attribution=attribute(
                asked.buyer,
                tuple(line.product for line in asked.wanted),
                named=named,
                journey=journey,
                bound_shop=world.of(SHOP, journey.binding.shop if journey.binding else ""),
                at=world.at,
                rules=REFERRAL_RULES,
            ),
            terms=terms_by(RULES, recruiter),
            at=world.at,
            rules=OrderRules(),
        )
        return list(buying.place(order, ORDER_ID, asked, quoted))

    return _of_order(world, decide)


def pay(world: World, payment: str) -> Decision:
    return _of_order(world, lambda order: buying.pay(order, payment))


def cancel(world: World, reason: str | None) -> Decision:
    return _of_order(world, lambda order: buying.cancel(order, reason))


def refund(world: World, reference: str, asked: RefundAsked) -> Decision:
    return _of_order(world, lambda order: buying.refund(order, reference, asked))


def refund_case(world: World, reference: str, number: int, grant: Grant) -> Decision:
    """A refund of what a case of the first line grants."""
    asked = RefundAsked(case=case_id(ORDER_ID, 1, number))
    return _of_order(world, lambda order: buying.refund(order, reference, asked, grant))


def ship(world: World, parcel: str, carrier: str) -> Decision:
    return _of_order(world, lambda order: fulfilment.ship(order, parcel, carrier, at=world.at))


def track(world: World, parcel: str, status: TrackingStatus) -> Decision:
    return _of_order(world, lambda order: fulfilment.track(order, parcel, status, happened_at=world.at, at=world.at))


def deliver(world: World) -> Decision:
    return _of_order(world, lambda order: fulfilment.deliver(order, at=world.at))


def complete(world: World) -> Decision:
    return _of_order(world, lambda order: fulfilment.complete(order, at=world.at))


def open_case(world: World, line: int, number: int) -> Decision:
    case = case_id(ORDER_ID, line, number)
    return _of_order(world, lambda order: fulfilment.open_case(order, case, line, at=world.at))


def close_case(world: World, line: int, number: int) -> Decision:
    case = case_id(ORDER_ID, line, number)
    return _of_order(world, lambda order: fulfilment.close_case(order, case, at=world.at))


def _of_order(world: World, decide: Callable[[Order], list[Any]]) -> Decision:
    """What was due of the order, what is decided on it then, and what is due at once by that."""
    before = _lapsed(world, world.of(ORDER, ORDER_ID))
    order = reduce(evolve, before, world.of(ORDER, ORDER_ID))
    facts = decide(order)
    after = _lapsed(world, reduce(evolve, facts, order))
    return Decision(ORDER, ORDER_ID, [*before, *facts, *after])


def _lapsed(world: World, order: Order) -> list[Any]:
    facts: list[Any] = []
    while order.due is not None and order.due <= world.at:
        lapsed = fulfilment.lapse(order)
        order = reduce(evolve, lapsed, order)
        facts += lapsed
    return facts


def request(world: World, asked: CaseAsked) -> Decision:
    return _of_case(
        world,
        lambda case, order, _: after_sale.request(case, CASE_ID, order, 1, asked, at=world.at),
    )


def approve(world: World) -> Decision:
    return _of_case(world, lambda case, _, terms: after_sale.approve(case, terms=terms, at=world.at))


def reject(world: World, reason: str | None) -> Decision:
    return _of_case(world, lambda case, _, terms: after_sale.reject(case, reason, terms=terms, at=world.at))


def withdraw(world: World) -> Decision:
    return _of_case(world, lambda case, _, __: after_sale.withdraw(case))


def send_back(world: World, parcel: str) -> Decision:
    return _of_case(world, lambda case, _, terms: after_sale.send_back(case, parcel, "SF", terms=terms, at=world.at))


def receive(world: World) -> Decision:
    return _of_case(world, lambda case, _, __: after_sale.receive(case))


def exchange(world: World, parcel: str) -> Decision:
    return _of_case(world, lambda case, _, __: after_sale.exchange(case, parcel, "SF"))


def escalate(world: World, reason: str | None) -> Decision:
    return _of_case(world, lambda case, _, __: after_sale.escalate(case, reason, at=world.at))


def rule(world: World, amount: int, delivery_fee: bool) -> Decision:
    return _of_case(
        world,
        lambda case, order, _: after_sale.rule(case, order, amount, delivery_fee=delivery_fee, reason=None),
    )


def answer_refund(world: World, reference: str) -> Decision:
    """A refund that names the case."""
    return _of_case(world, lambda case, _, __: after_sale.refunded(case, reference))


def leave_nothing(world: World, reference: str) -> Decision:
    """A refund of the whole line that does not name the case."""
    return _of_case(world, lambda case, _, __: after_sale.nothing_left(case, reference))


def write_in_case(world: World, message: Message) -> Decision:
    return _of_case(world, lambda case, _, __: after_sale.say(case, message))


def _of_case(world: World, decide: Callable[[Case, Order, Terms], list[Any]]) -> Decision:
    """What was due of the case, and what is decided on it then."""
    order = world.of(ORDER, ORDER_ID)
    terms = paid(order)
    case, before = world.of(CASE, CASE_ID), []
    while case.due is not None and case.due <= world.at:
        lapsed = after_sale.lapse(case, terms)
        case = reduce(CASE.evolve, lapsed, case)
        before += lapsed
    return Decision(CASE, CASE_ID, [*before, *decide(case, order, terms)])


def write(world: World, message: Message) -> Decision:
    facts = conversations.say(world.of(CONVERSATION, ORDER_ID), message, at=world.at)
    return Decision(CONVERSATION, ORDER_ID, facts)


def message(id: str, author: str, text: str) -> Message:
    return Message(id, author, PersonalText("m2", text))
