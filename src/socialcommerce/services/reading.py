"""What every read has: the views, caught up with the log before they are asked."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Final, Literal, TypeVar

import sqlalchemy as sa
from msgspec import structs

from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.clock import Clock, utc
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels, read_models
from socialcommerce.projections.runner import Views
from socialcommerce.rules import InfluenceRules, Rules
from socialcommerce.services.decisions import Decisions
from socialcommerce.storage.keyring import erasures_at
from socialcommerce.storage.memory import MemoryEngine
from socialcommerce.storage.prepared import Asked
from socialcommerce.storage.views import ViewDatabase

S = TypeVar("S")
A = TypeVar("A", bound=Asked)

Follow = Literal["read", "worker"]


class Reading:
    """Read models of one log. With ``follow="read"`` they catch up at each read; with ``"worker"`` another does it."""

    def __init__(
        self, decisions: Decisions, database: ViewDatabase, clock: Clock, zone: str, follow: Follow = "read"
    ) -> None:
        self.clock: Final = clock
        self.models: Final[ReadModels] = read_models(zone)
        self.views: Final = Views(decisions.log, database, self.models.all())
        self._decisions = decisions
        self._zone = zone
        self._follow = follow

    @property
    def rules(self) -> Rules:
        """The rules in force now."""
        return self.rules_at(self.now())

    def rules_at(self, instant: datetime) -> Rules:
        """The rules in force at *instant*."""
        return self.state(RULEBOOK, RULEBOOK_KEY).at(instant)

    def state(self, aggregate: Aggregate[S, Any], key: str) -> S:
        """The state of the aggregate *key* as the log makes it now."""
        state: S = self._decisions.from_log(aggregate, aggregate.stream(key)).state
        return state

    def facts(self, aggregate: Aggregate[Any, Any], key: str, before: int | None = None) -> list[Recorded[Any]]:
        """The events of the aggregate *key* in order; only those with a position under *before*, if it is given."""
        log, stream = self._decisions.log, aggregate.stream(key)
        events = log.stream(stream)
        placed = [
            structs.replace(recorded, position=position)
            for recorded, position in zip(events, log.positions(stream), strict=False)
        ]
        return placed if before is None else [recorded for recorded in placed if recorded.position < before]

    def now(self) -> datetime:
        """The present instant in UTC."""
        return utc(self.clock.now())

    def connection(self, *, caught_up: bool = False) -> AbstractContextManager[sa.Connection]:
        """A connection to read the views by, all of one moment; *caught_up* with the log, whoever keeps them so."""
        return self._following(self.views.database.read, caught_up=caught_up)

    def moment(self) -> AbstractContextManager[Asked]:
        """The same for prepared statements alone, at less cost."""
        return self._following(self.views.database.moment, caught_up=False)

    @contextmanager
    def _following(self, asking: Callable[[], AbstractContextManager[A]], *, caught_up: bool) -> Iterator[A]:
        """That nothing is new is asked through the same connection: most reads need no other."""
        if self._follow == "read":
            with asking() as asked:
                if self._is_up_to_date(asked):
                    yield asked
                    return
        self._begin(caught_up=caught_up)
        with asking() as asked:
            yield asked

    @contextmanager
    def scores(self, *, caught_up: bool = False) -> Iterator[sa.Connection]:
        """The same for reads of influence: its totals are by the rules in force now."""
        self._begin(caught_up=caught_up)
        self._count_by(self.rules.influence)
        with self.views.database.read() as connection:
            yield connection

    def _begin(self, *, caught_up: bool) -> None:
        """What every read begins with: members erased elsewhere are forgotten, and the views follow the log."""
        self._decisions.forget_erased()
        if caught_up or self._follow == "read":
            self.views.catch_up()

    def _is_up_to_date(self, asked: Asked) -> bool:
        """Whether :meth:`_begin` would change nothing, at that moment."""
        return erasures_at(asked) == self._decisions.erasures and self.views.is_caught_up(asked)

    def text(self, row: str) -> str:
        """The personal text that a row of a read model stands for; empty if it is erased.

        To be asked once the connection is given back, as keys are read through one too.
        """
        return self._decisions.log.sealing.shown(row)

    def texts_of(self, rows: Iterable[str | None]) -> dict[str, str]:
        """The same of several *rows*, by row, at the cost of one query at most; of what is None or empty nothing."""
        return self._decisions.log.sealing.several_shown(rows)

    def texts(self, row: str) -> tuple[str, ...]:
        """The same of several that it keeps together."""
        return self._decisions.log.sealing.all_shown(row)

    def _count_by(self, formula: InfluenceRules) -> None:
        """Have the totals of influence made by *formula*: others, if they were, are of rules that held before."""
        influence = self.models.influence
        with self.views.database.read() as connection:
            counted_by = influence.counted_by(connection)
        if counted_by not in (None, formula):
            with self.views.standing_still() as connection:
                influence.recount(connection, formula)

    @contextmanager
    def as_of(self, at: datetime | None) -> Iterator["Reading"]:
        """The read models as they are now, or as the events up to the instant *at* make them, built in memory.

        As of an instant costs a reading of the whole log.
        """
        if at is None:
            yield self
            return
        at = utc(at)
        engine = MemoryEngine("memory://")
        database = ViewDatabase(engine)
        try:
            past = Reading(self._decisions, database, _Standing(at), self._zone, follow="worker")
            past.views.replay(until=at)
            yield past
        finally:
            database.close()


class _Standing:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at
