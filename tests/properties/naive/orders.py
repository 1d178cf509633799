"""Orders: placed, paid within half an hour or cancelled, and refunded to the last fen."""

from typing import Any

from naive.contacts import Contacts
from naive.facts import Entry, NoError, Purchase
from naive.pricing import Wanted
from naive.trade_facts import Case, Order


class Orders(Contacts):
    def orders_quote(
        self,
        buyer: str,
        lines: Wanted,
        share: str | None = None,
        delivery_fee: int = 0,
        discount: dict[str, int] | None = None,
    ) -> dict[str, Any]:
        return self.terms(self.priced("", self.asked(buyer, lines, share, delivery_fee, discount)))

    def orders_place(
        self,
        order: str,
        buyer: str,
        lines: Wanted,
        share: str | None = None,
        delivery_fee: int = 0,
        discount: dict[str, int] | None = None,
    ) -> Order:
        asked = self.asked(buyer, lines, share, delivery_fee, discount)
        if order not in self.orders:
            self.not_erased(buyer)
            self.orders[order] = self.priced(order, asked)
        elif self.orders[order].asked != asked:
            raise NoError("order-differs")
        return self.orders[order]

    def orders_pay(self, order: str, payment: str) -> Order:
        self.only_host()
        known: Order = self.known(self.orders, order)
        if payment == known.payment or payment in known.payments_to_return:
            return known
        match known.status:
            case "cancelled":
                known.payments_to_return.append(payment)
            case "placed":
                self._be_paid(known, payment)
            case _:
                raise NoError("already-paid")
        return known

    def orders_cancel(self, order: str, reason: str | None = None) -> Order:
        known: Order = self.known(self.orders, order)
        self.only(known.buyer)
        if known.payment is not None:
            raise NoError("already-paid")
        known.status = "cancelled"
        return known

    def orders_refund(
        self,
        order: str,
        refund: str,
        line: int | None = None,
        quantity: int | None = None,
        amount: int | None = None,
        case: str | None = None,
    ) -> Order:
        self.only_host()
        known: Order = self.known(self.orders, order)
        asked = (line, quantity, amount, case)
        if refund in known.refunds:
            if known.refunds[refund] != asked:
                raise NoError("refund-differs")
            return known
        answers: Case | None = None
        parts: dict[int, tuple[int, int]] = {}
        fee_too = False
        if case is not None:
            answers = self.known({each.id: each for each in known.cases}, case)
            units, worth, fee_too = self.granted(answers)
            parts = {answers.line: (units, worth)} if units or worth else {}
        self._can_be_refunded(known)
        if answers and answers.refund is not None:
            raise NoError("already-refunded")
        if line is not None:
            parts = {line: self.goes_back(known, line, quantity, amount)}
        elif case is None:
            parts = {n: self.goes_back(known, n, None, None) for n, each in enumerate(known.lines, 1) if each.left}
        self._give_back(known, refund, parts, answers, fee_too=fee_too)
        known.refunds[refund] = asked
        return known

    def _be_paid(self, order: Order, payment: str) -> None:
        order.payment, order.paid_at, order.status = payment, self.now, "paid"
        self._enter(order, "sale", order.net)
        self._be_shown(order)
        self.renew(order.buyer, order.shop)
        self.earn(order)
        self.let_write(order)
        standing = {**self.standing(order), "refund": 0}
        self.book(order, payment=order.total, **standing)

    def _be_shown(self, order: Order) -> None:
        """To friends of a buyer who shows purchases, and did when it was paid."""
        if order.buyer in self.showing and self.now >= self.showing[order.buyer]:
            for number, line in enumerate(order.lines, 1):
                if not self.products[line.product].offer["sensitive"]:
                    self.activities.append(Purchase(order.buyer, line.product, self.now, order.number, number))

    def _can_be_refunded(self, order: Order) -> None:
        if order.status == "refunded":
            raise NoError("already-refunded")
        if order.payment is None:
            raise NoError("not-paid")

    def _give_back(
        self, order: Order, refund: str, parts: dict[int, tuple[int, int]], answers: Case | None, *, fee_too: bool
    ) -> None:
        """With the last of the goods before shipping the delivery fee goes back too, or by a ruling (*fee_too*)."""
        empties = order.net == sum(amount for _, amount in parts.values())
        fee = order.fee_left if fee_too or (empties and order.status == "paid") else 0
        if not parts and not fee and order.total:
            raise NoError("already-refunded")
        net, before = order.net, self.standing(order)
        for number, (units, amount) in parts.items():
            order.lines[number - 1].refunded_units += units
            order.lines[number - 1].refunded += amount
        order.refunded_fee += fee
        if order.refunded == order.total:
            order.status = "refunded"
        self._enter(order, "refund", order.net - net)
        self.earn_less(order, refund)
        after = self.standing(order)
        self.book(order, **{kind: after[kind] - before[kind] for kind in after})
        self._end_cases(order, refund, answers)

    def _end_cases(self, order: Order, refund: str, answers: Case | None) -> None:
        """Of the case that the refund answers, and of all that have nothing left to ask for."""
        for case in order.cases:
            if case is answers:
                case.refund = refund
            elif not case.is_open or order.lines[case.line - 1].is_kept:
                continue
            if case.status != "ruled":
                case.refund = refund
                self.move(case, "refund")
        self.notice_holds(order)

    def _enter(self, order: Order, kind: str, amount: int) -> None:
        """A refund belongs to the day of the sale."""
        if order.shop is not None and order.paid_at is not None:
            self.ledger.append(Entry(order.shop, self.now, self.day_of(order.paid_at), kind, amount))
