"""Whatever instant a member names, the answer does not tell what others keep to themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, Literal

import pytest

from given import NOON
from socialcommerce import (
    ManualClock,
    NotAllowed,
    NotFound,
    ReferralRules,
    Refused,
    Rules,
    SocialCommerce,
)

HOUR: Final = timedelta(hours=1)
Tell = Callable[[SocialCommerce, str], Any]


@pytest.fixture
def market(clock: ManualClock) -> SocialCommerce:
    """Lin, who shares tea, blocked eve at eight in the evening and has nothing with eva; an bought the tea."""
    commerce = SocialCommerce.open(clock=clock)
    clock.set(NOON)
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "tea", 1_000)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "tea", share="s1")
    clock.set(NOON + 8 * HOUR)
    commerce.members.block("lin", "eve")
    commerce.orders.place("o1", "an", [{"product": "tea"}])
    commerce.orders.pay("o1", "x1")
    clock.set(NOON + 9 * HOUR)
    return commerce


def answer(tell: Callable[[], Any]) -> str:
    """What came back: a result, or the kind of error, its code and what it says."""
    try:
        return repr(tell())
    except (Refused, NotAllowed, NotFound) as error:
        return f"{type(error).__name__} {error.code} {error}"


ABOUT_LIN: Final[dict[str, Tell]] = {
    "visit": lambda to, by: to.journeys.visit(by, "s1", at=NOON + HOUR, by=by),
    "block": lambda to, by: to.members.block(by, "lin", at=NOON + HOUR, by=by),
    "unblock": lambda to, by: to.members.unblock(by, "lin", at=NOON + HOUR, by=by),
    "unfriend": lambda to, by: to.members.unfriend(by, "lin", at=NOON + HOUR, by=by),
}


@pytest.mark.parametrize("name", ABOUT_LIN)
def test_a_member_is_not_told_that_or_when_they_were_blocked(market: SocialCommerce, name: str) -> None:
    blocked = answer(lambda: ABOUT_LIN[name](market, "eve"))
    stranger = answer(lambda: ABOUT_LIN[name](market, "eva"))

    assert blocked == stranger


ABOUT_ORDER: Final[dict[str, Callable[[SocialCommerce, str], Any]]] = {
    "recommend": lambda to, order: to.recommendations.make("eve", "tea", order=order, at=NOON + HOUR, by="eve"),
    "follow": lambda to, order: to.messages.follow("eve", "cha", order, at=NOON + HOUR, by="eve"),
}


@pytest.mark.parametrize("name", ABOUT_ORDER)
def test_anothers_order_is_told_from_none_by_nothing(market: SocialCommerce, name: str) -> None:
    another = answer(lambda: ABOUT_ORDER[name](market, "o1"))
    none = answer(lambda: ABOUT_ORDER[name](market, "o9"))

    assert another.replace("o1", "o9") == none


def test_only_the_host_is_told_which_fact_lies_later(market: SocialCommerce) -> None:
    with pytest.raises(Refused, match="before") as to_host:
        market.shelves.remove("lin", "tea", at=NOON - HOUR)
    with pytest.raises(Refused) as to_member:
        market.shelves.remove("lin", "tea", at=NOON - HOUR, by="lin")

    assert (to_host.value.code, to_member.value.code) == ("time-goes-back", "time-goes-back")
    assert "the last fact of" in str(to_host.value)
    assert "the last fact of" not in str(to_member.value)


def reads_of_a_visitor(blocked: str, binding: Literal["first", "none"]) -> dict[str, str]:
    """What eve reads who visited lin and bought, where lin blocked one, of a store with such bindings."""
    rules = Rules(referrals=ReferralRules(binding=binding))
    with SocialCommerce.open(clock=ManualClock(NOON), rules=rules) as commerce:
        commerce.merchants.invite("cha", "Cha")
        commerce.products.list("tea", "cha", "Tea", "tea", 1_000)
        commerce.shops.open("lin")
        commerce.shelves.place("lin", "tea")
        commerce.shares.create("lin", "tea", share="s1")
        commerce.members.block("lin", blocked)
        visit = commerce.journeys.visit("eve", "s1", by="eve")
        commerce.orders.place("o1", "eve", [{"product": "tea"}], by="eve")
        commerce.orders.pay("o1", "x1")
        return {
            "visit": visit,
            "order": repr(commerce.orders.of("o1", by="eve")),
            "attribution": repr(commerce.journeys.attribution_of("o1", by="eve")),
            "storefront": repr(commerce.storefronts.of("lin")),
            "preview": repr(commerce.access.preview("eve", by="eve")),
            "binding": repr(commerce.journeys.binding_of("eve", by="eve")),
            "export": commerce.access.export("eve", by="eve").to_json(),
        }


def test_a_blocked_visitor_reads_to_the_letter_what_a_stranger_does_where_visits_bind_nobody() -> None:
    assert reads_of_a_visitor("eve", "none") == reads_of_a_visitor("zed", "none")


def test_a_blocked_visitor_is_bound_to_nobody_and_no_binding_is_feigned() -> None:
    assert reads_of_a_visitor("eve", "first")["binding"] == "None"
    assert reads_of_a_visitor("zed", "first")["binding"].startswith("Binding(shop='lin'")
