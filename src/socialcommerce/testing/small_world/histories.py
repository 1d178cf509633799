"""Strategies for all commands in a small world, one by one and as histories."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

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
from socialcommerce.testing.small_world.cases import case_commands, disputes
from socialcommerce.testing.small_world.circle import circle_commands, shown_purchases
from socialcommerce.testing.small_world.erasures import erasures
from socialcommerce.testing.small_world.messages import correspondences, message_commands
from socialcommerce.testing.small_world.money import ends_of_months, money_commands, new_rules, subsidised_sales
from socialcommerce.testing.small_world.orders import (
    lives,
    order_commands,
    parcel_commands,
    purchases,
    recoveries,
    refund_commands,
    sales,
)
from socialcommerce.testing.small_world.people import PRELUDE, flattened
from socialcommerce.testing.small_world.shops import (
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
from socialcommerce.testing.steps import (
    DAY,
    HOUR,
    LONG_STEPS,
    SHORT_STEPS,
    Command,
    Step,
    Wait,
    told_late,
)

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

any_command: SearchStrategy[Command] = st.one_of(
    community_commands, community_commands, trade_commands, case_commands, money_commands, message_commands
)
single: SearchStrategy[Any] = st.one_of(
    community_commands, community_commands, trade_commands, case_commands, money_commands, message_commands, waits
).map(lambda step: [step])
continued: SearchStrategy[list[Any]] = flattened(
    st.lists(st.one_of(single, single, several_commands, trades), max_size=40)
)
histories: SearchStrategy[list[Any]] = continued.map(lambda steps: [*PRELUDE, *steps])
far_histories: SearchStrategy[list[Any]] = st.builds(lambda life, steps: [*PRELUDE, *life, *steps], lives, continued)
"""Those in which an order, at least, comes far."""

zones = st.sampled_from(("Asia/Shanghai", "UTC", "Europe/London", "America/St_Johns", "Pacific/Apia"))
"""The default, one without changes of clocks, one that skips and repeats hours, and two that do so with days."""

latenesses = st.sampled_from((0, 1, 20 * 60, HOUR, DAY, 3 * DAY))
"""Seconds after which something is told."""


@st.composite
def told_after(draw: st.DrawFn) -> list[Step]:
    """One step or a sequence, told after it happened: by chance alone few would be of what nothing happened to since.

    Drawn simply, it is told at once.
    """
    seconds = draw(latenesses)
    return [told_late(step, seconds) for step in draw(st.one_of(single, several_commands, trades))]


rulebooks = st.builds(
    lambda binding, window_days, refuse_dearer, levels, orders, circle, zone: Rules(
        zone=zone,
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
    zones,
)
"""Small limits, so that they are met."""
