"""Strategies for commands of the circle: recommendations, favourites, and what members let others see."""

from hypothesis import strategies as st

from socialcommerce.testing.small_world.orders import paid_at_once
from socialcommerce.testing.small_world.people import OFFERS, by_owner, last, members, order_numbers, with_optional
from socialcommerce.testing.steps import Command, Last, Step

recommended = st.one_of(st.sampled_from(("p1", "p1", "p2", "p3")), st.sampled_from((*OFFERS, "none")))
proofs = st.one_of(last("paid", "order"), st.sampled_from(("o0", "cd~t1", "none")))
said = with_optional(
    {},
    {},
    {"text": st.sampled_from(("", "good", "好"))},
    {"images": st.sampled_from(([], ["a.png"]))},
    {"order": proofs},
    {"order": proofs, "text": st.just("good")},
)


def recommending(verb: str) -> st.SearchStrategy[Command]:
    """Recommendations that are made or changed, mostly by the one whose they are."""
    return st.builds(
        lambda member, product, content, other: Command(
            f"recommendations.{verb}", {"member": member, "product": product, **content}, member if other else "m1"
        ),
        members,
        recommended,
        said,
        st.integers(0, 9),
    )


circle_commands = st.one_of(
    recommending("make"),
    recommending("make"),
    recommending("change"),
    by_owner("recommendations.withdraw", "member", member=members, product=recommended),
    by_owner("favourites.keep", "member", member=members, product=recommended),
    by_owner("favourites.drop", "member", member=members, product=recommended),
    by_owner("members.show_purchases", "member", member=members, shown=st.sampled_from((True, True, False))),
    by_owner("members.hide_purchase", "member", member=members, order=last("paid", "order"), hidden=st.booleans()),
    by_owner("members.personalise_search", "member", member=members, personal=st.booleans()),
)


def shown_purchase(number: str, buyer: str, product: str, quantity: int) -> list[Step]:
    """A member shows purchases, buys, and recommends what they bought."""
    lines = [{"product": product, "quantity": quantity}]
    placed = Command("orders.place", {"order": number, "buyer": buyer, "lines": lines})
    return [
        Command("members.show_purchases", {"member": buyer}, buyer),
        *paid_at_once(placed),
        Command("recommendations.make", {"member": buyer, "product": product, "order": Last("paid", 0)}, buyer),
    ]


shown_purchases = st.builds(shown_purchase, order_numbers, members, st.sampled_from(tuple(OFFERS)), st.integers(1, 3))
