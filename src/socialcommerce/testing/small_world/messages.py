"""Strategies for messages of merchants: quotas, opting out, following; and for purchases that let merchants write."""

from typing import Any

from hypothesis import strategies as st

from socialcommerce.testing.small_world.orders import paid_at_once
from socialcommerce.testing.small_world.people import (
    MERCHANTS,
    OFFERS,
    by_one_of,
    by_owner,
    last,
    members,
    order_numbers,
    products,
)
from socialcommerce.testing.steps import DAY, Command, Step, Wait

sellers = st.sampled_from((*MERCHANTS, "cd", "cd", "none"))
sent = {"message": st.sampled_from(("a", "b", "c", "d", "e", "f")), "text": st.sampled_from(("hi", "hi", "hi", "ho"))}
forms = st.sampled_from(("f1", "f2"))

sending = sellers.flatmap(
    lambda merchant: by_one_of(
        (None, f"merchant:{merchant}"), "messages.send", merchant=st.just(merchant), member=members, **sent
    )
)
message_commands = st.one_of(
    sending,
    sending,
    by_owner("messages.fill_in", "member", member=members, merchant=sellers, form=forms),
    by_owner("messages.opt_out", "member", member=members, merchant=sellers),
    by_owner("messages.opt_in", "member", member=members, merchant=sellers),
    by_owner("messages.follow", "member", member=members, merchant=sellers, order=last("paid", "order placed")),
    by_owner("messages.unfollow", "member", member=members, merchant=sellers),
)

VERBS = ("send", "send", "send", "send", "fill_in", "opt_out", "opt_in", "follow", "unfollow")
WAITS = (7 * DAY - 1, 1, 3 * DAY)
deeds = st.tuples(st.sampled_from(VERBS), st.fixed_dictionaries(sent), forms)


def correspondence(number: str, product: str, buyer: str, between: list[Any]) -> list[Step]:
    """Bought, and then what merchant and buyer do *between* them, and how long they wait."""
    merchant = OFFERS[product]["merchant"]
    bought = {"order": number, "buyer": buyer, "lines": [{"product": product}]}
    steps: list[Step] = [*paid_at_once(Command("orders.place", bought))]
    for each in between:
        if isinstance(each, int):
            steps.append(Wait(each))
            continue
        verb, message, form = each
        more = {"send": message, "fill_in": {"form": form}, "follow": {"order": number}}.get(verb, {})
        steps.append(Command(f"messages.{verb}", {"merchant": merchant, "member": buyer, **more}))
    return steps


correspondences = st.builds(
    correspondence,
    order_numbers,
    products,
    members,
    st.lists(st.one_of(deeds, deeds, deeds, st.sampled_from(WAITS)), min_size=2, max_size=9),
)
