"""Replaying: a store as it stood at a position of its log, or at an instant."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from itertools import islice

from eventsourcing.persistence import StoredEvent

from socialcommerce.commerce import SocialCommerce
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import EPOCH, ManualClock, utc
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.reading import Reading
from socialcommerce.storage.keyring import Keyring
from socialcommerce.storage.log import PAGE, EventLog
from socialcommerce.storage.memory import MemoryEngine
from socialcommerce.storage.sealing import Keys
from socialcommerce.storage.views import ViewDatabase

Place = datetime | int
"""An instant, or a position of the log."""


def replay(store: SocialCommerce, *, until: Place | None = None) -> SocialCommerce:
    """The *store* as it stood once its log had come to *until*: a store in memory of its own, to be closed.

    *until* is a position, an instant (all that happened up to it, whatever its position), or None: the end. Every
    aggregate and every read is there, as the clock stood then; commands can be tried too, and change nothing but this
    copy. Personal texts are read with the keys of *store*, while that is open, and stay erased where they were erased
    since. An event that cannot be read, of which nobody knows when it happened, is there at every instant, and stops
    reads as it does in *store*. Positions count from 1 without the gaps that they have on PostgreSQL. Costs a reading
    of the log, and the memory for it.

    ``ValueError`` for a position below 0, or an instant without a zone.
    """
    instant = _checked(until)
    engine = MemoryEngine("memory://")
    with ExitStack() as undo:
        database = ViewDatabase(engine)
        undo.callback(database.close)
        database.mark()
        log = EventLog(engine, _KeysOfCopy(store.log.keys, Keyring(database)))
        undo.callback(log.close)
        clock = ManualClock(EPOCH)
        events = _up_to(store.log, instant, clock)
        while page := list(islice(events, PAGE)):
            log.recorder.insert_events(page)
        decisions = Decisions(log, clock)
        zone = decisions.from_log(RULEBOOK, RULEBOOK.stream(RULEBOOK_KEY)).state.at(clock.now()).zone
        past = SocialCommerce(decisions, Reading(decisions, database, clock, zone))
        undo.pop_all()
    return past


def _checked(until: Place | None) -> Place | None:
    if isinstance(until, datetime):
        return utc(until)
    if until is not None and until < 0:
        raise ValueError(f"until is {until}: a position is 0 or more")
    return until


def _up_to(log: EventLog, until: Place | None, clock: ManualClock) -> Iterator[StoredEvent]:
    """The stored events up to *until*; *clock* is set to it, or to the latest of them if that is a position."""
    latest = until if isinstance(until, datetime) else EPOCH
    for row in log.rows():
        if isinstance(until, int) and row[0] > until:
            break
        with suppress(CorruptLog):
            at = log.decode(row).at
            if isinstance(until, datetime) and at > until:
                continue
            latest = max(latest, at)
            clock.set(latest)
        yield StoredEvent(*row[1:])


class _KeysOfCopy:
    """The keys of the store that was copied, to read by, and those of the copy for whoever has none there."""

    def __init__(self, copied: Keys, own: Keys) -> None:
        self._copied = copied
        self._own = own

    @property
    def erasures(self) -> int:
        return self._copied.erasures + self._own.erasures

    def fetch(self, members: Iterable[str]) -> None:
        self._copied.fetch(members)

    def key_to_open(self, member: str) -> bytes | None:
        if self._own.is_erased(member):
            return None
        return self._copied.key_to_open(member) or self._own.key_to_open(member)

    def key_to_seal(self, member: str) -> bytes:
        return self._copied.key_to_open(member) or self._own.key_to_seal(member)

    def make(self, members: Iterable[str]) -> None:
        self._own.make(member for member in members if self._copied.key_to_open(member) is None)

    def is_erased(self, member: str) -> bool:
        return self._copied.is_erased(member) or self._own.is_erased(member)

    def refresh(self) -> int:
        return self._copied.refresh() + self._own.refresh()

    def announce(self, member: str) -> None:
        self._own.announce(member)

    def destroy(self, member: str) -> None:
        self._own.destroy(member)
