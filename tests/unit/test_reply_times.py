"""How fast merchants answer."""

from datetime import timedelta
from typing import Any

import pytest

from given import NOON
from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.services.conversations import ReplyTimes
from trading import buy, open_market


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    for order in ("o1", "o2"):
        buy(commerce, order)
    return commerce


class Talk:
    """Messages about an order, each so many seconds after noon."""

    def __init__(self, commerce: SocialCommerce, clock: ManualClock, order: str = "o1") -> None:
        self._commerce = commerce
        self._clock = clock
        self._order = order
        self._said = 0

    def ask(self, second: float, author: str = "an") -> None:
        self._clock.set(NOON + timedelta(seconds=second))
        self._said += 1
        self._commerce.conversations.say(self._order, f"n{self._said}", author, "…")

    def answer(self, second: float) -> None:
        self.ask(second, "merchant:dior")


def times(commerce: SocialCommerce) -> tuple[Any, ...]:
    found = commerce.conversations.reply_times("dior")
    return found.answers, found.median_seconds, found.longest_seconds


def test_a_merchant_who_never_answered_has_no_times(market: SocialCommerce, clock: ManualClock) -> None:
    Talk(market, clock).ask(0)

    assert market.conversations.reply_times("dior") == ReplyTimes("dior", 0, None, None)


@pytest.mark.parametrize(
    ("waits", "median", "longest"),
    [
        ([5], 5, 5),
        ([0], 0, 0),
        ([30, 10], 20, 30),
        ([10, 31], 20, 31),
        ([90, 10, 20], 20, 90),
        ([40, 10, 30, 20], 25, 40),
        ([1, 1, 1, 1_000_000], 1, 1_000_000),
    ],
)
def test_the_median_and_the_longest_of_all_answers(
    market: SocialCommerce, clock: ManualClock, waits: list[int], median: int, longest: int
) -> None:
    talk, second = Talk(market, clock), 0
    for wait in waits:
        talk.ask(second)
        second += wait
        talk.answer(second)

    assert times(market) == (len(waits), median, longest)


def test_the_wait_begins_with_the_first_question_that_has_no_answer(market: SocialCommerce, clock: ManualClock) -> None:
    talk = Talk(market, clock)
    talk.ask(0)
    talk.ask(100)
    talk.answer(160)

    assert times(market) == (1, 160, 160)


def test_only_the_first_answer_to_a_question_counts(market: SocialCommerce, clock: ManualClock) -> None:
    talk = Talk(market, clock)
    talk.answer(0)
    talk.ask(10)
    talk.answer(20)
    talk.answer(500)

    assert times(market) == (1, 10, 10)


def test_a_wait_is_floored_to_whole_seconds(market: SocialCommerce, clock: ManualClock) -> None:
    talk = Talk(market, clock)
    talk.ask(0)
    talk.answer(1.999999)

    assert times(market) == (1, 1, 1)


def test_answers_in_all_conversations_of_the_merchant_count_and_no_others(
    market: SocialCommerce, clock: ManualClock
) -> None:
    buy(market, "o3", "tea")
    for order, second in (("o1", 0), ("o2", 1_000)):
        talk = Talk(market, clock, order)
        talk.ask(second)
        talk.answer(second + 60)
    Talk(market, clock, "o3").ask(2_000)
    market.conversations.say("o3", "n2", "merchant:hill", "…")

    assert times(market) == (2, 60, 60)
    assert market.conversations.reply_times("hill").answers == 1
    assert market.conversations.reply_times("nobody") == ReplyTimes("nobody", 0, None, None)


@pytest.mark.parametrize("by", ["merchant:dior", "platform:op", None])
def test_the_merchant_the_platform_and_the_host_see_them(market: SocialCommerce, by: str | None) -> None:
    assert market.conversations.reply_times("dior", by=by).merchant == "dior"


@pytest.mark.parametrize("by", ["an", "dior", "merchant:hill"])
def test_nobody_else_sees_them(market: SocialCommerce, by: str) -> None:
    with pytest.raises(NotAllowed):
        market.conversations.reply_times("dior", by=by)


def test_reply_times_are_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        buy(store, "o1")
        talk = Talk(store, clock)
        for second in (0, 100):
            talk.ask(second)
            talk.answer(second + 10 + second // 4)

        assert times(store) == (2, 22, 35)
