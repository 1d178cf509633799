"""Whether the reason for which a line was refused is true, by the recount of all lines before it.

The other way round needs no check: a line that should have been refused and was not shows in what things come to.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from recount_orders import CASE_MOVES, Case, Line, Order
from recount_sharing import day_of

if TYPE_CHECKING:
    from recount import Recount

LOCK: Final = timedelta(hours=72)
SLOTS: Final = 4
AFTER_SALE: Final = timedelta(days=15)
ESCALATION: Final = timedelta(days=7)
PAYOUT_MINIMUM: Final = 100

ALLOWED_IN: Final = {do: statuses for do, (statuses, _) in CASE_MOVES.items()} | {"cases.rule": ("escalated",)}
"""The statuses of a case in which an action is possible."""

KINDS: Final = ("refund_only", "return_and_refund", "exchange")
ONLY_FOR: Final = {"cases.send_back": ("return_and_refund", "exchange"), "cases.exchange": ("exchange",)}


def is_right(recount: "Recount", code: str, line: dict[str, Any], at: datetime) -> bool:
    """Whether *line* had to be refused with *code* at *at*; False for codes that are not known here."""
    do, args = line["do"], line["args"]
    number = args.get("case", args.get("order", "")).partition("~")[0]
    order = recount.orders.get(number)
    case = order.cases.get(args.get("case", "")) if order else None
    if code == "not-found":
        return order is None or ("case" in args and case is None)
    if do in ("orders.place", "conversations.say", "cases.say") or order is None:
        return _is_right_of_others(recount, code, args, at)
    if case is not None:
        return _is_right_of_case(code, do, args, order, case, at)
    return _is_right_of_order(code, args, order, at)


def _is_right_of_order(code: str, args: dict[str, Any], order: Order, at: datetime) -> bool:
    line = order.lines[args["line"] - 1] if "line" in args else None
    match code:
        case "not-paid":
            return not order.was_paid
        case "not-shipped":
            return order.status == "paid"
        case "not-delivered":
            return order.status in ("paid", "shipped")
        case "already-completed":
            return order.status == "completed"
        case "already-refunded":
            return order.goods_left == 0 if line is None else line.left == 0
        case "refund-differs":
            return args["refund"] in order.refunds
        case "refund-too-high" if line:
            return _is_too_high(args, line)
        case "case-open":
            return any(case.holds and line in (None, case.line) for case in order.cases.values())
        case "after-sale-over":
            return order.completed_at is not None and at >= order.completed_at + AFTER_SALE
        case "parcel-differs":
            return args["parcel"] in order.sent
    return False


def _is_right_of_case(code: str, do: str, args: dict[str, Any], order: Order, case: Case, at: datetime) -> bool:
    match code:
        case "case-status" if do == "orders.refund":
            return not case.awaits_refund()
        case "case-status":
            return case.status not in ALLOWED_IN[do] or case.kind not in ONLY_FOR.get(do, KINDS)
        case "escalation-over":
            return at >= case.since + ESCALATION
        case "already-refunded":
            return case.is_answered or case.line.left == 0
        case "case-open":
            return any(other.holds and other.line is case.line for other in order.cases.values())
        case "refund-differs":
            return args["refund"] in order.refunds
        case "ruling-differs":
            return case.status == "ruled"
        case "refund-too-high":
            no_fee_left = args.get("delivery_fee", False) and order.refunded_fee == order.delivery_fee
            return args["amount"] > case.line.left or no_fee_left
    return False


def _is_right_of_others(recount: "Recount", code: str, args: dict[str, Any], at: datetime) -> bool:
    shop = recount.sharing.shops.get(args.get("shop", args.get("owner", "")))
    match code:
        case "payout-too-low":
            return sum(recount.payable(args["member"]).values()) < PAYOUT_MINIMUM
        case "month-not-over":
            return bool(args["month"] >= f"{day_of(at):%Y-%m}")
        case "funding-differs":
            return args["funding"] in recount.products[args["product"]].fundings
        case "not-invited":
            return (args["invited_by"], args["owner"]) not in recount.sharing.invited
        case "not-allowed":
            return not _has_platform(recount, args)
        case "share-ended":
            return not recount.sharing.shares[args["share"]].lives(at)
        case "product-delisted":
            wanted = [line["product"] for line in args.get("lines", [])] or [args.get("place", args.get("product"))]
            return not all(recount.products[product].listed for product in wanted)
        case "below-threshold":
            return bool(_goods(recount, args, at) < args["discount"]["threshold"])
        case "shop-closed" if shop:
            return not shop.is_open
        case "bad-value":
            return bool(args["remove"] == args["place"])
        case "slot-locked" if shop:
            return at < shop.shelf[args["remove"]] + LOCK
        case "not-on-shelf" if shop:
            return args.get("remove", args.get("product")) not in shop.shelf
        case "product-placed" if shop:
            return args["place"] in shop.shelf
        case "shelf-full" if shop:
            return len(shop.shelf) >= SLOTS
    return False


def _goods(recount: "Recount", args: dict[str, Any], at: datetime) -> int:
    """What an order's lines would cost; what pricing them drew is put back."""
    lines = recount.priced_lines(args, at)
    for line in lines:
        recount.products[line.product].budget += line.subsidy
    return sum(line.cost for line in lines)


def _is_too_high(args: dict[str, Any], line: Line) -> bool:
    if "quantity" in args:
        return bool(args["quantity"] > line.quantity - line.refunded_units)
    return bool(args["amount"] > line.left)


def _has_platform(recount: "Recount", args: dict[str, Any]) -> bool:
    """Whether the platform was called into the case, or into one of the order's."""
    if "case" in args:
        return recount.orders[args["case"].partition("~")[0]].cases[args["case"]].has_platform
    return any(case.has_platform for case in recount.orders[args["order"]].cases.values())
