"""Strategies for commands of members, merchants and their products, shops, shelves, shares and journeys."""

from itertools import chain

from hypothesis import strategies as st

from socialcommerce.testing.small_world.people import (
    CHANNELS,
    MEMBERS,
    MERCHANTS,
    OFFERS,
    PRICES,
    anyone,
    by_host,
    by_owner,
    members,
    products,
    shares,
)
from socialcommerce.testing.steps import Command, Last

placed = st.one_of(products, st.builds(Last, st.just("placed"), st.integers(0, 2)))

members_commands = st.one_of(
    by_host("members.befriend", member=members, friend=members),
    by_host("members.befriend", member=members, friend=members),
    by_owner("members.unfriend", "member", member=members, friend=members),
    by_owner("members.block", "member", member=members, blocked=members),
    by_owner("members.unblock", "member", member=members, blocked=members),
    by_owner("members.erase", "member", member=members),
)
catalogue_commands = st.one_of(
    by_host("products.reprice", product=products, price=st.sampled_from(PRICES)),
    by_host("products.reprice", product=products, exclusive_price=st.sampled_from((None, 1, 99, 250))),
    by_host("products.delist", product=products),
    by_host("products.relist", product=products),
    by_host("products.relist", product=products),
    by_host("products.observe_price", product=products, source=st.just("elsewhere"), price=st.sampled_from(PRICES)),
    by_host("merchants.invite", merchant=st.sampled_from(tuple(MERCHANTS)), name=st.sampled_from(("Dior", "YSL"))),
    st.builds(
        lambda name, price, by: Command("products.list", {"product": name, **OFFERS[name], "price": price}, by),
        products,
        st.sampled_from((333, 1_000)),
        anyone,
    ),
)
shop_commands = st.one_of(
    by_owner("shops.open", "owner", owner=members),
    by_owner("shops.open", "owner", owner=members, invited_by=members),
    by_owner("shops.invite", "owner", owner=members, member=members),
    by_owner("shops.edit", "owner", owner=members, nickname=st.sampled_from(("", "Ann")), sign=st.just("hello")),
    by_owner("shops.edit", "owner", owner=members, avatar=st.sampled_from(("", "ann.png"))),
    by_owner("shops.close", "owner", owner=members),
    by_owner("shops.reopen", "owner", owner=members),
    by_owner("shops.reopen", "owner", owner=members),
)
shelf_commands = st.one_of(
    by_owner("shelves.place", "shop", shop=members, product=products),
    by_owner("shelves.place", "shop", shop=members, product=products),
    by_owner("shelves.remove", "shop", shop=members, product=placed),
    by_owner("shelves.swap", "shop", shop=members, remove=placed, place=products),
    by_owner("shelves.claim", "shop", shop=members),
)
share_commands = st.one_of(
    by_owner("shares.create", "shop", shop=members, product=products, channel=st.sampled_from(CHANNELS)),
    by_owner("shares.create", "shop", shop=members, product=products, channel=st.sampled_from(CHANNELS)),
    by_owner("shares.create", "shop", shop=members, product=products, share=st.sampled_from(("s1", "s2"))),
    by_host("shares.revoke", share=shares),
)
journey_commands = st.one_of(
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.release", "visitor", visitor=members),
)

undone_at_once = st.one_of(
    members.map(lambda owner: [Command(f"shops.{verb}", {"owner": owner}) for verb in ("close", "reopen")]),
    products.map(lambda name: [Command(f"products.{verb}", {"product": name}) for verb in ("delist", "relist")]),
)
"""What leaves all as it was but for what has ended with it for good."""

ENDINGS: dict[str, tuple[Command, ...]] = {
    "revoked": (Command("shares.revoke", {"share": Last("share", 0)}),),
    "delisted": tuple(Command(f"products.{verb}", {"product": "p1"}) for verb in ("delist", "relist")),
    "closed": tuple(Command(f"shops.{verb}", {"owner": "m1"}) for verb in ("close", "reopen")),
}
"""What ends a share of p1 in the shop of m1 and leaves the two able to make another."""

SHARE_P1 = (
    Command("shelves.place", {"shop": "m1", "product": "p1"}),
    Command("shares.create", {"shop": "m1", "product": "p1"}),
)

shared_anew = st.tuples(members, st.lists(st.sampled_from(tuple(ENDINGS)), min_size=1, max_size=3)).map(
    lambda drawn: [
        *SHARE_P1,
        *chain.from_iterable(
            (*ENDINGS[ending], *SHARE_P1, Command("journeys.visit", {"visitor": drawn[0], "share": Last("share", 0)}))
            for ending in drawn[1]
        ),
    ]
)
"""Shared without an id, once more after each ending, on one day."""

visits_of_all = shares.map(
    lambda share: [Command("journeys.visit", {"visitor": member, "share": share}) for member in MEMBERS]
)
