"""An audit: the events of a log, one by one, before all checks, and what they found."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from socialcommerce.audit.check import CHECKS, Check, Doubt, Finding, Judge
from socialcommerce.audit.checks.streams import doubts_of_any
from socialcommerce.audit.picture import Picture
from socialcommerce.kernel.clock import EPOCH
from socialcommerce.kernel.event import TOPICS, Recorded

_BROKEN: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What comes of facts that cannot stand where they stand."""

FOLLOWS: Final = Check(
    name="follows",
    rule="A fact follows those on which it stands: what it is about has begun.",
    events=(),
    refusals=(),
)


class Auditor:
    """Looks at a log once, from its beginning. ``findings`` are in order of the log, closing ones last.

    *now* is the instant of the audit, of which nothing may be dated ahead; None: any. Of what happened after *until*
    nothing is told.
    """

    def __init__(
        self,
        checks: Collection[Check] | None = None,
        *,
        now: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self._until = until
        self.picture: Final = Picture(now)
        self.findings: Final[list[Finding]] = []
        self._checks = tuple(CHECKS.values() if checks is None else checks)
        self._of_host: Final = self._by_kind(acts=False)
        self._of_acts: Final = self._by_kind(acts=True)

    def read(self, events: Iterable[Recorded[Any]]) -> None:
        """Look at *events*, which follow those read before."""
        picture, of_host, of_acts, take_in = self.picture, self._of_host, self._of_acts, self.picture.take_in
        for recorded in events:
            key, fact = recorded.stream.partition("-")[2], recorded.event
            for check, found in doubts_of_any(picture, recorded):
                if check in self._checks:
                    self._find(check, recorded, found)
            judging = of_host if recorded.by is None else of_acts
            for check, judge in judging.get(type(fact), ()):
                try:
                    doubt = judge(picture, key, fact, recorded)
                except _BROKEN as error:
                    doubt = _missing(error)
                if doubt is not None:
                    self._find(check, recorded, doubt)
            try:
                take_in(key, fact, recorded)
            except _BROKEN as error:
                self._find(FOLLOWS, recorded, _missing(error))

    def close(self) -> list[Finding]:
        """Look at the whole picture, and give all findings."""
        for check in self._checks:
            if check.closing is None:
                continue
            try:
                for recorded, doubt in check.closing(self.picture):
                    self._find(check, recorded, doubt)
            except _BROKEN as error:
                whole = Recorded("", 0, EPOCH, None, position=self.picture.streams.position)
                self._find(check, whole, _missing(error))
        return self.findings

    def _by_kind(self, *, acts: bool) -> dict[type[Any], tuple[tuple[Check, Judge], ...]]:
        """Who judges an event of each kind: an act, or what the host tells."""
        judges = [(check, check.judge) for check in self._checks if check.judge and (acts or not check.of_acts)]
        return {kind: tuple(each for each in judges if kind in each[0].events) for kind in TOPICS.values()}

    def _find(self, check: Check, recorded: Recorded[Any], doubt: Doubt) -> None:
        if self._until is None or recorded.at <= self._until:
            self.findings.append(check.about(recorded, doubt))


def _missing(error: Exception) -> Doubt:
    what = f"{type(error).__name__} {error}"
    return Doubt("the facts on which it stands", f"they are not there: {what}")
