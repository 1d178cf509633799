"""How far each stream has come."""

from typing import Any

from socialcommerce.audit.picture.part import Part
from socialcommerce.kernel.event import Recorded


class Streams(Part):
    """``last`` is the last event of each stream; ``position`` that of the last event of the log.

    ``first`` is the first event of the log.
    """

    def __init__(self) -> None:
        self.last: dict[str, Recorded[Any]] = {}
        self.position = 0
        self.first: Recorded[Any] | None = None
