"""Something personal in every kind of fact that can hold it, and what can be read of it."""

from typing import Any, Final

from socialcommerce import SocialCommerce
from socialcommerce.kernel.personal import holds_texts, reworded
from socialcommerce.kernel.text import PersonalText

SECRET: Final = "只有我知道的话 secret"


def write(commerce: SocialCommerce) -> None:
    """Something personal of ``lin`` and ``an`` in every kind of fact that can hold it."""
    commerce.shops.edit("lin", SECRET, f"{SECRET}.png", SECRET)
    commerce.orders.cancel("placed", SECRET)
    commerce.conversations.say("paid", "n1", "an", SECRET, [SECRET])
    commerce.conversations.say("paid", "n2", "merchant:cd", SECRET)
    commerce.cases.request("arrived", 1, "refund_only", SECRET, proofs=[SECRET])
    commerce.cases.say("arrived~1~1", "n3", "an", SECRET)
    commerce.cases.reject("arrived~1~1", SECRET)
    commerce.cases.escalate("arrived~1~1", SECRET)
    commerce.cases.rule("arrived~1~1", 100, False, SECRET)
    commerce.recommendations.change("an", "free", SECRET, [SECRET])
    commerce.messages.send("cd", "an", "n4", SECRET, [SECRET])


def words(commerce: SocialCommerce, *, of: str) -> set[str | None]:
    """All texts of a member that the log gives."""
    found: set[str | None] = set()

    def note(text: PersonalText) -> PersonalText:
        if text.member == of:
            found.add(text.text)
        return text

    for recorded in commerce.log.read():
        if holds_texts(type(recorded.event)):
            reworded(recorded.event, note)
    return found


def told(commerce: SocialCommerce) -> list[Any]:
    """What reads tell of texts."""
    case, said = commerce.cases.of("arrived~1~1"), commerce.conversations.of("paid")
    front = commerce.storefronts.of("lin")
    circle = [entry.text for entry in commerce.feeds.of("lin").entries], commerce.circle.recommended_by("an").entries
    written = front.nickname, front.avatar, front.sign, case.asked, case.ruling, case.messages, said.messages
    return [*written, *circle, commerce.inbox.of("an").entries, commerce.inbox.deliveries().entries]
