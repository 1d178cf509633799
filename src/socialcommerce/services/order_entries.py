"""What the list of a member's orders shows, and its rows as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from socialcommerce.domain.orders.case import Status as CaseStatus
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.domain.orders.imported import HERE
from socialcommerce.domain.orders.order import Status
from socialcommerce.domain.orders.parcels import TrackingStatus
from socialcommerce.domain.orders.pricing import PriceReason
from socialcommerce.services.exports import Cell
from socialcommerce.services.paging import Entry

Found = Sequence["sa.Row[*tuple[Any, ...]]"]

_ORDER_COLUMNS: Final = (
    "origin",
    "merchant",
    "order",
    "placed_at",
    "status",
    "order_total",
    "order_delivery_fee",
    "order_refunded",
)
_LINE_COLUMNS: Final = (
    "line",
    "product",
    "title",
    "quantity",
    "unit_price",
    "price_reason",
    "discount",
    "amount",
    "refunded",
)
COLUMNS: Final = (*_ORDER_COLUMNS, *_LINE_COLUMNS)
"""The header of orders as CSV; money in minor units."""


@attrs.frozen
class OrderedLine:
    """A line, numbered from 1. Amounts in minor units, ``discount``, ``amount`` and ``refunded`` of the whole line."""

    number: int
    product: str
    title: str
    quantity: int
    unit_price: int
    price_reason: PriceReason
    discount: int
    amount: int
    refunded: int


@attrs.frozen
class OpenCase:
    """An after-sale case that holds the order up: it is open, or ruled and what it gives has not gone back."""

    case: str
    line: int
    kind: Kind
    status: CaseStatus


@attrs.frozen
class OrderEntry(Entry):
    """An order as it stands. Amounts in minor units; ``total``, ``paid`` and ``refunded`` with delivery."""

    order: str
    merchant: str
    status: Status
    placed_at: datetime
    total: int
    paid: int
    refunded: int
    delivery_fee: int
    lines: tuple[OrderedLine, ...]
    cases: tuple[OpenCase, ...]


@attrs.frozen
class ImportedOrderLine:
    """A line, numbered from 1; ``amount`` of the whole line, in minor units."""

    number: int
    product: str
    title: str
    quantity: int
    amount: int


@attrs.frozen
class ImportedEntry(Entry):
    """An order that ``merchant`` imported from ``source``, where it has this ``number``; ``total`` in minor units."""

    merchant: str
    number: str
    source: str
    bought_at: datetime
    total: int
    lines: tuple[ImportedOrderLine, ...]


@attrs.frozen
class Notice(Entry):
    """A carrier says that a parcel of an order reached a ``status`` at ``happened_at``; told to us ``at``."""

    order: str
    parcel: str
    status: TrackingStatus
    happened_at: datetime
    at: datetime


def order_entry(row: "sa.Row[*tuple[Any, ...]]", lines: Found, cases: Found) -> OrderEntry:
    """The order of *row*, with its lines and those of its *cases* that wait for someone: they hold it up."""
    return OrderEntry(
        row.position,
        row.order,
        row.merchant,
        row.status,
        row.placed_at,
        row.total,
        row.paid,
        row.refunded,
        row.delivery_fee,
        tuple(_line(line) for line in lines),
        tuple(OpenCase(case.case, case.line, case.kind, case.status) for case in cases if case.awaited),
    )


def _line(row: "sa.Row[*tuple[Any, ...]]") -> OrderedLine:
    return OrderedLine(
        row.line,
        row.product,
        row.title,
        row.quantity,
        row.unit_price,
        row.price_reason,
        row.discount,
        row.amount,
        row.refunded,
    )


def imported_entry(row: "sa.Row[*tuple[Any, ...]]", lines: Found) -> ImportedEntry:
    """The imported order of *row*, with its lines."""
    bought = (ImportedOrderLine(line.line, line.product, line.title, line.quantity, line.amount) for line in lines)
    return ImportedEntry(row.position, row.merchant, row.number, row.source, row.bought_at, row.total, tuple(bought))


def order_rows(entries: Iterable[OrderEntry]) -> Iterable[tuple[Cell, ...]]:
    """A row for each line of orders that were placed here."""
    for each in entries:
        order = (HERE, each.merchant, each.order, each.placed_at, each.status)
        money = (each.total, each.delivery_fee, each.refunded)
        for line in each.lines:
            yield (*order, *money, *attrs.astuple(line))


def imported_rows(entries: Iterable[ImportedEntry]) -> Iterable[tuple[Cell, ...]]:
    """A row for each line of imported orders, which have less to tell."""
    for each in entries:
        order = (each.source, each.merchant, each.number, each.bought_at, None)
        for line in each.lines:
            bought = (line.number, line.product, line.title, line.quantity)
            yield (*order, each.total, None, None, *bought, None, None, None, line.amount, None)
