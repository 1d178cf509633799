"""How far each stream has come."""

from datetime import datetime
from typing import Any, NamedTuple

from socialcommerce.audit.picture.part import Part
from socialcommerce.kernel.event import Recorded


class Reached(NamedTuple):
    """The last event of a stream."""

    version: int
    at: datetime


class Streams(Part):
    """``last`` is the last event of each stream; ``position`` that of the last event of the log.

    ``first`` is the first event of the log.
    """

    def __init__(self) -> None:
        self.last: dict[str, Reached] = {}
        self.position = 0
        self.first: Recorded[Any] | None = None

    def take_in(self, recorded: Recorded[Any]) -> None:
        """Remember where *recorded* stands."""
        if self.first is None:
            self.first = recorded
        self.last[recorded.stream] = Reached(recorded.version, recorded.at)
        self.position = recorded.position
