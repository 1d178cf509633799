"""An audit of a store: its log before all checks, its read models recounted, its seals verified."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import attrs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socialcommerce.audit import seals
from socialcommerce.audit.auditing import FOLLOWS, Auditor
from socialcommerce.audit.check import CHECKS, Check, Doubt, Finding
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.recount import Difference, Recount
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import EPOCH
from socialcommerce.kernel.event import Recorded
from socialcommerce.storage.engine import StoredRow, without_password

READABLE: Final = Check(
    name="readable", rule="Every event is written as this library writes it.", events=(), refusals=()
)

PAGE: Final = 2_000

Progress = Callable[[int, int], None]
"""Called with the position reached and the last one."""


@attrs.frozen
class Checked:
    """A check, how many ``events`` it is about, and how many ``findings`` it has."""

    name: str
    rule: str
    events: int
    findings: int


@attrs.frozen(kw_only=True)
class Report:
    """What an audit found in ``events`` events up to ``position``, the latest of ``last_at``.

    ``findings`` are about the log, ``differences`` about the read models, and ``sealed`` what the seals tell, if there
    were any to verify. ``sales`` are payments and, negative, refunds, in minor units.
    """

    store: str
    position: int
    events: int
    tables: int
    last_at: datetime | None
    checked: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    sealed: seals.Verdict | None
    sales: tuple[tuple[datetime, int], ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings and not self.differences and (self.sealed is None or self.sealed.is_intact)


def audit(
    store: SocialCommerce,
    *,
    name: str | None = None,
    kept_seals: Path | None = None,
    public_key: Ed25519PublicKey | None = None,
    progress: Progress | None = None,
) -> Report:
    """Look at the whole log of *store*, and at its read models, and verify *kept_seals*.

    To audit it as it stood, :func:`~socialcommerce.audit.replay.replay` it first. *name* is what the report calls the
    store; by default its URL. *progress* is called with the position reached and that of the end. Costs one reading
    of the log and of all read models, and one more of the log for seals; meanwhile the process collects no cyclic
    garbage.

    Raises what :func:`~socialcommerce.audit.seals.verify` raises.
    """
    sealed = None if kept_seals is None else seals.verify(store, kept_seals, public_key)
    with _only_growing():
        return _looked_through(store, without_password(name or store.log.engine.url), sealed, progress)


def _looked_through(
    store: SocialCommerce, name: str, sealed: seals.Verdict | None, progress: Progress | None
) -> Report:
    looking = _Looking(store, name)
    end = store.log.position()
    rows = store.log.rows()
    while page := list(islice(rows, PAGE)):
        looking.at(page)
        if progress:
            progress(looking.position, max(end, looking.position))
    return looking.report(sealed)


class _Looking:
    """An audit on its way through the log."""

    def __init__(self, store: SocialCommerce, name: str) -> None:
        self.position = 0
        self._name = name
        self._store = store
        self._auditor = Auditor(now=store.clock.now())
        self._recount = Recount()
        self._kinds: Counter[type[Any]] = Counter()
        self._unreadable: list[Finding] = []
        self._last_at: datetime | None = None

    def at(self, page: list[StoredRow]) -> None:
        """Look at a *page* of the log."""
        self._store.log.refresh()
        events = self._decoded(page)
        self._auditor.read(events)
        self._recount.read(events)
        self._kinds.update(map(type, map(attrgetter("event"), events)))
        latest = max(map(attrgetter("at"), events), default=None)
        if latest is not None:
            self._last_at = max(latest, self._last_at or latest)
        self.position = page[-1][0]

    def report(self, sealed: seals.Verdict | None) -> Report:
        """What was found, once the read models are compared too."""
        findings = (*self._unreadable, *self._auditor.close())
        found = Counter(finding.check for finding in findings)
        events = sum(self._kinds.values())
        return Report(
            store=self._name,
            position=self.position,
            events=events,
            tables=self._recount.tables,
            last_at=self._last_at,
            checked=tuple(
                Checked(
                    check.name,
                    check.rule,
                    sum(self._kinds[kind] for kind in check.events) if check.events else events,
                    found[check.name],
                )
                for check in (READABLE, FOLLOWS, *CHECKS.values())
            ),
            findings=findings,
            differences=tuple(self._recount.compare(self._store.views)),
            sealed=sealed,
            sales=_sales(self._auditor.picture),
        )

    def _decoded(self, page: list[StoredRow]) -> list[Recorded[Any]]:
        decode = self._store.log.decode
        try:
            return list(map(decode, page))
        except CorruptLog:
            return [recorded for row in page if (recorded := self._decoded_if_readable(row)) is not None]

    def _decoded_if_readable(self, row: StoredRow) -> Recorded[Any] | None:
        try:
            return self._store.log.decode(row)
        except CorruptLog as error:
            position, stream, version, _, _ = row
            where = Recorded(stream, version, EPOCH, None, position=position)
            doubt = Doubt("an event as this library writes it", str(error))
            self._unreadable.append(READABLE.about(where, doubt))
            return None


def _sales(picture: Picture) -> tuple[tuple[datetime, int], ...]:
    """What was paid and, negative, what went back, in order of time."""
    sales = []
    for order in picture.orders.of.values():
        if order.paid is not None:
            sales.append((order.paid.at, order.paid.event.amount))
        sales += ((refund.at, -refund.event.goods - refund.event.delivery_fee) for refund in order.refunds.values())
    return tuple(sorted(sales))


@contextmanager
def _only_growing() -> Iterator[None]:
    """While a picture grows, nothing of it is garbage: the collector would walk through it again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
