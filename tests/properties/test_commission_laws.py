"""Whatever happens to an order and its commission, in any order: who keeps how much is what the order gives."""

from datetime import timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from earning import back, bought, line, paid
from given import NOON, then
from socialcommerce.domain.earnings import commission as commissions
from socialcommerce.domain.earnings.commission import COMMISSION, Commission, payable, shares_of
from socialcommerce.domain.earnings.commission_events import CommissionSettled
from socialcommerce.domain.orders.order import ORDER, Order

EARNERS: Final = ("sharer", "recruiter")
AMOUNTS: Final = st.integers(1, 300) | st.integers(1, 10**13)
RATES: Final = st.integers(0, 10_000) | st.sampled_from([1, 100, 2_500, 10_000])
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(["refund", "freeze", "approve", "pay out", "pay the sharer"]), st.integers(0, 10**6)),
    max_size=20,
)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """A paid order of one to three lines, whose sharer may have been recruited."""
    lines = draw(st.lists(st.builds(line, AMOUNTS, RATES), min_size=1, max_size=3))
    recruiter = draw(st.sampled_from(["recruiter", None]))
    return paid(bought(*lines, recruiter=recruiter, recruiter_bp=draw(RATES), delivery_fee=draw(st.integers(0, 9))))


class Play:
    """An order and its commission, changed only by what decisions return; ``settled`` by member, in minor units."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.commission: Commission = then(COMMISSION, COMMISSION.initial, *commissions.earn(COMMISSION.initial, order))
        self.earned = self.commission.status != "none"
        self.settled = dict.fromkeys(EARNERS, 0)
        self.payouts = 0

    def step(self, what: str, number: int) -> None:
        match what:
            case "refund":
                self.refund(number)
            case "freeze":
                self.record(commissions.freeze(self.commission, NOON + timedelta(days=7)))
            case "approve":
                self.record(commissions.lapse(self.commission))
            case "pay out":
                self.pay_out(*EARNERS)
            case _:
                self.pay_out("sharer")

    def refund(self, number: int) -> None:
        """Give back some of what is left of a line, all of it one time in three."""
        left = [(at, each.left) for at, each in enumerate(self.order.lines, 1) if each.left]
        if not left:
            return
        chosen, most = left[number % len(left)]
        reference = f"r{len(self.order.refunds)}"
        amount = most if number % 3 == 0 else 1 + number % most
        self.order = ORDER.evolve(self.order, back(amount, line=chosen, refund=reference))
        self.record(commissions.refund(self.commission, self.order, reference))
        assert commissions.refund(self.commission, self.order, reference) == []

    def pay_out(self, *members: str) -> None:
        for member in members:
            self.payouts += 1
            facts = commissions.settle(self.commission, f"po{self.payouts}", member)
            self.settled[member] += sum(fact.amount for fact in facts if isinstance(fact, CommissionSettled))
            self.record(facts)
            assert payable(self.commission, member) == 0

    def record(self, facts: list[Any]) -> None:
        self.commission = then(COMMISSION, self.commission, *facts)


@given(orders(), STEPS)
def test_what_each_earner_keeps_is_the_rate_of_what_was_kept_of_the_order(
    order: Order, steps: list[tuple[str, int]]
) -> None:
    play = Play(order)
    for step in steps:
        play.step(*step)
        if play.earned:
            kept = [(earning.member, earning.kept) for earning in play.commission.earnings]
            assert kept == [(part.member, part.amount) for part in shares_of(play.order)]


@given(orders(), STEPS)
def test_what_was_settled_and_what_is_not_add_up_to_what_is_kept(order: Order, steps: list[tuple[str, int]]) -> None:
    play = Play(order)
    for step in steps:
        play.step(*step)
        for earning in play.commission.earnings:
            assert play.settled[earning.member] + earning.unsettled == earning.kept
            assert earning.unsettled >= 0 or earning.settled
            if play.commission.status == "approved":
                assert payable(play.commission, earning.member) == earning.unsettled
            else:
                assert play.settled[earning.member] == payable(play.commission, earning.member) == 0


@given(orders(), STEPS)
def test_a_settled_part_is_never_edited(order: Order, steps: list[tuple[str, int]]) -> None:
    play = Play(order)
    for step in steps:
        before = {each.member: each.amount for each in play.commission.earnings if each.settled}
        play.step(*step)
        after = {each.member: each.amount for each in play.commission.earnings if each.settled}
        assert before.items() <= after.items()


@given(orders(), STEPS)
def test_an_order_of_which_nothing_is_left_leaves_nobody_anything(order: Order, steps: list[tuple[str, int]]) -> None:
    play = Play(order)
    for step in [*steps, *[("refund", 0)] * len(order.lines)]:
        play.step(*step)
    assert all(earning.kept == 0 for earning in play.commission.earnings)
    if play.commission.status == "approved":
        play.pay_out(*EARNERS)
        assert play.settled == dict.fromkeys(EARNERS, 0)


@given(orders())
def test_the_parts_add_up_to_the_floors_of_the_lines(order: Order) -> None:
    whole = sum(each.left * each.sold.commission_bp // 10_000 for each in order.lines)
    assert sum(part.amount for part in shares_of(order)) == whole
