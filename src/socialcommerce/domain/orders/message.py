"""Messages between a buyer, a merchant and the platform, as conversations and cases keep them."""

from collections.abc import Iterable
from typing import Final

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.text import PersonalText, are_same

MAX_IMAGES: Final = 9
"""Images of one message, or proofs of one case, at most (our choice)."""


@attrs.frozen
class Message:
    """What ``author`` wrote, under the host's id ``message``; ``images`` are addresses or keys of the host's.

    Text and images are about the buyer, so they belong to the buyer, whoever wrote them.
    """

    message: Key
    author: ActorKey
    text: PersonalText
    images: tuple[PersonalText, ...] = ()

    def __attrs_post_init__(self) -> None:
        at_most_nine(self.images, f"message {self.message} has {{}} images")

    def is_same_as(self, other: "Message") -> bool:
        """Whether *other* is this message, as far as both can still be read."""
        texts, others = (self.text, *self.images), (other.text, *other.images)
        return (self.message, self.author) == (other.message, other.author) and are_same(texts, others)

    @property
    def is_merchants(self) -> bool:
        """Whether the merchant wrote it."""
        return self.author.startswith("merchant:")

    @property
    def is_platforms(self) -> bool:
        """Whether an operator of the platform wrote it."""
        return self.author.startswith("platform:")


def at_most_nine(images: tuple[PersonalText, ...], found: str) -> None:
    """``ValueError`` if there are more than nine; *found* says how many there are, as ``{}``."""
    if len(images) > MAX_IMAGES:
        raise ValueError(f"{found.format(len(images))}: at most {MAX_IMAGES} are possible")


def is_repeat(messages: Iterable[Message], message: Message) -> bool:
    """Whether *message* is one of *messages*. Refused: ``message-differs`` if its id is another's."""
    for before in messages:
        if before.message == message.message:
            if not before.is_same_as(message):
                raise Refused("message-differs", f"message {message.message} was sent with other content")
            return True
    return False
