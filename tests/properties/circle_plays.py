"""For the circle: random commands of recommendations, favourites and preferences."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from aggregate_commands import list_product
from aggregate_plays import MARKET, Commands, Stage, listing
from hypothesis import strategies as st
from worlds import Decision, World, command, end

from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.circle import favourite as favourites
from socialcommerce.domain.circle import recommendation as recommendations
from socialcommerce.domain.circle.favourite import FAVOURITE
from socialcommerce.domain.circle.recommendation import RECOMMENDATION, Opinion
from socialcommerce.domain.members import preferences
from socialcommerce.domain.members.preferences import PREFERENCES
from socialcommerce.kernel.keys import join
from socialcommerce.kernel.text import PersonalText

MEMBER: Final = "m1"

opinions = st.builds(
    Opinion,
    st.none() | st.builds(PersonalText, st.just(MEMBER), st.sampled_from(["", "good", "好"])),
    st.lists(st.builds(PersonalText, st.just(MEMBER), st.just("a.png")), max_size=1).map(tuple),
    st.sampled_from([None, None, "o1", "cd~t1"]),
)
ids = st.sampled_from(["p1", "p1", "s1"])


def make(world: World, product: str, opinion: Opinion, **circumstances: bool) -> Decision:
    key = join(MEMBER, product)
    offer = world.of(PRODUCT, product)
    facts = recommendations.make(world.of(RECOMMENDATION, key), MEMBER, product, opinion, offer=offer, **circumstances)
    return Decision(RECOMMENDATION, key, facts)


def change(world: World, product: str, opinion: Opinion, bought: bool) -> Decision:
    key = join(MEMBER, product)
    offer = world.of(PRODUCT, product)
    facts = recommendations.change(world.of(RECOMMENDATION, key), product, opinion, offer=offer, bought=bought)
    return Decision(RECOMMENDATION, key, facts)


def withdraw(world: World, product: str) -> Decision:
    key = join(MEMBER, product)
    return Decision(RECOMMENDATION, key, recommendations.withdraw(world.of(RECOMMENDATION, key)))


def keep(world: World, product: str) -> Decision:
    key = join(MEMBER, product)
    facts = favourites.keep(world.of(FAVOURITE, key), MEMBER, product, offer=world.of(PRODUCT, product))
    return Decision(FAVOURITE, key, facts)


def drop(world: World, product: str) -> Decision:
    key = join(MEMBER, product)
    return Decision(FAVOURITE, key, favourites.drop(world.of(FAVOURITE, key)))


def prefer(world: World, how: Any, **chosen: Any) -> Decision:
    return Decision(PREFERENCES, MEMBER, how(world.of(PREFERENCES, MEMBER), **chosen))


def of_circle(*commands: Any) -> Commands:
    return st.one_of(*commands, *commands, listing(ids))


SENSITIVE_TOO: Final = end(MARKET, [(timedelta(), partial(list_product, product="s1", sensitive=True))])
"""The market, with a sensitive product in it."""

CIRCLE_STAGES: Final[dict[str, Stage]] = {
    "recommendation": Stage(
        SENSITIVE_TOO,
        of_circle(
            command(make, product=ids, opinion=opinions, bought=st.booleans(), as_owner=st.booleans()),
            command(change, product=ids, opinion=opinions, bought=st.booleans()),
            command(withdraw, product=ids),
        ),
    ),
    "preferences": Stage(
        World(),
        st.one_of(
            command(prefer, how=st.just(preferences.show_purchases), shown=st.booleans()),
            command(prefer, how=st.just(preferences.personalise_search), personal=st.booleans()),
            command(
                prefer,
                how=st.just(preferences.hide_order),
                order=st.sampled_from(["o1", "o2"]),
                hidden=st.booleans(),
            ),
        ),
    ),
    "favourite": Stage(SENSITIVE_TOO, of_circle(command(keep, product=ids), command(drop, product=ids))),
}
