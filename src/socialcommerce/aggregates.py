"""What a host makes aggregates of its own of: events, folding, and the types of fields with their limits."""

from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event, topic_of, upcast
from socialcommerce.kernel.keys import Key, Ordinal
from socialcommerce.kernel.money import BasisPoints, Money, Price, allocate, at_basis_points, part
from socialcommerce.kernel.text import PersonalText, Text, Title

__all__ = [
    "Aggregate",
    "BasisPoints",
    "Instant",
    "Key",
    "Money",
    "Ordinal",
    "PersonalText",
    "Price",
    "Text",
    "Title",
    "allocate",
    "at_basis_points",
    "event",
    "impossible",
    "part",
    "topic_of",
    "upcast",
]
