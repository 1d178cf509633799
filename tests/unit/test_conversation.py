"""Conversations about an order, the messages in them, and how long the buyer waited for an answer."""

from datetime import datetime, timedelta

import pytest

from given import INSTANT, NOON, given, refused, then
from ordering import message, own
from socialcommerce.domain.orders.conversation import CONVERSATION, Conversation, MessageSent, say
from socialcommerce.domain.orders.message import MAX_IMAGES, Message

NOBODY_WROTE = given(CONVERSATION)
MERCHANT = "merchant:dior"
PLATFORM = "platform:op1"


def after(*said: tuple[str, timedelta]) -> Conversation:
    """The conversation in which authors wrote, so long after noon."""
    conversation = NOBODY_WROTE
    for number, (author, later) in enumerate(said):
        facts = say(conversation, message(f"n{number}", author), at=NOON + later)
        conversation = then(CONVERSATION, conversation, *facts)
    return conversation


def waited(conversation: Conversation, author: str, at: datetime) -> int | None:
    """How long an answer at that instant says that the buyer waited."""
    return say(conversation, message("answer", author), at=at)[0].waited_seconds


NOW = timedelta()
MINUTE = timedelta(minutes=1)
ASKED = after(("buyer", NOW))


def test_the_first_message_begins_the_conversation() -> None:
    written = message(images=2)
    facts = say(NOBODY_WROTE, written, at=NOON)
    assert facts == [MessageSent(message=written, said_at=NOON, waited_seconds=None)]
    assert then(CONVERSATION, NOBODY_WROTE, *facts) == Conversation((written,), waiting_since=NOON)


def test_a_repeated_message_changes_nothing_even_when_others_wrote_since() -> None:
    conversation = after(("buyer", NOW), (MERCHANT, MINUTE))
    for before in conversation.messages:
        assert say(conversation, before, at=NOON + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "other",
    [message("n0", text="Hello?"), message("n0", author=MERCHANT), message("n0", images=1)],
    ids=["text", "author", "images"],
)
def test_the_id_of_a_message_with_other_content_is_refused(other: Message) -> None:
    with refused("message-differs"):
        say(ASKED, other, at=NOON)


def test_an_answer_tells_how_long_the_buyer_waited_in_whole_seconds() -> None:
    assert waited(ASKED, MERCHANT, NOON + timedelta(seconds=90)) == 90
    assert waited(ASKED, MERCHANT, NOON + timedelta(seconds=90) - INSTANT) == 89
    assert waited(ASKED, MERCHANT, NOON) == 0


def test_the_buyer_waits_since_the_first_message_that_was_not_answered() -> None:
    conversation = after(("buyer", NOW), ("buyer", 5 * MINUTE), ("buyer", 9 * MINUTE))
    assert waited(conversation, MERCHANT, NOON + 10 * MINUTE) == 600


def test_a_merchant_who_writes_first_or_again_answers_nothing() -> None:
    assert waited(NOBODY_WROTE, MERCHANT, NOON) is None
    assert waited(after(("buyer", NOW), (MERCHANT, MINUTE)), MERCHANT, NOON + 2 * MINUTE) is None


def test_the_buyer_who_writes_again_after_an_answer_waits_anew() -> None:
    conversation = after(("buyer", NOW), (MERCHANT, MINUTE), ("buyer", 5 * MINUTE))
    assert conversation.waiting_since == NOON + 5 * MINUTE
    assert waited(conversation, MERCHANT, NOON + 7 * MINUTE) == 120


def test_the_platform_neither_asks_nor_answers() -> None:
    assert waited(ASKED, PLATFORM, NOON + MINUTE) is None
    assert after((PLATFORM, NOW)).waiting_since is None
    conversation = after(("buyer", NOW), (PLATFORM, MINUTE))
    assert waited(conversation, MERCHANT, NOON + 2 * MINUTE) == 120


def test_a_message_has_at_most_nine_images() -> None:
    assert len(message(images=MAX_IMAGES).images) == 9
    with pytest.raises(ValueError, match="message n1 has 10 images: at most 9"):
        message(images=10)


def test_text_and_images_belong_to_the_buyer_whoever_wrote() -> None:
    written = message(author=MERCHANT, images=1)
    assert {text.member for text in (written.text, *written.images)} == {"buyer"}
    assert written.text == own("Hello")


def test_a_message_never_stands_in_a_conversation_twice() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(CONVERSATION, ASKED, MessageSent(message=message("n0"), said_at=NOON, waited_seconds=None))
