"""Strategies for commands of budgets, payouts, statements, the rules, and orders from elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from socialcommerce.testing.small_world.orders import paid_at_once, sellers
from socialcommerce.testing.small_world.people import (
    MERCHANTS,
    OFFERS,
    by_one_of,
    by_platform,
    last,
    members,
    order_numbers,
)
from socialcommerce.testing.steps import DAY, Ahead, Command, InMonths, Last, Wait

LONG_AGO = datetime(2006, 1, 1, tzinfo=UTC)
"""Before all histories."""

MERCHANT_OF = {product: f"merchant:{offer['merchant']}" for product, offer in OFFERS.items()}
IMPORTED_LINES: tuple[list[dict[str, Any]], ...] = (
    [{"product": "p1", "title": "Red lipstick", "amount": 300}],
    [
        {"product": "p1", "title": "Red lipstick", "quantity": 2, "amount": 0},
        {"product": "q", "title": "Q", "amount": 1},
    ],
)
subsidised = st.sampled_from(("p2", "p5", "p6", "p6"))
changes = st.sampled_from(
    (
        {"orders.payment_minutes": 60},
        {"orders.completion_days": 1, "orders.delivery_days": 2},
        {"after_sale.answer_hours": 24, "after_sale.cases_per_line": 1},
        {"after_sale.window_days": 1},
        {"earnings.levels": 2, "earnings.recruiter_bp": 3_333},
        {"earnings.levels": 1},
        {"earnings.payout_minimum": 300, "earnings.approval_days": 1},
        {"shelves.lock_hours": 24},
        {"shelves.capacity_by_influence": ((0, 1), (3, 4))},
        {"influence.visits_per_day": 1, "influence.active_day_weight": 3},
        {"influence.window_days": 2},
        {"referrals.binding": "last", "referrals.binding_days": 10},
        {"referrals.attribution": ("visit", "binding")},
        {"referrals.binding_renews": False, "referrals.share_days": 14},
        {"circle.messages_per_payment": 1, "circle.grant_days": 14},
        {"circle.messages_per_form": 0},
        {"currency": "EUR"},
    )
)

budget_commands = subsidised.flatmap(
    lambda product: by_one_of(
        (None, MERCHANT_OF[product]),
        "budgets.fund",
        product=st.just(product),
        funding=st.sampled_from(("f1", "f2", "f3")),
        amount=st.sampled_from((1, 51, 500, 1_000)),
    )
)
payout_commands = by_platform(
    "payouts.make", payout=st.integers(1, 9).map(lambda n: f"x{n}"), member=st.one_of(members, last("earner"))
)
statement_commands = by_platform(
    "statements.close",
    merchant=st.sampled_from((*MERCHANTS, "none")),
    month=st.builds(InMonths, st.sampled_from((-2, -1, -1, 0))),
)
rule_changes = by_platform(
    "rules.announce", settings=changes, holds_from=st.builds(Ahead, st.sampled_from((6, 7, 7, 7, 8)))
)
import_commands = st.sampled_from((*MERCHANTS, "cd", "none")).flatmap(
    lambda merchant: by_one_of(
        (None, f"merchant:{merchant}"),
        "imports.record",
        merchant=st.just(merchant),
        number=st.sampled_from(("t1", "t2")),
        buyer=members,
        source=st.sampled_from(("elsewhere", "the shop in town")),
        lines=st.sampled_from(IMPORTED_LINES),
        bought_at=st.sampled_from((LONG_AGO, LONG_AGO - timedelta(days=60))),
    )
)
money_commands = st.one_of(budget_commands, payout_commands, statement_commands, rule_changes, import_commands)


def subsidised_sale(product: str, number: str, shop: str, buyer: str, quantity: int) -> list[Command]:
    """A budget for little is given, and ordered from."""
    lines = [{"product": Last("shared", 0), "quantity": quantity}]
    return [
        Command("budgets.fund", {"product": product, "funding": "f1", "amount": 51}),
        Command("shelves.place", {"shop": shop, "product": product}),
        Command("shares.create", {"shop": shop, "product": Last("placed", 0)}),
        Command("orders.place", {"order": number, "buyer": buyer, "lines": lines, "share": Last("share", 0)}),
    ]


subsidised_sales = st.builds(
    subsidised_sale, st.sampled_from(("p2", "p5", "p6")), order_numbers, sellers, members, st.integers(1, 7)
).flatmap(lambda steps: st.sampled_from((steps, [*steps[:-1], *paid_at_once(steps[-1])])))

new_rules = changes.map(
    lambda settings: [Command("rules.announce", {"settings": settings, "holds_from": Ahead(7)}), Wait(7 * DAY)]
)
ends_of_months = st.sampled_from(tuple(MERCHANTS)).map(
    lambda merchant: [Wait(30 * DAY), Command("statements.close", {"merchant": merchant, "month": InMonths(-1)})]
)
