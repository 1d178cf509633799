"""A naive recount of a journal: the whole arithmetic once more, in plain Python, written for reading.

It reads the lines of the journal alone, and is told which of them the library refused, and why: those changed nothing,
and :mod:`recount_refusals` sees whether the reason is true. All else is counted from the rules as they are told: prices
through shares, budgets, attribution, payments, refunds, commission by level, deadlines, payouts, balances, merchants'
months, influence. It shares no code with the library, and knows only the published numbers of its rules, with two
levels of commission. Only the commands that :mod:`whole_life` writes are known.
"""

import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from recount_orders import CASE_MOVES, Line, Order
from recount_prices import Product, priced, take_off
from recount_refusals import is_right
from recount_sharing import Sharing, day_of

SILENT: Final = ("merchants.invite", "conversations.say", "cases.say")
"""Commands that move no money and no order."""


@dataclass
class Payout:
    """What each order adds, or takes back."""

    member: str
    entries: dict[str, int]


Month = Counter[str]
"""Payments, refunds, commission, subsidy and excess of a merchant in a month."""


class Recount:
    """What all lines come to; ``wrongly_refused`` are those that the library refused without the reason it gave."""

    def __init__(self) -> None:
        self.sharing: Final = Sharing()
        self.products: Final[dict[str, Product]] = {}
        self.orders: Final[dict[str, Order]] = {}
        self.orders_by_earner: Final[dict[str, list[str]]] = defaultdict(list)
        self.payouts: Final[dict[str, Payout]] = {}
        self.months: Final[dict[tuple[str, str], Month]] = defaultdict(Counter)
        self.closed_through: Final[dict[str, str]] = {}
        self.wrongly_refused: Final[list[str]] = []
        self._deadlines: list[tuple[datetime, str]] = []

    def read(self, journal: Iterable[str | bytes], refused: Mapping[int, str]) -> None:
        """Count all lines of *journal* but those *refused*: numbers, from 1, and codes."""
        for number, text in enumerate(journal, 1):
            line = json.loads(text)
            at = datetime.fromisoformat(line["at"]).astimezone(UTC)
            self.pass_time(at)
            if number not in refused:
                self._do(line["do"], line["args"], at)
            elif not self.is_right(refused[number], line, at):
                self.wrongly_refused.append(f"line {number}: {refused[number]}, {line}")

    def is_right(self, code: str, line: dict[str, Any], at: datetime) -> bool:
        """Whether *line* had to be refused with *code*, by all lines before it."""
        return is_right(self, code, line, at)

    def pass_time(self, now: datetime) -> None:
        """Let happen what happens by itself up to *now*, of all orders, in order of time."""
        while self._deadlines and self._deadlines[0][0] <= now:
            at, number = heapq.heappop(self._deadlines)
            order = self.orders[number]
            if order.due() != at:
                continue  # it was put off, and stands there again with its new instant
            was = order.status
            order.lapse(at)
            if (was, order.status) == ("placed", "cancelled"):
                self._cancelled(order)
            self._watch(number)

    def balance(self, member: str) -> dict[str, int]:
        """What *member* earns by orders that are pending, frozen and approved, and what was paid out."""
        sums = {"pending": 0, "frozen": 0, "approved": 0, "paid_out": 0}
        for number in self.orders_by_earner[member]:
            order = self.orders[number]
            sums[order.stage] += order.unsettled(member)
            sums["paid_out"] += order.settled.get(member, 0)
        return sums

    def net_sales(self) -> Counter[str]:
        """By shop, what was paid for goods of orders owed to it, less refunds."""
        sums: Counter[str] = Counter()
        for order in self.orders.values():
            if order.sharer and order.was_paid:
                sums[order.sharer] += order.goods_left
        return sums

    def scores(self) -> dict[str, int]:
        """By shop: whole yuan of net sales, counted visits and active days."""
        net_sales = self.net_sales()
        return {
            owner: net_sales[owner] // 100 + shop.counted_visits + len(shop.active)
            for owner, shop in self.sharing.shops.items()
        }

    def _do(self, do: str, args: dict[str, Any], at: datetime) -> None:
        context, _, command = do.partition(".")
        if do in CASE_MOVES:
            self._order_of_case(args).move_case(args["case"], *CASE_MOVES[do], at)
        elif context == "orders" and command != "place":
            getattr(self, f"_{command}")(self.orders[args["order"]], args, at)
        elif do not in SILENT:
            getattr(self, f"_{context}_{command}")(args, at)
        number = args.get("order") or args.get("case", "").partition("~")[0]
        if number:
            self._watch(number)

    def _watch(self, number: str) -> None:
        due = self.orders[number].due()
        if due is not None:
            heapq.heappush(self._deadlines, (due, number))

    def _members_befriend(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.friends.add(frozenset((args["member"], args["friend"])))

    def _shops_invite(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.invited.add((args["owner"], args["member"]))

    def _shops_open(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.open(args["owner"], args.get("invited_by"))

    def _shops_close(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.close(args["owner"])

    def _shops_reopen(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.shops[args["owner"]].is_open = True

    def _shelves_place(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.place(args["shop"], args["product"], at)

    def _shelves_swap(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.place(args["shop"], args["place"], at, instead_of=args["remove"])

    def _shares_create(self, args: dict[str, Any], at: datetime) -> None:
        promised = self.products[args["product"]].exclusive_now()
        self.sharing.share(args["share"], args["shop"], args["product"], promised, at)

    def _journeys_visit(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.visit(args["visitor"], args["share"], at)

    def _journeys_release(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.bindings.pop(args["visitor"], None)

    def _products_list(self, args: dict[str, Any], at: datetime) -> None:
        product = Product(args["merchant"], args["price"], args.get("exclusive_price"), args.get("commission_bp", 0))
        self.products[args["product"]] = product

    def _products_delist(self, args: dict[str, Any], at: datetime) -> None:
        self.products[args["product"]].listed = False
        self.sharing.delist(args["product"])

    def _products_relist(self, args: dict[str, Any], at: datetime) -> None:
        """Neither slots nor shares come back."""
        self.products[args["product"]].listed = True

    def _budgets_fund(self, args: dict[str, Any], at: datetime) -> None:
        product = self.products[args["product"]]
        if args["funding"] not in product.fundings:
            product.fundings.add(args["funding"])
            product.budget += args["amount"]

    def priced_lines(self, args: dict[str, Any], at: datetime) -> list[Line]:
        """The lines of an order before any discount, with what their budgets give for them, which is drawn."""
        share = self.sharing.shares[args["share"]] if "share" in args else None
        return [
            priced(line["product"], line.get("quantity", 1), self.products[line["product"]], share, at)
            for line in args["lines"]
        ]

    def _orders_place(self, args: dict[str, Any], at: datetime) -> None:
        if args["order"] in self.orders:
            return
        named = args.get("share")
        sharer = self.sharing.attribution(args["buyer"], [line["product"] for line in args["lines"]], named, at)
        lines = self.priced_lines(args, at)
        take_off(args.get("discount"), lines)
        self.orders[args["order"]] = Order(
            buyer=args["buyer"],
            merchant=self.products[lines[0].product].merchant,
            lines=lines,
            delivery_fee=args.get("delivery_fee", 0),
            sharer=sharer,
            recruiter=self.sharing.shops[sharer].recruiter if sharer else None,
            placed_at=at,
        )

    def _cancelled(self, order: Order) -> None:
        for line in order.lines:
            self.products[line.product].budget += line.subsidy

    def _pay(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        if order.status == "cancelled":
            order.to_return.add(args["payment"])
        if order.status != "placed":
            return
        order.status = "paid"
        for member in order.commission():
            self.orders_by_earner[member].append(args["order"])
        self.sharing.renew(order.buyer, order.sharer, at)
        self._book(order, Counter(), at)
        self.months[order.merchant, f"{day_of(at):%Y-%m}"]["payments"] += order.total

    def _cancel(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        if order.status == "placed":
            order.status = "cancelled"
            self._cancelled(order)

    def _ship(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        order.ship(args["parcel"], at)

    def _track(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        order.track(args["parcel"], args["status"], at)

    def _deliver(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        order.deliver(at)

    def _complete(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        order.complete(at)

    def _refund(self, order: Order, args: dict[str, Any], at: datetime) -> None:
        before, refunded = _costs(order), order.refunded
        subsidies = [line.of_what_is_left(line.subsidy) for line in order.lines]
        order.refund(args["refund"], args, at)
        for line, subsidy in zip(order.lines, subsidies, strict=True):
            self.products[line.product].budget += subsidy - line.of_what_is_left(line.subsidy)
        self._book(order, before, at)
        self.months[order.merchant, f"{day_of(at):%Y-%m}"]["refunds"] += order.refunded - refunded

    def _book(self, order: Order, before: Month, at: datetime) -> None:
        """What an order costs its merchant now more than *before*, or less."""
        month = self.months[order.merchant, f"{day_of(at):%Y-%m}"]
        month.update(_costs(order))
        month.subtract(before)

    def _cases_request(self, args: dict[str, Any], at: datetime) -> None:
        self.orders[args["order"]].request(args["order"], args["line"], args, at)

    def _cases_rule(self, args: dict[str, Any], at: datetime) -> None:
        fee = args.get("delivery_fee", False)
        self._order_of_case(args).rule(args["case"], args.get("amount", 0), delivery_fee=fee, at=at)

    def _order_of_case(self, args: dict[str, Any]) -> Order:
        return self.orders[args["case"].partition("~")[0]]

    def _payouts_make(self, args: dict[str, Any], at: datetime) -> None:
        """All approved entries of the member, negative ones too, once."""
        if args["payout"] not in self.payouts:
            entries = self.payable(args["member"])
            self.payouts[args["payout"]] = Payout(args["member"], entries)
            for number, amount in entries.items():
                settled = self.orders[number].settled
                settled[args["member"]] = settled.get(args["member"], 0) + amount

    def payable(self, member: str) -> dict[str, int]:
        approved = [number for number in self.orders_by_earner[member] if self.orders[number].is_approved]
        return {number: amount for number in approved if (amount := self.orders[number].unsettled(member))}

    def _statements_close(self, args: dict[str, Any], at: datetime) -> None:
        before = self.closed_through.get(args["merchant"], "")
        self.closed_through[args["merchant"]] = max(before, args["month"])


def _costs(order: Order) -> Month:
    return Counter(
        commission=sum(order.commission().values()),
        subsidy=sum(line.of_what_is_left(line.subsidy) for line in order.lines),
        excess=sum(line.of_what_is_left(line.excess) for line in order.lines),
    )
