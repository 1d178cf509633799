"""Who earns by an order, what refunds take back of it, and what payouts take. Nothing that was written is edited."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from naive.facts import Memory, NoError
from naive.trade_facts import Earning, Order, Payout


class Earnings(Memory):
    def parts_of(self, order: Order) -> dict[str, int]:
        """Of what is left of each line its rate, floored; a recruiter takes their part of the sum, the sharer the rest.

        Nobody earns by what they buy or sell themselves.
        """
        sharer, not_by = order.shop, (order.buyer, order.merchant)
        if sharer is None or sharer in not_by:
            return {}
        commission = sum(line.left * line.commission_bp // 10_000 for line in order.lines)
        if order.recruiter is None or order.recruiter in (sharer, *not_by):
            return {sharer: commission}
        above = commission * order.rules.earnings.recruiter_bp // 10_000
        return {sharer: commission - above, order.recruiter: above}

    def earn(self, order: Order) -> None:
        parts = self.parts_of(order)
        if any(parts.values()):
            order.earning = "pending"
        for member, amount in parts.items():
            self._enter_earning(member, order, "earned", amount)

    def freeze(self, order: Order) -> None:
        if order.earning == "pending":
            order.earning = "frozen"
            order.approve_by = self.now + timedelta(days=order.rules.earnings.approval_days)

    def earn_less(self, order: Order, refund: str) -> None:
        for member, amount in self.parts_of(order).items():
            of_order = [each for each in self.earnings if each.member == member and each.order is order]
            kept = sum(each.amount for each in of_order if each.kind != "paid_out")
            was_paid_out = any(each.kind == "paid_out" for each in of_order)
            self._enter_earning(member, order, "clawed_back" if was_paid_out else "reduced", amount - kept, refund)

    def payouts_make(self, payout: str, member: str) -> dict[str, Any]:
        self.only_platform()
        if payout not in self.payouts:
            made = Payout(member, sorted(self._payable(member).items()))
            if made.amount < self.rules.earnings.payout_minimum:
                raise NoError("payout-too-low")
            self.payouts[payout] = made
            for order, amount in made.entries:
                self._enter_earning(member, self.orders[order], "paid_out", -amount, payout)
        elif self.payouts[payout].member != member:
            raise NoError("payout-differs")
        made = self.payouts[payout]
        return {"member": made.member, "entries": made.entries, "amount": made.amount}

    def earners(self) -> list[str]:
        """Those to whom something is payable now."""
        members = sorted({each.member for each in self.earnings})
        return [member for member in members if sum(self._payable(member).values()) > 0]

    def balance(self, member: str) -> dict[str, Any]:
        owed = {"pending": 0, "frozen": 0, "approved": 0}
        for each in self.earnings:
            if each.member == member:
                owed[each.order.earning] += each.amount
        paid_out = sum(payout.amount for payout in self.payouts.values() if payout.member == member)
        return {"member": member, **owed, "paid_out": paid_out}

    def earnings_statement(self, member: str, month: str) -> dict[str, Any]:
        of_member = [each for each in self.earnings if each.member == member]
        balance = opening = sum(each.amount for each in of_member if self.month_of(each.at) < month)
        entries = []
        for each in of_member:
            if self.month_of(each.at) == month:
                balance += each.amount
                entries.append((each.at, each.order.number, each.kind, each.amount, balance, each.reference))
        return {"member": member, "month": month, "opening": opening, "entries": entries, "closing": balance}

    def _payable(self, member: str) -> dict[str, int]:
        """By order what is approved and has not been paid out; less than nothing where refunds came after a payout.

        What has happened to an order since, a later payout takes.
        """
        found: dict[str, int] = defaultdict(int)
        for each in self.earnings:
            if each.member == member and each.order.earning == "approved" and each.order.number not in self.gone_on:
                found[each.order.number] += each.amount
        return {order: amount for order, amount in found.items() if amount}

    def _enter_earning(self, member: str, order: Order, kind: str, amount: int, reference: str | None = None) -> None:
        if amount:
            self.earnings.append(Earning(member, order, self.now, kind, amount, reference))
