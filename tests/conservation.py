"""Laws of money, judged from the log's facts and from what is read: none is lost, made or paid twice.

They hold for every store at every moment at which nothing is overdue.
"""

from collections.abc import Callable
from typing import Final

from auditing import findings_in
from money_in_the_log import MoneyInTheLog, Sold
from socialcommerce import SocialCommerce
from socialcommerce.domain.orders.pricing import Asked
from socialcommerce.kernel.clock import local_month, month_after


def assert_money_is_conserved(commerce: SocialCommerce) -> MoneyInTheLog:
    """Carry out what is overdue, and let every law hold, and an audit find nothing; give what the log then says."""
    commerce.tick()
    money = MoneyInTheLog(commerce.log.read())
    assert money.faults == []
    assert findings_in(commerce) == []
    for law in LAWS:
        law(commerce, money)
    return money


def what_was_paid_is_kept_or_went_back(commerce: SocialCommerce, money: MoneyInTheLog) -> None:
    for number, order in money.orders.items():
        state = commerce.orders.of(number)
        assert order.payments in ([], [order.placed.total])
        assert not (order.payments and order.cancelled)
        assert 0 <= order.refunded <= order.paid
        assert 0 <= order.fee_refunded <= order.placed.asked.delivery_fee
        assert max([*order.refunds.values(), *order.cases.values()], default=0) <= 1
        assert state.refunded == order.refunded
        if order.payments:
            kept = sum(line.left for line in state.lines) + state.fee_left
            assert order.kept == kept
            assert (state.status == "refunded") == (kept == 0 and bool(order.refunds)), (
                f"{number} is {state.status}, {kept=}"
            )


def the_parts_of_a_discount_add_up_to_it(_: SocialCommerce, money: MoneyInTheLog) -> None:
    for order in money.orders.values():
        lines = [sold.line for sold in order.lines]
        prices = [line.quantity * line.unit_price for line in lines]
        assert all(0 <= line.discount <= price for line, price in zip(lines, prices, strict=True))
        assert sum(line.discount for line in lines) == discount_of(order.placed.asked, sum(prices))
        assert order.placed.total == sum(line.amount for line in lines) + order.placed.asked.delivery_fee


def discount_of(asked: Asked, goods: int) -> int:
    if asked.discount is None:
        return 0
    if asked.discount.percent_bp is not None:
        return goods * asked.discount.percent_bp // 10_000
    return min(asked.discount.amount or 0, goods)


def no_line_gives_back_more_than_it_cost_and_all_of_its_units_give_back_all(
    _: SocialCommerce, money: MoneyInTheLog
) -> None:
    for order in money.orders.values():
        for sold in order.lines:
            assert 0 <= sold.refunded <= sold.line.amount
            assert 0 <= sold.units_refunded <= sold.line.quantity
            if sold.units_refunded == sold.line.quantity:
                assert sold.kept == 0


def commission_is_the_rate_of_what_was_kept(_: SocialCommerce, money: MoneyInTheLog) -> None:
    earned: dict[str, dict[str, int]] = {number: {} for number in money.orders}
    for (number, member), part in money.parts.items():
        assert 0 <= part.kept <= part.earned
        earned[number][member] = part.kept
    for number, order in money.orders.items():
        due = order.commission()
        assert earned[number] in (due, {}), number
        assert sum(earned[number].values()) == sum(due.values()), number


def a_budget_gives_what_orders_hold_of_it_and_never_more_than_it_has(
    commerce: SocialCommerce, money: MoneyInTheLog
) -> None:
    held: dict[str, dict[str, int]] = {product: {} for product in money.purses}
    for number, order in money.orders.items():
        for sold in order.lines:
            assert sold.line.subsidy + sold.line.excess == granted(sold)
            if sold.line.subsidy:
                held[sold.line.product][number] = order.kept_of(sold, sold.line.subsidy)
    for product, purse in money.purses.items():
        assert dict(purse.held) == held[product], product
        assert purse.drawn - purse.given_back == sum(held[product].values()) <= purse.funded, product


def granted(sold: Sold) -> int:
    """What the buyer of a line did not pay of the platform price."""
    return sold.line.quantity * (sold.line.platform_price - sold.line.unit_price)


def the_storefronts_say_which_budgets_still_cover_a_unit(commerce: SocialCommerce, money: MoneyInTheLog) -> None:
    shops = {order.placed.attribution.shop for order in money.orders.values()}
    slots = [slot for shop in sorted(filter(None, shops)) for slot in commerce.storefronts.of(shop).slots]
    for slot in slots:
        purse, (price, exclusive) = money.purses[slot.product], money.prices[slot.product]
        covered = exclusive is None or not purse.funded or purse.left >= price - exclusive
        assert slot.exclusive_price == (exclusive if covered else None), slot.product
        assert slot.subsidy_ended == (not covered), slot.product


def months_of(commerce: SocialCommerce) -> list[str]:
    """All months from the first fact that is no rule until now."""
    zone = commerce.rules.at().zone
    first = min(recorded.at for recorded in commerce.log.read() if recorded.category != "rulebook")
    found = [local_month(first, zone)]
    while found[-1] < local_month(commerce.clock.now(), zone):
        found.append(month_after(found[-1]))
    return found


def a_balance_is_what_its_statements_come_to(commerce: SocialCommerce, money: MoneyInTheLog) -> None:
    members = {member for _, member in money.parts} | {order.placed.asked.buyer for order in money.orders.values()}
    for member in sorted(members):
        balance = commerce.earnings.of(member)
        reached = 0
        for month in months_of(commerce):
            statement = commerce.earnings.statement(member, month)
            assert statement.opening == reached
            for entry in statement.entries:
                reached += entry.amount
                assert entry.balance == reached
            assert statement.closing == reached
        assert balance.owed == reached == money.owed(member), member
        assert balance.paid_out == money.paid_out(member), member
        assert balance.total == money.kept(member), member


def a_payout_is_the_sum_of_its_entries_and_none_is_paid_twice(commerce: SocialCommerce, money: MoneyInTheLog) -> None:
    minimum = commerce.rules.at().earnings.payout_minimum
    for made in money.payouts.values():
        assert made.amount == sum(entry.amount for entry in made.entries) >= minimum
    paid = [
        (entry.order, made.member, made.payout, entry.amount)
        for made in money.payouts.values()
        for entry in made.entries
    ]
    settled = [(*whose, *settlement) for whose, part in money.parts.items() for settlement in part.settlements]
    assert sorted(paid) == sorted(settled)
    assert len({taken[:3] for taken in paid}) == len(paid)


def the_months_of_a_merchant_add_up_to_the_totals(commerce: SocialCommerce, money: MoneyInTheLog) -> None:
    merchants = {order.placed.merchant for order in money.orders.values()}
    months = [commerce.statements.of(each, month) for each in sorted(merchants) for month in months_of(commerce)]
    paid = [order for order in money.orders.values() if order.payments]
    sold = [(order, each) for order in paid for each in order.lines]
    assert sum(month.payments for month in months) == sum(order.paid for order in paid)
    assert sum(month.refunds for month in months) == sum(order.refunded for order in paid)
    assert sum(month.commission for month in months) == sum(part.kept for part in money.parts.values())
    assert sum(month.subsidy for month in months) == sum(order.kept_of(each, each.line.subsidy) for order, each in sold)
    assert sum(month.excess for month in months) == sum(order.kept_of(each, each.line.excess) for order, each in sold)


LAWS: Final[tuple[Callable[[SocialCommerce, MoneyInTheLog], None], ...]] = (
    what_was_paid_is_kept_or_went_back,
    the_parts_of_a_discount_add_up_to_it,
    no_line_gives_back_more_than_it_cost_and_all_of_its_units_give_back_all,
    commission_is_the_rate_of_what_was_kept,
    a_budget_gives_what_orders_hold_of_it_and_never_more_than_it_has,
    the_storefronts_say_which_budgets_still_cover_a_unit,
    a_balance_is_what_its_statements_come_to,
    a_payout_is_the_sum_of_its_entries_and_none_is_paid_twice,
    the_months_of_a_merchant_add_up_to_the_totals,
)
