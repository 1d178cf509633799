"""For contacts of merchants and members: random commands that change them."""

from typing import Any, Final

from aggregate_plays import Commands, Stage
from hypothesis import strategies as st
from trading_commands import ORDER_ID
from trading_plays import PAID
from worlds import Decision, World, command, weighted

from socialcommerce import CircleRules
from socialcommerce.domain.circle import contact as contacts
from socialcommerce.domain.circle.contact import CONTACT, contact_key
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.kernel.text import PersonalText

CONTACT_ID: Final = contact_key("dior", "m2")
"""The merchant of the order that is paid, and who paid it."""


def grant(world: World, reference: str, how: Any, rules: CircleRules) -> Decision:
    """A payment or a form, as *how* says."""
    return Decision(CONTACT, CONTACT_ID, how(world.of(CONTACT, CONTACT_ID), reference, at=world.at, rules=rules))


def send(world: World, message: str, text: str, images: int) -> Decision:
    own = tuple(PersonalText("m2", f"image{number}") for number in range(images))
    facts = contacts.send(world.of(CONTACT, CONTACT_ID), message, PersonalText("m2", text), own, at=world.at)
    return Decision(CONTACT, CONTACT_ID, facts)


def say(world: World, how: Any) -> Decision:
    """Opt out or in, or unfollow, as *how* says."""
    return Decision(CONTACT, CONTACT_ID, how(world.of(CONTACT, CONTACT_ID)))


def follow(world: World, member: str) -> Decision:
    contact, order = world.of(CONTACT, CONTACT_ID), world.of(ORDER, ORDER_ID)
    return Decision(CONTACT, CONTACT_ID, contacts.follow(contact, member, "dior", order))


CONTACTS: Final[Commands] = weighted(
    (
        3,
        command(
            grant,
            reference=st.sampled_from(["r1", "r2", "r3"]),
            how=st.sampled_from([contacts.grant, contacts.fill_in]),
            rules=st.builds(CircleRules, messages_per_form=st.integers(0, 2), grant_days=st.integers(1, 8)),
        ),
    ),
    (
        6,
        command(
            send,
            message=st.sampled_from([f"n{number}" for number in range(9)]),
            text=st.sampled_from(["", "hello"]),
            images=st.integers(0, 1),
        ),
    ),
    (1, command(say, how=st.sampled_from([contacts.opt_out, contacts.opt_in, contacts.opt_in, contacts.unfollow]))),
    (1, command(follow, member=st.sampled_from(["m2", "m1"]))),
)

CONTACT_STAGES: Final[dict[str, Stage]] = {"contact": Stage(PAID, CONTACTS)}
