"""Commands of messages: what payments grant, who may write, and what is told late or twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from given import INSTANT, NOON, refused
from socialcommerce import CircleRules, ManualClock, NotFound, Rules, SocialCommerce
from socialcommerce.domain.circle.contact import Grant, MessageSent, MessagesGranted
from trading import bring_in, buy, open_market

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def left(commerce: SocialCommerce, merchant: str = "dior", member: str = "an") -> int:
    return commerce.inbox.quota(merchant, member).left


def test_a_payment_lets_its_merchant_write_to_its_buyer_and_nobody_else(market: SocialCommerce) -> None:
    buy(market, "o1")

    (granted,) = market.log.stream("contact-dior~an")
    assert granted.event == MessagesGranted(kind="payment", reference="o1", messages=3, until=NOON + WEEK)
    assert (granted.at, granted.by, granted.cause) == (NOON, None, "order-o1@2")
    assert (left(market, "hill"), left(market, "dior", "bo")) == (0, 0)


def test_a_payment_of_nothing_lets_its_merchant_write_too(market: SocialCommerce) -> None:
    buy(market, "o1", discount={"amount": 10_000})
    assert left(market) == 3


def test_each_payment_grants_once_however_often_it_is_told(market: SocialCommerce) -> None:
    buy(market, "o1")
    market.orders.pay("o1", "pay-o1")
    with refused("already-paid"):
        market.orders.pay("o1", "another")
    assert left(market) == 3

    buy(market, "o2")
    assert left(market) == 6


def test_a_payment_that_is_to_be_returned_grants_nothing(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.place("o1", "an", [{"product": "tea"}])
    clock.advance(30 * MINUTE)

    assert market.orders.pay("o1", "x1").payments_to_return == ("x1",)
    assert market.log.stream("contact-hill~an") == []


def test_a_refund_and_an_import_leave_the_quota_as_it_is(market: SocialCommerce) -> None:
    bring_in(market)
    assert left(market) == 0
    buy(market, "o1")
    market.orders.refund("o1", "r1")
    assert left(market) == 3


def test_a_payment_told_late_counts_from_its_instant_and_is_dated_at_the_last_fact(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.orders.place("o1", "an", [{"product": "tea"}])
    clock.advance(10 * MINUTE)
    market.messages.fill_in("an", "hill", "f1")
    clock.advance(10 * MINUTE)

    assert market.orders.pay("o1", "x1", at=NOON + 5 * MINUTE).status == "paid"

    form, payment = market.log.stream("contact-hill~an")
    assert (form.at, payment.at) == (NOON + 10 * MINUTE, NOON + 10 * MINUTE)
    assert payment.event.until == NOON + 5 * MINUTE + WEEK
    assert payment.cause == "order-o1@2"
    market.messages.send("hill", "an", "n1", "hello")
    assert market.inbox.quota("hill", "an").grants[0] == Grant("payment", "o1", 2, NOON + 5 * MINUTE + WEEK)


def test_grants_and_messages_are_by_the_rules_in_force_at_their_instant(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.rules.announce({"circle.messages_per_form": 4, "circle.grant_days": 1}, NOON + WEEK)

    clock.set(NOON + WEEK - INSTANT)
    market.messages.fill_in("an", "dior", "f1")
    clock.set(NOON + WEEK)
    market.messages.fill_in("an", "dior", "f2")

    grants = market.inbox.quota("dior", "an").grants
    assert grants == (
        Grant("form", "f2", 4, NOON + WEEK + DAY),
        Grant("form", "f1", 1, NOON + WEEK - INSTANT + WEEK),
    )


def test_a_store_whose_rules_give_no_message_records_no_grant(clock: ManualClock) -> None:
    rules = Rules(circle=CircleRules(messages_per_payment=0, messages_per_form=0))
    with SocialCommerce.open(clock=clock, rules=rules) as store:
        open_market(store)
        buy(store, "o1")
        store.messages.fill_in("an", "dior", "f1")
        assert store.log.stream("contact-dior~an") == []
        with refused("no-quota"):
            store.messages.send("dior", "an", "n1", "hello")


def test_text_and_images_belong_to_the_member_and_stand_in_the_log_alone(market: SocialCommerce) -> None:
    buy(market, "o1")
    market.messages.send("dior", "an", "n1", "hello", ["a.png"], by="merchant:dior")

    recorded = market.log.stream("contact-dior~an")[-1]
    assert isinstance(recorded.event, MessageSent)
    assert {text.member for text in (recorded.event.text, *recorded.event.images)} == {"an"}
    assert recorded.by == "merchant:dior"


def test_two_merchants_may_use_the_same_id_for_messages(market: SocialCommerce) -> None:
    for merchant in ("dior", "hill"):
        market.messages.fill_in("an", merchant, "f1")
        market.messages.send(merchant, "an", "n1", f"by {merchant}")
    assert [each.text for each in market.inbox.of("an").entries] == ["by hill", "by dior"]


Tell = Callable[[SocialCommerce], object]
COMMANDS: dict[str, Tell] = {
    "fill_in": lambda store: store.messages.fill_in("an", "dior", "f1"),
    "send": lambda store: store.messages.send("dior", "an", "n1", "hello", ["a.png"]),
    "opt_out": lambda store: store.messages.opt_out("an", "dior"),
    "opt_in": lambda store: store.messages.opt_in("an", "dior"),
    "follow": lambda store: store.messages.follow("an", "dior", "o1"),
    "unfollow": lambda store: store.messages.unfollow("an", "dior"),
}


def test_each_command_told_again_later_appends_nothing(market: SocialCommerce, clock: ManualClock) -> None:
    buy(market, "o1")
    for tell in COMMANDS.values():
        before = market.log.position()
        tell(market)
        after = market.log.position()
        clock.advance(DAY)
        tell(market)
        assert before < after == market.log.position()


@pytest.mark.parametrize(
    "tell",
    [
        lambda store: store.messages.send("nobody", "an", "n1", "hello"),
        lambda store: store.messages.fill_in("an", "nobody", "f1"),
        lambda store: store.messages.opt_out("an", "nobody"),
        lambda store: store.messages.opt_in("an", "nobody"),
        lambda store: store.messages.follow("an", "nobody", "o1"),
        lambda store: store.messages.unfollow("an", "nobody"),
        lambda store: store.inbox.quota("nobody", "an"),
    ],
)
def test_a_merchant_that_has_not_joined_is_not_found(market: SocialCommerce, tell: Tell) -> None:
    buy(market, "o1")
    with pytest.raises(NotFound):
        tell(market)


def test_an_order_that_was_never_placed_is_told_from_another_members_by_nothing(market: SocialCommerce) -> None:
    buy(market, "o1")
    said = []
    for order in ("o1", "o9"):
        with refused("not-bought") as no:
            market.messages.follow("bo", "dior", order, at=market.clock.now(), by="bo")
        said.append(str(no.value))

    assert said[0] == said[1]


def test_an_order_that_ran_out_unpaid_lets_nobody_follow(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.place("o1", "an", [{"product": "tea"}])
    clock.advance(30 * MINUTE)
    market.orders.pay("o1", "x1")
    with refused("not-bought"):
        market.messages.follow("an", "hill", "o1")


def test_no_instant_before_the_last_fact_of_a_contact_is_taken(market: SocialCommerce, clock: ManualClock) -> None:
    market.messages.fill_in("an", "dior", "f1")
    clock.advance(MINUTE)
    market.messages.opt_out("an", "dior", at=NOON)
    with refused("time-goes-back"):
        market.messages.opt_in("an", "dior", at=NOON - INSTANT)
