"""An audit of a store: its log before all checks, its read models recounted, its seals verified."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socialcommerce.audit import seals
from socialcommerce.audit.auditing import FOLLOWS, Auditor
from socialcommerce.audit.check import CHECKS, Check, Doubt, Finding
from socialcommerce.audit.figures import Line, influence, sales
from socialcommerce.audit.recount import Difference, Recount
from socialcommerce.audit.replay import Place, replay
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import EPOCH
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import Rules
from socialcommerce.storage.drivers import without_password
from socialcommerce.storage.engine import StoredRow

READABLE: Final = Check(
    name="readable", rule="Every event is written as this library writes it.", events=(), refusals=()
)

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
    were any to verify. ``rules`` are those in force at the end, ``sales`` payments and, negative, refunds, in minor
    units. ``influence`` are, if they were asked for, the scores of the first shops of the board, as they stood at the
    end of each day on which they changed, up to ``last_at``, or up to the instant that the audit is of.
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
    rules: Rules
    sales: tuple[tuple[datetime, int], ...]
    influence: tuple[tuple[str, Line], ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings and not self.differences and (self.sealed is None or self.sealed.is_intact)


def audit(
    store: SocialCommerce,
    *,
    until: Place | None = None,
    name: str | None = None,
    kept_seals: Path | None = None,
    public_key: Ed25519PublicKey | None = None,
    scores: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Look at the whole log of *store*, and at its read models, and verify *kept_seals*.

    *until* asks how it stood: at a position of the log, or at an instant. Then the read models are those of a
    :func:`~socialcommerce.audit.replay.replay`; and of an instant all findings are told about what happened up to it,
    of whatever was told later too, which the rules may rest on.

    *name* is what the report calls the store; by default its URL. With *scores* it has what its page draws of
    influence. *progress* is called with the position reached and that of the end. Costs one reading of the log and of
    all read models, one more of the log for seals, and two for *until*; meanwhile the process collects no cyclic
    garbage.

    Raises ``ValueError`` for seals of the past, as seals are of the whole log, and what
    :func:`~socialcommerce.audit.seals.verify` and :func:`~socialcommerce.audit.replay.replay` raise.
    """
    if kept_seals is not None and until is not None:
        raise ValueError(f"kept_seals were given with until, {until}: seals are of the whole log, verify them without")
    sealed = None if kept_seals is None else seals.verify(store, kept_seals, public_key)
    with _only_growing():
        return _report(store, until, without_password(name or store.log.engine.url), sealed, progress, scores=scores)


def _report(
    store: SocialCommerce,
    until: Place | None,
    name: str,
    sealed: seals.Verdict | None,
    progress: Progress | None,
    *,
    scores: bool,
) -> Report:
    """What is found. All that was looked at is gone when it returns, before the collector would walk through it."""
    with ExitStack() as opened:
        then = store if until is None else opened.enter_context(replay(store, until=until))
        looking = _Looking(store, then, until)
        looking.through(progress)
        return looking.report(name, sealed, scores=scores)


class _Looking:
    """An audit on its way through the log of a store; *then* is it as it stood."""

    def __init__(self, store: SocialCommerce, then: SocialCommerce, until: Place | None) -> None:
        self.position = 0
        self._log = store.log
        self._then = then
        self._until = until
        self._instant = until if isinstance(until, datetime) else None
        self._auditor = Auditor(now=store.clock.now(), until=self._instant)
        self._recount = Recount()
        self._kinds: Counter[type[Any]] = Counter()
        self._unreadable: list[Finding] = []
        self._last_at: datetime | None = None

    def through(self, progress: Progress | None) -> None:
        """Look at all of the log."""
        last = self._until if isinstance(self._until, int) else None
        end = self._log.position() if last is None else min(self._log.position(), last)
        for rows in self._log.pages():
            page = rows if last is None else [row for row in rows if row[0] <= last]
            if page:
                self.at(page)
                if progress:
                    progress(self.position, max(end, self.position))
            if last is not None and rows[-1][0] >= last:
                break

    def at(self, page: list[StoredRow]) -> None:
        """Look at a *page* of the log."""
        self._log.refresh()
        events = self._decoded(page)
        self._auditor.read(events)
        if self._until is None:
            self._recount.read(events)
        elif self._instant is not None:
            events = [recorded for recorded in events if recorded.at <= self._instant]
        self._kinds.update([type(recorded.event) for recorded in events])
        latest = max([recorded.at for recorded in events], default=None)
        if latest is not None:
            self._last_at = max(latest, self._last_at or latest)
        self.position = page[-1][0]

    def report(self, name: str, sealed: seals.Verdict | None, *, scores: bool) -> Report:
        """What was found, once the read models are compared too."""
        findings = (*self._unreadable, *self._auditor.close())
        found = Counter(finding.check for finding in findings)
        events = sum(self._kinds.values())
        differences = tuple(self._recount.compare(self._then.views))
        return Report(
            store=name,
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
            differences=differences,
            sealed=sealed,
            rules=self._then.rules.at(),
            sales=sales(self._auditor.picture, self._instant),
            influence=influence(self._auditor.picture, self._instant or self._last_at)
            if scores and self._last_at
            else (),
        )

    def _decoded(self, page: list[StoredRow]) -> list[Recorded[Any]]:
        decode = self._log.decode
        try:
            return list(map(decode, page))
        except CorruptLog:
            return [recorded for row in page if (recorded := self._decoded_if_readable(row)) is not None]

    def _decoded_if_readable(self, row: StoredRow) -> Recorded[Any] | None:
        try:
            return self._log.decode(row)
        except CorruptLog as error:
            position, stream, version, _, _ = row
            named = stream if isinstance(stream, str) else f"{stream!r}"
            where = Recorded(named, version if isinstance(version, int) else 0, EPOCH, None, position=position)
            doubt = Doubt("an event as this library writes it", str(error))
            self._unreadable.append(READABLE.about(where, doubt))
            return None


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
