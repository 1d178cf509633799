"""Faults of orders as they are placed."""

from datetime import timedelta
from typing import Any

import attrs

from faulting import Log, change, fault, find, insert
from socialcommerce import Recorded
from socialcommerce.domain.catalog.product import ProductDelisted, ProductListed
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.pricing import Wanted
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Visited
from socialcommerce.domain.shops.shop import ShopClosed

SECOND = timedelta(seconds=1)


def change_line(log: Log, index: int, number: int = 0, **fields: Any) -> str:
    """Change *fields* of a line of an order, the first unless *number* says another one."""
    lines = list(log[index].event.lines)
    lines[number] = attrs.evolve(lines[number], **fields)
    return change(log, index, lines=tuple(lines))


def has_lines(recorded: Recorded[Any]) -> bool:
    return len(recorded.event.lines) > 1


def is_owed_by(*reasons: str) -> Any:
    return lambda recorded: recorded.event.attribution.reason in reasons


@fault("an order is placed twice", "order-once")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    return insert(log, index + 1, log[index].stream, log[index].event)


@fault("an order has another number than its stream", "order-once")
def _(log: Log) -> str:
    return change(log, find(log, OrderPlaced), order="another")


@fault("more is sold than was asked for", "order-lines")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    return change_line(log, index, quantity=log[index].event.lines[0].quantity + 1)


@fault("a line is left out", "order-lines")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, has_lines)
    return change(log, index, lines=log[index].event.lines[1:])


@fault("another product is sold than was asked for", "order-lines")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    wanted = (Wanted("something"), *log[index].event.asked.wanted[1:])
    return change(log, index, asked=attrs.evolve(log[index].event.asked, wanted=wanted))


@fault("a delisted product is ordered", "listed-line")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    insert(log, index, f"product-{log[index].event.lines[0].product}", ProductDelisted(by_platform=False))
    return log[index + 1].reference


@fault("a product that was never listed is ordered", "listed-line")
def _(log: Log) -> str:
    return change_line(log, find(log, OrderPlaced), product="never")


@fault("an order is of another merchant than its lines", "one-merchant")
def _(log: Log) -> str:
    return change(log, find(log, OrderPlaced), merchant="another")


@fault("one of an order's lines is of another merchant", "one-merchant")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, has_lines)
    last = log[index].event.lines[-1].product
    change(log, find(log, ProductListed, lambda recorded: recorded.key == last), merchant="another")
    return log[index].reference


def line_is_not_as_listed(field: str, value: Any) -> None:
    @fault(f"a line has another {field} than its product", "line-as-listed")
    def _(log: Log) -> str:
        return change_line(log, find(log, OrderPlaced), **{field: value})


line_is_not_as_listed("title", "Another")
line_is_not_as_listed("category", "another")
line_is_not_as_listed("commission_bp", 9_999)
line_is_not_as_listed("sensitive", True)


@fault("an order costs one fen more than its lines", "total")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    return change(log, index, total=log[index].event.total + 1)


@fault("an order's delivery is free, and it was not", "total")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.asked.delivery_fee > 0)
    return change(log, index, asked=attrs.evolve(log[index].event.asked, delivery_fee=0))


@fault("an order can be paid for a second longer", "pay-by")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    return change(log, index, pay_by=log[index].event.pay_by + SECOND)


def term_is_not_by_the_rules(field: str) -> None:
    @fault(f"the {field.replace('_', ' ')} of an order are not those of the rules", "terms")
    def _(log: Log) -> str:
        index = find(log, OrderPlaced, lambda recorded: recorded.event.terms.recruiter is not None)
        terms = log[index].event.terms
        return change(log, index, terms=attrs.evolve(terms, **{field: getattr(terms, field) + 1}))


for _field in ("delivery_days", "cases_per_line", "answer_hours", "approval_days", "recruiter_bp"):
    term_is_not_by_the_rules(_field)


@fault("the sharer's recruiter is left out", "terms")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.terms.recruiter is not None)
    return change(log, index, terms=log[index].event.terms.without_recruiter())


@fault("an order is owed to nobody, and its share says to whom", "attribution")
def _(log: Log) -> str:
    return change(log, find(log, OrderPlaced, is_owed_by("share")), attribution=Attribution("none"))


@fault("an order is owed to its buyer", "attribution")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_owed_by("none"))
    return change(log, index, attribution=Attribution("binding", log[index].event.asked.buyer))


@fault("an order is owed to the shop of a visit, and its buyer is bound", "attribution")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_owed_by("binding"))
    return change(log, index, attribution=attrs.evolve(log[index].event.attribution, reason="visit"))


@fault("an order is owed for a binding that ran out", "attribution")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_owed_by("binding"))
    stream = f"journey-{log[index].event.asked.buyer}"
    for number, recorded in enumerate(log[:index]):
        if recorded.stream == stream and isinstance(recorded.event, Bound | BindingRenewed):
            change(log, number, until=log[index].at)
    return log[index].reference


@fault("an order is owed for a binding to a closed shop", "attribution")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_owed_by("binding"))
    insert(log, index, f"shop-{log[index].event.attribution.shop}", ShopClosed())
    return log[index + 1].reference


@fault("an order is owed for a visit that is too long ago", "attribution")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_owed_by("visit"))
    stream = f"journey-{log[index].event.asked.buyer}"
    for number, recorded in enumerate(log[:index]):
        if recorded.stream == stream and isinstance(recorded.event, Visited):
            change(log, number, attributes_until=log[index].at)
    return log[index].reference
