"""After-sale cases: what buyers ask for after paying."""

from collections.abc import Callable

from socialcommerce.domain.orders import after_sale
from socialcommerce.domain.orders.case import CASE, Case, case_id
from socialcommerce.domain.orders.case_events import CaseAsked, CaseEvent, Kind
from socialcommerce.domain.orders.fulfilment import paid
from socialcommerce.domain.orders.order import Order
from socialcommerce.domain.orders.pricing import Quantity
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import PersonalText, Text, Title
from socialcommerce.services import order_life
from socialcommerce.services.actors import Actor, only_its_member, only_its_merchant, only_platform
from socialcommerce.services.command import checked, command
from socialcommerce.services.parties import may_write, message_of, only_parties
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction

Decision = Callable[[Case, Order, Terms, Transaction], list[CaseEvent]]


class Cases(Service):
    """What buyers ask for after paying. Each command but the first returns the case as it stands after it.

    ``NotFound`` if there is no such case; refused with ``case-status`` where the case does not allow it.
    """

    @command
    def request(
        self,
        order: Key,
        line: Ordinal,
        kind: Kind,
        reason: Text,
        quantity: Quantity | None = None,
        amount: Price | None = None,
        proofs: list[Text] | None = None,
        number: Ordinal | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> str:
        """Open a case of a *line* (from 1) for the order's buyer, and return its id.

        For units or an amount of the line, or with neither for all that is left; *proofs* are images, as addresses or
        keys of the host's. The same again finds the open case; with the *number* of the case on its line (from 1) it
        finds one that has ended too, where without it there is a new one. ``NotFound``; refused: ``not-paid``,
        ``line-unknown``, ``already-refunded``, ``refund-too-high``, ``not-shipped``, ``case-open``,
        ``too-many-cases``, ``after-sale-over``.
        """

        def decide(transaction: Transaction) -> str:
            state = order_life.existing(transaction, order)
            only_its_member(by, state.buyer, f"open cases of order {order}")
            asked = CaseAsked(
                kind,
                PersonalText(state.buyer, reason),
                quantity,
                amount,
                tuple(PersonalText(state.buyer, proof) for proof in proofs or ()),
            )
            current = state.case_on(line)
            if number is None and current is not None:
                before = transaction.load(CASE, current).asked
                if before is not None and before.is_same_as(asked):
                    return current
            next_number = 1 + sum(hold.line == line for hold in state.cases)
            if number is not None and number > next_number:
                raise ValueError(f"number is {number}: the next case of line {line} of order {order} is {next_number}")
            case = case_id(order, line, number or next_number)
            facts = after_sale.request(transaction.load(CASE, case), case, state, line, asked, at=transaction.at)
            order_life.record_case(transaction, case, facts)
            return case

        return self._run(decide, at=at, by=by)

    @command
    def approve(self, case: JoinedKey, *, at: Instant | None = None, by: ActorKey | None = None) -> Case:
        """Agree to what the buyer asks for. For the merchant."""

        def decide(state: Case, order: Order, terms: Terms, transaction: Transaction) -> list[CaseEvent]:
            only_its_merchant(by, order.merchant, f"approve case {case}")
            return after_sale.approve(state, terms=terms, at=transaction.at)

        return self._change(case, decide, at, by)

    @command
    def reject(
        self, case: JoinedKey, reason: Text | None = None, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Case:
        """Refuse what the buyer asks for, who can then call the platform in. For the merchant."""

        def decide(state: Case, order: Order, terms: Terms, transaction: Transaction) -> list[CaseEvent]:
            only_its_merchant(by, order.merchant, f"reject case {case}")
            return after_sale.reject(state, reason, terms=terms, at=transaction.at)

        return self._change(case, decide, at, by)

    @command
    def withdraw(self, case: JoinedKey, *, at: Instant | None = None, by: ActorKey | None = None) -> Case:
        """Let the case go. For the buyer."""

        def decide(state: Case, order: Order, _: Terms, __: Transaction) -> list[CaseEvent]:
            only_its_member(by, order.buyer, f"withdraw case {case}")
            return after_sale.withdraw(state)

        return self._change(case, decide, at, by)

    @command
    def send_back(
        self, case: JoinedKey, parcel: Key, carrier: Title, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Case:
        """Send the goods back with any *carrier*. For the buyer. Refused also: ``parcel-differs``."""

        def decide(state: Case, order: Order, terms: Terms, transaction: Transaction) -> list[CaseEvent]:
            only_its_member(by, order.buyer, f"send goods of case {case} back")
            return after_sale.send_back(state, parcel, carrier, terms=terms, at=transaction.at)

        return self._change(case, decide, at, by)

    @command
    def receive(self, case: JoinedKey, *, at: Instant | None = None, by: ActorKey | None = None) -> Case:
        """Say that the goods have come back. For the merchant."""

        def decide(state: Case, order: Order, _: Terms, __: Transaction) -> list[CaseEvent]:
            only_its_merchant(by, order.merchant, f"receive goods of case {case}")
            return after_sale.receive(state)

        return self._change(case, decide, at, by)

    @command
    def exchange(
        self, case: JoinedKey, parcel: Key, carrier: Title, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Case:
        """Send other goods, which ends the case. For the merchant. Refused also: ``parcel-differs``."""

        def decide(state: Case, order: Order, _: Terms, __: Transaction) -> list[CaseEvent]:
            only_its_merchant(by, order.merchant, f"exchange goods of case {case}")
            return after_sale.exchange(state, parcel, carrier)

        return self._change(case, decide, at, by)

    @command
    def escalate(
        self, case: JoinedKey, reason: Text | None = None, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Case:
        """Call the platform in after a rejection, or when nothing comes for goods that were sent back. For the buyer.

        Refused also: ``escalation-over``, ``case-open``.
        """

        def decide(state: Case, order: Order, _: Terms, transaction: Transaction) -> list[CaseEvent]:
            only_its_member(by, order.buyer, f"escalate case {case}")
            return after_sale.escalate(state, reason, at=transaction.at)

        return self._change(case, decide, at, by)

    @command
    def rule(
        self,
        case: JoinedKey,
        amount: Money = 0,
        delivery_fee: bool = False,
        reason: Text | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Case:
        """Decide an escalated case: *amount* minor units of its line go back, and the *delivery_fee* or not.

        For the platform. The money moves by a refund that names the case. Refused also: ``ruling-differs``,
        ``refund-too-high``.
        """
        only_platform(by, "rule on cases")

        def decide(state: Case, order: Order, _: Terms, __: Transaction) -> list[CaseEvent]:
            return after_sale.rule(state, order, amount, delivery_fee=delivery_fee, reason=reason)

        return self._change(case, decide, at, by)

    @command
    def say(
        self,
        case: JoinedKey,
        message: Key,
        author: ActorKey,
        text: Text,
        images: list[Text] | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Case:
        """Add a *message* (the host's id of it) of the buyer, the merchant or, once called in, the platform.

        Refused also: ``message-differs``.
        """

        def decide(state: Case, order: Order, _: Terms, __: Transaction) -> list[CaseEvent]:
            may_write(by, author, order, called_in="escalate" in state.done)
            return after_sale.say(state, message_of(order, message, author, text, images))

        return self._change(case, decide, at, by)

    @checked
    def of(self, case: JoinedKey, *, by: ActorKey | None = None) -> Case:
        """The case as it stands now, for its buyer, its merchant and, once called in, the platform. ``NotFound``."""

        def read(transaction: Transaction) -> Case:
            state, order = order_life.existing_case(transaction, case)
            if by is not None:
                only_parties(by, order, called_in="escalate" in state.done, what=f"see case {case}")
            return state

        return self._run(read, at=None, by=by)

    def _change(self, case: str, decision: Decision, at: Instant | None, by: Actor) -> Case:
        def decide(transaction: Transaction) -> Case:
            state, order = order_life.existing_case(transaction, case)
            order_life.record_case(transaction, case, decision(state, order, paid(order), transaction))
            order_life.up_to_date(transaction, order.number)
            return transaction.load(CASE, case)

        return self._run(decide, at=at, by=by)
