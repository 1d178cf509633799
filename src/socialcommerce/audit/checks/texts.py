"""What persons write: it belongs to those whom it is about, and is gone once they are erased."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.circle.contact import MessageSent
from socialcommerce.domain.circle.recommendation import RecommendationChanged, RecommendationMade
from socialcommerce.domain.orders.case_events import (
    CaseEscalated,
    CaseMessageSent,
    CaseRejected,
    CaseRequested,
    CaseRuled,
)
from socialcommerce.domain.orders.conversation import MessageSent as OrderMessageSent
from socialcommerce.domain.orders.events import OrderCancelled
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.text import PersonalText

Texts = Callable[[Any], tuple[PersonalText | None, ...]]


def _of_message(fact: Any) -> tuple[PersonalText | None, ...]:
    return (fact.message.text, *fact.message.images)


def _of_opinion(fact: Any) -> tuple[PersonalText | None, ...]:
    return (fact.opinion.text, *fact.opinion.images)


def _of_reason(fact: Any) -> tuple[PersonalText | None, ...]:
    return (fact.reason,)


_TEXTS: Final[dict[type[Any], Texts]] = {
    **dict.fromkeys((CaseMessageSent, OrderMessageSent), _of_message),
    **dict.fromkeys((RecommendationMade, RecommendationChanged), _of_opinion),
    **dict.fromkeys((OrderCancelled, CaseRejected, CaseEscalated, CaseRuled), _of_reason),
    CaseRequested: lambda fact: (fact.asked.reason, *fact.asked.proofs),
    MessageSent: lambda fact: (fact.text, *fact.images),
    ShopEdited: lambda fact: (fact.nickname, fact.avatar, fact.sign),
}
"""The personal texts of a fact."""


def _texts(recorded: Recorded[Any]) -> Iterator[PersonalText]:
    return (text for text in _TEXTS[type(recorded.event)](recorded.event) if text is not None)


def _owner(picture: Picture, recorded: Recorded[Any]) -> str:
    """Whom what is written is about: of what is said about an order its buyer."""
    match recorded.category:
        case "shop":
            return recorded.key
        case "recommendation":
            return recorded.key.partition("~")[0]
        case "contact":
            return recorded.key.partition("~")[2]
    return picture.orders.of[recorded.key.partition("~")[0]].buyer


@check("own-texts", "What is written belongs to the member whom it is about.", *_TEXTS)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    owner = _owner(picture, recorded)
    for text in _texts(recorded):
        if text.member != owner:
            return Doubt(f"a text of {owner}", f"one of {text.member}")
    return None


@check("no-words-after-erasure", "Of members who are erased no words are recorded.", *_TEXTS)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    if not picture.members.erased:
        return None
    for text in _texts(recorded):
        if text.member in picture.members.erased and text.text is not None:
            return Doubt("nothing that can be read", f"a text of {text.member}")
    return None
