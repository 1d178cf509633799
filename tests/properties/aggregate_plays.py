"""For every aggregate: a world to start from, and random commands that change it or what it depends on."""

from datetime import timedelta
from functools import partial
from typing import Final, get_args

import attrs
from aggregate_commands import (
    OWNERS,
    PRODUCT_IDS,
    befriend,
    cancel,
    change_shop,
    claim,
    delist,
    edit_shop,
    invite,
    list_product,
    observe_price,
    open_shelf,
    open_shop,
    pay,
    place,
    place_order,
    record,
    refund,
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

from socialcommerce import ReferralRules, Rules, ShelfRules
from socialcommerce.domain.members import friendship as friendships
from socialcommerce.domain.orders.pricing import Asked, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked
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
REFUNDS: Final[st.SearchStrategy[RefundAsked]] = st.one_of(
    st.just(RefundAsked()),
    st.builds(RefundAsked, line=st.integers(1, 4)),
    st.builds(RefundAsked, line=st.integers(1, 3), quantity=st.integers(1, 4)),
    st.builds(RefundAsked, line=st.integers(1, 3), amount=st.integers(1, 12)),
)
WISHES: Final[st.SearchStrategy[Asked]] = st.builds(
    Asked,
    buyer=members,
    wanted=st.lists(
        st.builds(Wanted, ids, st.integers(1, 4)), min_size=1, max_size=3, unique_by=lambda line: line.product
    ).map(tuple),
    share=st.none() | share_ids,
    delivery_fee=st.integers(0, 2),
)
ORDERS: Final[Commands] = weighted(
    (4, command(place_order, asked=WISHES)),
    (4, command(pay, payment=st.sampled_from(["pay1", "pay2"]))),
    (1, command(cancel, reason=texts)),
    (9, command(refund, reference=st.sampled_from(["r1", "r2", "r3", "r4", "r5"]), asked=REFUNDS)),
    (1, command(visit, id=share_ids, rules=binding_rules)),
)
RULEBOOKS: Final[Commands] = command(
    record, rules=st.sampled_from([Rules(), Rules(currency="EUR"), Rules(shelves=ShelfRules(lock_hours=1))])
)


@attrs.frozen
class Stage:
    """Where sequences of commands to one kind of aggregate begin, and the commands."""

    start: World
    commands: Commands


STAGES: Final[dict[str, Stage]] = {
    "friendship": Stage(World(), FRIENDSHIPS),
    "journey": Stage(MARKET, JOURNEYS),
    "merchant": Stage(World(), MERCHANTS),
    "order": Stage(MARKET, ORDERS),
    "product": Stage(World(), PRODUCTS),
    "rulebook": Stage(World(), RULEBOOKS),
    "share": Stage(MARKET, SHARES),
    "shelf": Stage(MARKET, SHELVES),
    "shop": Stage(World(), SHOPS),
}
