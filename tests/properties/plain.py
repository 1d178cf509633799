"""Answers of the store in the form in which the naive model gives them."""

from typing import Any

import attrs

from socialcommerce.domain.orders.parcels import Parcel
from socialcommerce.kernel.text import PersonalText


def plain(answer: Any) -> Any:
    match type(answer).__name__:
        case "Order":
            return order(answer)
        case "Quote":
            return terms(answer, [line(each) for each in answer.lines])
        case "Case":
            return case(answer)
        case "Conversation":
            return {"messages": messages(answer.messages), "waiting_since": answer.waiting_since}
        case "Payout":
            return {
                "member": answer.member,
                "entries": [attrs.astuple(entry) for entry in answer.entries],
                "amount": answer.amount,
            }
        case "MerchantStatement" | "Balance":
            return attrs.asdict(answer)
        case "EarningsStatement":
            entries = [
                (each.at, each.order, each.kind, each.amount, each.balance, each.reference) for each in answer.entries
            ]
            return attrs.asdict(answer, recurse=False) | {"entries": entries}
        case "Quota":
            grants = [attrs.astuple(each) for each in answer.grants]
            return attrs.asdict(answer, recurse=False) | {"grants": grants}
        case "Page":
            return [entry(each) for each in answer.entries]
    return answer


def entry(answer: Any) -> dict[str, Any]:
    """An entry of a list, without its place there."""
    shown = attrs.asdict(answer, recurse=False, filter=lambda field, _: field.name not in ("cursor", "placed_at"))
    for name in {"lines", "cases"} & set(shown):
        shown[name] = [attrs.astuple(each) for each in shown[name]]
    return shown


def order(answer: Any) -> dict[str, Any]:
    lines = [line(each.sold, each.refunded_quantity, each.refunded_amount) for each in answer.lines]
    return terms(answer, lines) | {
        "status": answer.status,
        "payment": answer.payment,
        "payments_to_return": list(answer.payments_to_return),
        "parcels": [(each.parcel, each.carrier, list(each.reached)) for each in answer.parcels],
        "after_sale_until": answer.after_sale_until,
        "holds": sorted((hold.case, hold.line) for hold in answer.holds),
        "refunded": answer.refunded,
    }


def terms(answer: Any, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "merchant": answer.merchant,
        "lines": lines,
        "attribution": attrs.astuple(answer.attribution),
        "recruiter": (answer.terms.recruiter, answer.terms.recruiter_bp),
        "delivery_fee": answer.delivery_fee,
        "total": answer.total,
        "pay_by": answer.pay_by,
    }


def line(sold: Any, refunded_units: int = 0, refunded: int = 0) -> dict[str, Any]:
    names = ("product", "quantity", "unit_price", "platform_price", "commission_bp", "subsidy", "excess", "discount")
    return {name: getattr(sold, name) for name in names} | {
        "amount": sold.amount,
        "why": sold.price_reason,
        "refunded_units": refunded_units,
        "refunded": refunded,
    }


def case(answer: Any) -> dict[str, Any]:
    asked, ruling = answer.asked, answer.ruling
    return {
        "id": answer.key,
        "order": answer.order,
        "line": answer.line,
        "status": answer.status,
        "asked": (asked.kind, text(asked.reason), asked.quantity, asked.amount),
        "due": answer.due,
        "escalate_by": answer.escalate_by,
        "returned": parcel(answer.returned),
        "replacement": parcel(answer.replacement),
        "ruling": ruling and (ruling.amount, ruling.delivery_fee, text(ruling.reason)),
        "refund": answer.refund,
        "messages": messages(answer.messages),
    }


def messages(given: Any) -> list[tuple[str, str, str | None]]:
    return [(each.message, each.author, text(each.text)) for each in given]


def parcel(given: Parcel | None) -> tuple[str, str | None] | None:
    return given and (given.parcel, given.carrier)


def text(given: PersonalText | None) -> str | None:
    return given and given.text
