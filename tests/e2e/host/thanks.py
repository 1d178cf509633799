"""A listener of this host: a letter of thanks for each order that was paid."""

from typing import Any

from faults import planted
from socialcommerce import Recorded
from socialcommerce.aggregates import topic_of


class Thanks:
    """Writes to ``outbox``; is handed every event, and some of them again after a crash."""

    def __init__(self) -> None:
        self.outbox: list[str] = []
        self._written: set[str] = set()

    def notify(self, recorded: Recorded[Any]) -> None:
        """Thank for what was paid."""
        if topic_of(type(recorded.event)) != "order.paid":
            return
        if recorded.reference in self._written and not planted("thanks-twice"):
            return
        self._written.add(recorded.reference)
        self.outbox.append(f"Thank you for {recorded.key}")

    def sent(self) -> list[str]:
        """The letters so far."""
        return list(self.outbox)
