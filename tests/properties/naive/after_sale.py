"""Cases: what buyers ask for after paying, what merchants answer, and what the platform rules."""

from datetime import timedelta
from typing import Any

from naive.facts import GONE, NoError, readable
from naive.refunds import Refunds
from naive.trade_facts import Case, Message, Order

ONLY_FROM = {
    "approve": ("requested",),
    "reject": ("requested",),
    "withdraw": ("requested", "approved", "returning", "escalated"),
    "send_back": ("approved",),
    "receive": ("returning",),
    "exchange": ("received",),
    "escalate": ("rejected", "received"),
    "rule": ("escalated",),
}
LEADS_TO = {
    "approve": "approved",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "send_back": "returning",
    "receive": "received",
    "exchange": "exchanged",
    "refund": "refunded",
    "escalate": "escalated",
    "rule": "ruled",
}
KINDS = {"send_back": ("return_and_refund", "exchange"), "exchange": ("exchange",)}


class AfterSale(Refunds):
    def cases_request(
        self,
        order: str,
        line: int,
        kind: str,
        reason: str,
        quantity: int | None = None,
        amount: int | None = None,
        number: int | None = None,
    ) -> str:
        known: Order = self.known(self.orders, order)
        self.only(known.buyer)
        asked = (kind, self.as_kept(reason, known), quantity, amount)
        of_line = [case for case in known.cases if case.line == line]
        current = self._holding(known, line)
        meant = current if number is None else next(iter(of_line[number - 1 :]), None)
        if meant and meant.asked == asked:
            return meant.id
        if meant and number is not None:
            raise NoError("case-open")
        self.was_paid(known)
        if kind == "exchange" and line <= len(known.lines) and known.lines[line - 1].is_kept:
            self.are_left(known.lines[line - 1], quantity or 0)
        else:
            self.goes_back(known, line, quantity, amount)
        if kind != "refund_only" and known.status == "paid":
            raise NoError("not-shipped")
        if known.status == "refunded":
            raise NoError("already-refunded")
        if current:
            raise NoError("case-open")
        if known.after_sale_until is not None and self.now >= known.after_sale_until:
            raise NoError("after-sale-over")
        if len(of_line) >= known.rules.after_sale.cases_per_line:
            raise NoError("too-many-cases")
        answer_by = self.now + timedelta(hours=known.rules.after_sale.answer_hours)
        case = Case(f"{order}~{line}~{len(of_line) + 1}", known, line, asked, answer_by)
        known.cases.append(case)
        self.notice_holds(known)
        return case.id

    def cases_approve(self, case: str) -> Case:
        known = self._by_merchant(case)
        if self._can(known, "approve"):
            self.be_approved(known)
        return known

    def cases_reject(self, case: str, reason: str | None = None) -> Case:
        known = self._by_merchant(case)
        reason = self.as_kept(reason, known.order)
        if self._can(known, "reject", reason):
            known.escalate_by = self.now + timedelta(days=known.order.rules.after_sale.escalation_days)
            self.move(known, "reject", reason=reason)
        return known

    def cases_withdraw(self, case: str) -> Case:
        known = self._by_buyer(case)
        if self._can(known, "withdraw"):
            self.move(known, "withdraw")
        return known

    def cases_send_back(self, case: str, parcel: str, carrier: str) -> Case:
        known = self._by_buyer(case)
        if self._is_new(known.returned, (parcel, carrier)) and self._can(known, "send_back"):
            known.returned = (parcel, carrier)
            self.move(known, "send_back", time=timedelta(days=known.order.rules.after_sale.receipt_days))
        return known

    def cases_receive(self, case: str) -> Case:
        known = self._by_merchant(case)
        if self._can(known, "receive"):
            self.move(known, "receive")
        return known

    def cases_exchange(self, case: str, parcel: str, carrier: str) -> Case:
        known = self._by_merchant(case)
        if self._is_new(known.replacement, (parcel, carrier)) and self._can(known, "exchange"):
            known.replacement = (parcel, carrier)
            self.move(known, "exchange")
        return known

    def cases_escalate(self, case: str, reason: str | None = None) -> Case:
        known = self._by_buyer(case)
        reason = self.as_kept(reason, known.order)
        if self._can(known, "escalate", reason):
            if known.status == "rejected":
                self._can_be_taken_up_again(known)
            self.move(known, "escalate", reason=reason)
        return known

    def cases_rule(self, case: str, amount: int = 0, delivery_fee: bool = False, reason: str | None = None) -> Case:
        self.only_platform()
        known = self._case(case)
        ruling = (amount, delivery_fee, self.as_kept(reason, known.order))
        if known.ruling is not None:
            if known.ruling != ruling:
                raise NoError("ruling-differs")
        elif self._can(known, "rule"):
            if amount > known.order.lines[known.line - 1].left or (delivery_fee and known.order.fee_left == 0):
                raise NoError("refund-too-high")
            known.ruling = ruling
            self.move(known, "rule")
        return known

    def be_approved(self, case: Case) -> None:
        to_send_back = timedelta(days=case.order.rules.after_sale.return_days)
        self.move(case, "approve", time=None if case.kind == "refund_only" else to_send_back)

    def move(self, case: Case, action: str, *, reason: str | None = None, time: timedelta | None = None) -> None:
        """To the status that *action* leads to, in which it can stay for some *time* or for good."""
        case.status, case.due = LEADS_TO[action], None if time is None else self.now + time
        case.did[action] = reason
        self.notice_holds(case.order)

    def notice_holds(self, order: Order) -> None:
        """Remember when a case let the order go."""
        for case in order.cases:
            if case.held and not case.holds:
                order.free_since = self.now
            case.held = case.holds

    def shown(self, answer: Any) -> Any:
        """What a command gives, in words: an order and a case as they stand once all has come of it."""
        match answer:
            case Order():
                return self.order(answer.number)
            case Case():
                return self.case(answer.id)
        return answer

    def case(self, case: str) -> dict[str, Any]:
        known = self._case(case)
        names = ("id", "line", "status", "due", "escalate_by", "returned", "replacement")
        kind, reason, *much = known.asked
        return {name: getattr(known, name) for name in names} | {
            "order": known.order.number,
            "asked": (kind, readable(reason), *much),
            "ruling": known.ruling and (*known.ruling[:2], readable(known.ruling[2])),
            "refund": known.refund if known.status == "refunded" else None,
            "messages": self.shown_messages(known.messages),
        }

    def as_kept(self, text: Any, order: Order) -> Any:
        """A *text* about *order*, as it is written down: it belongs to the buyer, whoever writes it."""
        return GONE if text is not None and order.buyer in self.erased else text

    def shown_messages(self, messages: list[Message]) -> list[tuple[str, str, str | None]]:
        return [(message, author, readable(text)) for message, author, text in messages]

    def _case(self, id: str) -> Case:
        cases = {case.id: case for order in self.orders.values() for case in order.cases}
        found: Case = self.known(cases, id)
        return found

    def _by_merchant(self, case: str) -> Case:
        known = self._case(case)
        self.only(f"merchant:{known.order.merchant}")
        return known

    def _by_buyer(self, case: str) -> Case:
        known = self._case(case)
        self.only(known.order.buyer)
        return known

    def _holding(self, order: Order, line: int) -> Case | None:
        return next((case for case in order.holding if case.line == line), None)

    def _can(self, case: Case, action: str, reason: str | None = None) -> bool:
        """Whether *action* is to be done; no if it was, for the same *reason*."""
        if action in case.did and case.did[action] == reason:
            return False
        kinds = KINDS.get(action, (case.kind,))
        if case.status not in ONLY_FROM[action] or case.kind not in kinds:
            raise NoError("case-status")
        return True

    def _is_new(self, before: tuple[str, str] | None, parcel: tuple[str, str]) -> bool:
        if before not in (None, parcel):
            raise NoError("parcel-differs")
        return before is None

    def _can_be_taken_up_again(self, case: Case) -> None:
        if case.escalate_by is not None and self.now >= case.escalate_by:
            raise NoError("escalation-over")
        if case.order.status == "refunded" or not case.order.lines[case.line - 1].is_kept:
            raise NoError("already-refunded")
        if self._holding(case.order, case.line):
            raise NoError("case-open")
