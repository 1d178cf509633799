"""What every read has: the views, caught up with the log before they are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Literal

import sqlalchemy as sa

from socialcommerce.kernel.clock import Clock, utc
from socialcommerce.projections.models import ReadModels
from socialcommerce.projections.runner import Views
from socialcommerce.rules import Rules
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.memory import MemoryEngine
from socialcommerce.storage.views import ViewDatabase

Follow = Literal["read", "worker"]


class Reading:
    """Read models of one log. With ``follow="read"`` they catch up at each read; with ``"worker"`` another does it."""

    def __init__(
        self, log: EventLog, database: ViewDatabase, clock: Clock, rules: Rules, follow: Follow = "read"
    ) -> None:
        self.rules: Final = rules
        self.clock: Final = clock
        self.models: Final = ReadModels(rules)
        self.views: Final = Views(log, database, self.models.all())
        self._log = log
        self._follow = follow

    def now(self) -> datetime:
        """The present instant in UTC."""
        return utc(self.clock.now())

    @contextmanager
    def connection(self, *, caught_up: bool = False) -> Iterator[sa.Connection]:
        """A connection to read the views by, all of one moment; *caught_up* with the log, whoever keeps them so."""
        if caught_up or self._follow == "read":
            self.views.catch_up()
        with self.views.database.read() as connection:
            yield connection

    @contextmanager
    def as_of(self, at: datetime) -> Iterator["Reading"]:
        """The read models as the events up to the instant *at* make them, built in memory.

        Costs a reading of the whole log.
        """
        engine = MemoryEngine("memory://")
        database = ViewDatabase(engine)
        try:
            past = Reading(self._log, database, _Standing(at), self.rules, follow="worker")
            past.views.replay(until=at)
            yield past
        finally:
            database.close()


class _Standing:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at
