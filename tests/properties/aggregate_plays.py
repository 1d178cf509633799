"""For members, merchants, shops and referrals: worlds to start from, and random commands that change them.

Also what they depend on. Orders and earnings are in ``trading_plays.py``, all together in ``stages.py``.
"""

from datetime import timedelta
from functools import partial
from typing import Final, get_args

import attrs
from aggregate_commands import (
    OWNERS,
    PRODUCT_IDS,
    befriend,
    change_shop,
    claim,
    delist,
    draw,
    edit_shop,
    erase,
    fund,
    give_back,
    invite,
    list_product,
    observe_price,
    open_shelf,
    open_shop,
    place,
    release,
    relist,
    remove,
    renew,
    reprice,
    revoke,
    share,
    swap,
    visit,
)
from hypothesis import strategies as st
from worlds import Command, World, command, end, weighted

from socialcommerce import ReferralRules
from socialcommerce.domain.members import friendship as friendships
from socialcommerce.domain.referrals.share import Channel
from socialcommerce.domain.shops import shop as shops

Commands = st.SearchStrategy[Command]

SHARE_IDS: Final = ("s1", "s2", "s3")

MARKET: Final = end(
    World(),
    [
        (timedelta(), command)
        for command in (
            *(partial(open_shop, owner=owner) for owner in OWNERS),
            *(partial(open_shelf, owner=owner) for owner in OWNERS),
            *(partial(list_product, product=id, price=5, exclusive_price=3) for id in PRODUCT_IDS[:-1]),
            partial(list_product, product=PRODUCT_IDS[-1], merchant="chanel"),
            *(partial(place, owner=owner, product="p1") for owner in OWNERS),
            partial(place, owner="m1", product="p2"),
            partial(share, id="s1", owner="m1", product="p1", channel="chat"),
            partial(share, id="s2", owner="m2", product="p1", channel="code"),
        )
    ],
)
"""Two open shops with products on their shelves, and a share of each."""

members = st.sampled_from(OWNERS)
ids = st.sampled_from(PRODUCT_IDS)
share_ids = st.sampled_from(SHARE_IDS)
order_ids = st.sampled_from(["o1", "o2", "o3"])
prices = st.integers(1, 5)
texts = st.none() | st.sampled_from(["", "a", "🧧"])
binding_rules = st.sampled_from([ReferralRules(binding=kind) for kind in ("first", "last", "none")])


def opening(owner: st.SearchStrategy[str] = members) -> Commands:
    """Shops closed and reopened."""
    return command(change_shop, owner=owner, how=st.sampled_from([shops.close, shops.reopen]))


def listing(product: st.SearchStrategy[str] = ids) -> Commands:
    """Products delisted and relisted."""
    return st.one_of(
        command(delist, product=product, by_platform=st.booleans()),
        command(relist, product=product, by_merchant=st.booleans()),
    )


def pricing(product: st.SearchStrategy[str] = ids) -> Commands:
    """Products repriced, and seen elsewhere."""
    return st.one_of(
        command(reprice, product=product, price=prices, exclusive_price=st.none() | prices),
        command(observe_price, product=product, price=prices, days=st.integers(1, 9)),
    )


def environment(owner: st.SearchStrategy[str] = members) -> Commands:
    """What happens around a shelf and its shares."""
    return weighted((3, listing()), (3, pricing()), (2, opening(owner)))


ACCOUNTS: Final[Commands] = command(erase, member=members)
FRIENDSHIPS: Final[Commands] = command(
    befriend,
    member=members,
    friend=members,
    how=st.sampled_from([friendships.befriend, friendships.unfriend, friendships.block, friendships.unblock]),
)
SHOPS: Final[Commands] = st.one_of(
    command(open_shop, owner=st.just("m1")),
    opening(st.just("m1")),
    command(edit_shop, owner=st.just("m1"), nickname=texts, avatar=texts, sign=texts),
)
MERCHANTS: Final[Commands] = command(invite, name=st.sampled_from(["Dior", "dior"]))
PRODUCTS: Final[Commands] = st.one_of(
    command(list_product, product=st.just("p1"), price=prices, exclusive_price=st.none() | prices),
    listing(st.just("p1")),
    pricing(st.just("p1")),
)
SHELVES: Final[Commands] = weighted(
    (3, command(place, owner=st.just("m1"), product=ids)),
    (3, command(remove, owner=st.just("m1"), product=ids)),
    (6, command(swap, owner=st.just("m1"), two=st.permutations(PRODUCT_IDS).map(lambda order: (order[0], order[1])))),
    (1, command(claim, score=st.integers(0, 12))),
    (2, environment(st.just("m1"))),
)
SHARES: Final[Commands] = weighted(
    (4, command(share, id=share_ids, owner=members, product=ids, channel=st.sampled_from(get_args(Channel)))),
    (2, command(share, id=share_ids, owner=st.just("m1"), product=st.just("p2"), channel=st.just("chat"))),
    (2, command(place, owner=members, product=ids)),
    (1, command(revoke, id=st.just("s2"))),
    (4, environment()),
    (3, opening(st.just("m1"))),
)
JOURNEYS: Final[Commands] = weighted(
    (6, command(visit, id=share_ids, rules=binding_rules)),
    (1, command(renew, owner=members)),
    (1, command(release)),
    (4, command(share, id=share_ids, owner=members, product=ids, channel=st.just("chat"))),
    (2, FRIENDSHIPS),
)
BUDGETS: Final[Commands] = weighted(
    (2, command(fund, funding=st.sampled_from(["f1", "f2"]), amount=st.integers(1, 9))),
    (2, command(draw, order=order_ids, amount=st.integers(0, 9))),
    (1, command(give_back, order=order_ids, amount=st.integers(0, 9))),
)


@attrs.frozen
class Stage:
    """Where sequences of commands to one kind of aggregate begin, and the commands."""

    start: World
    commands: Commands


STAGES: Final[dict[str, Stage]] = {
    "account": Stage(World(), ACCOUNTS),
    "budget": Stage(World(), BUDGETS),
    "friendship": Stage(World(), FRIENDSHIPS),
    "journey": Stage(MARKET, JOURNEYS),
    "merchant": Stage(World(), MERCHANTS),
    "product": Stage(World(), PRODUCTS),
    "share": Stage(MARKET, SHARES),
    "shelf": Stage(MARKET, SHELVES),
    "shop": Stage(World(), SHOPS),
}
