"""Strategies for all commands in a small world, one by one and as histories."""

from typing import Any

from case_commands import case_commands, disputes
from circle_commands import circle_commands, shown_purchases
from erasure_commands import erasures
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from message_commands import correspondences, message_commands
from money_commands import ends_of_months, money_commands, new_rules, subsidised_sales
from order_commands import lives, order_commands, parcel_commands, purchases, recoveries, refund_commands, sales
from shop_commands import (
    ENDINGS,
    SHARE_P1,
    catalogue_commands,
    journey_commands,
    members_commands,
    share_commands,
    shared_anew,
    shelf_commands,
    shop_commands,
    undone_at_once,
    visits_of_all,
)
from small_world import MEMBERS, PRELUDE, flattened
from steps import BEFORE_MIDNIGHT, LONG_STEPS, MIDNIGHT, SHORT_STEPS, Command, Last, Step, Tick, Wait

from socialcommerce import (
    AfterSaleRules,
    CircleRules,
    EarningsRules,
    InfluenceRules,
    OrderRules,
    ReferralRules,
    Rules,
    ShelfRules,
)

__all__ = [
    "BEFORE_MIDNIGHT",
    "ENDINGS",
    "MEMBERS",
    "MIDNIGHT",
    "PRELUDE",
    "SHARE_P1",
    "Command",
    "Last",
    "Step",
    "Tick",
    "Wait",
    "case_commands",
    "community_commands",
    "disputes",
    "histories",
    "lives",
    "message_commands",
    "money_commands",
    "rulebooks",
    "several_commands",
    "trade_commands",
    "trades",
    "waits",
]

waits = st.builds(
    Wait, st.one_of(st.sampled_from(SHORT_STEPS), st.sampled_from(SHORT_STEPS), st.sampled_from(LONG_STEPS))
)
community_commands = st.one_of(
    members_commands,
    catalogue_commands,
    shop_commands,
    shelf_commands,
    share_commands,
    journey_commands,
    journey_commands,
    circle_commands,
)
trade_commands = st.one_of(order_commands, order_commands, parcel_commands, refund_commands)
several_commands = st.one_of(
    purchases,
    sales,
    correspondences,
    visits_of_all,
    undone_at_once,
    shared_anew,
    shown_purchases,
    erasures,
    erasures,
)
trades = st.one_of(
    lives,
    lives,
    recoveries,
    disputes,
    disputes,
    correspondences,
    shown_purchases,
    subsidised_sales,
    new_rules,
    ends_of_months,
)
"""Sequences that come far: by chance alone few orders would be completed, few cases ruled on."""

single: SearchStrategy[Any] = st.one_of(
    community_commands, community_commands, trade_commands, case_commands, money_commands, message_commands, waits
).map(lambda step: [step])
histories: SearchStrategy[list[Any]] = flattened(
    st.lists(st.one_of(single, single, several_commands, trades), max_size=40)
).map(lambda steps: [*PRELUDE, *steps])

rulebooks = st.builds(
    lambda binding, window_days, refuse_dearer, levels, orders, circle: Rules(
        shelves=ShelfRules(capacity_by_influence=((0, 1), (5, 2), (9, 3)), refuse_dearer=refuse_dearer),
        referrals=ReferralRules(binding=binding),
        influence=InfluenceRules(visits_per_day=2, window_days=window_days),
        after_sale=AfterSaleRules(cases_per_line=2),
        earnings=EarningsRules(levels=levels),
        orders=orders,
        circle=circle,
    ),
    st.sampled_from(("first", "last", "none")),
    st.sampled_from((None, None, 3)),
    st.booleans(),
    st.sampled_from((1, 2)),
    st.sampled_from((OrderRules(), OrderRules(delivery_days=2, completion_days=1))),
    st.sampled_from((CircleRules(), CircleRules(messages_per_payment=1, messages_per_form=2, grant_days=3))),
)
"""Small limits, so that they are met."""
