"""Short histories of messages, each at a limit, told to a store and the naive model."""

from typing import Any

import pytest
from telling import tell

from socialcommerce.domain.circle.contact import MessageSent
from socialcommerce.testing.steps import DAY, Ahead, Command, Step, Wait

M3_AND_YSL = {"member": "m3", "merchant": "ysl"}
PAYMENT = (
    Command("orders.place", {"order": "o1", "buyer": "m3", "lines": [{"product": "p4"}]}, "m3"),
    Command("orders.pay", {"order": "o1", "payment": "first"}),
)
FORM = Command("messages.fill_in", {**M3_AND_YSL, "form": "f1"}, "m3")


def sent(message: str) -> Command:
    return Command("messages.send", {**M3_AND_YSL, "message": message, "text": "hi"}, "merchant:ysl")


def said(verb: str, **more: Any) -> Command:
    return Command(f"messages.{verb}", {**M3_AND_YSL, **more}, "m3")


SENT = tuple(sent(f"n{number}") for number in range(5))


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        ((*PAYMENT, *SENT), 3),
        ((*PAYMENT, FORM, *SENT), 4),
        ((*PAYMENT, Wait(7 * DAY - 1), *SENT), 3),
        ((*PAYMENT, Wait(7 * DAY), *SENT), 0),
        ((FORM, Wait(DAY), *PAYMENT, SENT[0], Wait(6 * DAY), *SENT), 4),
        ((*PAYMENT, SENT[0], said("opt_out"), *SENT, said("opt_in"), SENT[1]), 2),
        ((said("opt_out"), *PAYMENT, SENT[0], said("opt_in"), SENT[0]), 1),
        ((*PAYMENT[:1], Wait(1800), PAYMENT[1], *SENT), 0),
    ],
    ids=[
        "a payment",
        "a payment and a form",
        "just in time",
        "at seven days",
        "the form first, then what is left of the payment",
        "an opt-out between",
        "paid while opted out",
        "paid too late",
    ],
)
def test_so_many_messages_are_sent(steps: tuple[Step, ...], count: int) -> None:
    with tell(*steps) as twin:
        assert len([fact for fact in twin.commerce.log.read() if isinstance(fact.event, MessageSent)]) == count


def test_only_who_paid_to_the_merchant_follows_it() -> None:
    steps = (
        PAYMENT[0],
        said("follow", order="o1"),
        PAYMENT[1],
        said("follow", order="o0"),
        said("follow", order="o1"),
        Command("orders.refund", {"order": "o1", "refund": "r1"}),
        said("unfollow"),
        said("follow", order="o1"),
    )
    with tell(*steps) as twin:
        assert twin.commerce.inbox.followers("ysl").members == ("m3",)


def test_rules_that_change_change_no_grant_that_was_made() -> None:
    settings = {"circle.messages_per_payment": 1, "circle.grant_days": 1}
    announced = Command("rules.announce", {"settings": settings, "holds_from": Ahead(7)})
    other = tuple(Command(each.name, {**each.arguments, "order": "o2"}, each.by) for each in PAYMENT)
    with tell(announced, Wait(7 * DAY - 1), *PAYMENT, Wait(1), *other, *SENT) as twin:
        spent = [fact.event.reference for fact in twin.commerce.log.read() if isinstance(fact.event, MessageSent)]
        assert spent == ["o2", "o1", "o1", "o1"]
