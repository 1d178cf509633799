"""Checks: what a log shows if the rules held. A second opinion, which shares nothing with what decides.

A check looks at events one by one, in the order of the log, before the :class:`~socialcommerce.audit.picture.Picture`
has taken the event in; a closing check looks at the picture of the whole log. Both know facts and the numbers of the
rules, and none of the functions that decided.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import attrs

from socialcommerce.kernel.event import Recorded

if TYPE_CHECKING:
    from socialcommerce.audit.picture import Picture


@attrs.frozen
class Doubt:
    """What a rule leads one to expect, and what stands there instead."""

    expected: str
    found: str


@attrs.frozen(kw_only=True)
class Finding:
    """A doubt of a named check about an event: that of ``stream`` with the ``version``, at a ``position``."""

    check: str
    rule: str
    stream: str
    version: int
    position: int
    expected: str
    found: str


Judge = Callable[["Picture", str, Any, Recorded[Any]], Doubt | None]
"""Looks at an event, by the picture of what stands before it: the key of its stream, the fact, and all that is
recorded of it."""

ClosingJudge = Callable[["Picture"], Iterable[tuple[Recorded[Any], Doubt]]]


@attrs.frozen(kw_only=True)
class Check:
    """A rule under its ``name``: the ``events`` that it looks at, and the ``refusals`` that keep it when deciding.

    ``judge`` looks at an event; ``closing`` at the end. Those that look at events of any kind, or of most kinds, have
    neither, as they look together. One ``of_acts`` looks only at what somebody did: the host, who is nobody in
    particular, may do everything.
    """

    name: str
    rule: str
    events: tuple[type[Any], ...]
    refusals: tuple[str, ...]
    judge: Judge | None = None
    closing: ClosingJudge | None = None
    of_acts: bool = False

    def about(self, recorded: Recorded[Any], doubt: Doubt) -> Finding:
        """The finding that *doubt* makes of *recorded*."""
        return Finding(
            check=self.name,
            rule=self.rule,
            stream=recorded.stream,
            version=recorded.version,
            position=recorded.position,
            expected=doubt.expected,
            found=doubt.found,
        )


CHECKS: Final[dict[str, Check]] = {}
"""Every check by its name."""


def check(
    name: str, rule: str, *events: type[Any], refusals: tuple[str, ...] = (), of_acts: bool = False
) -> Callable[[Judge], Judge]:
    """Make a function the check *name*, which looks at *events* as they come, or at those that somebody did."""

    def decorate(judge: Judge) -> Judge:
        declare(name, rule, *events, refusals=refusals, judge=judge, of_acts=of_acts)
        return judge

    return decorate


def closing_check(
    name: str, rule: str, *events: type[Any], refusals: tuple[str, ...] = ()
) -> Callable[[ClosingJudge], ClosingJudge]:
    """Make a function the check *name*, which looks at the picture of the whole log; *events* are what it is about."""

    def decorate(judge: ClosingJudge) -> ClosingJudge:
        declare(name, rule, *events, refusals=refusals, closing=judge)
        return judge

    return decorate


def declare(
    name: str,
    rule: str,
    *events: type[Any],
    refusals: tuple[str, ...] = (),
    judge: Judge | None = None,
    closing: ClosingJudge | None = None,
    of_acts: bool = False,
) -> Check:
    """A new check among :data:`CHECKS`."""
    if name in CHECKS:
        raise ValueError(f"check {name!r} is there already")
    CHECKS[name] = Check(
        name=name, rule=rule, events=events, refusals=refusals, judge=judge, closing=closing, of_acts=of_acts
    )
    return CHECKS[name]


def differs(expected: object, found: object) -> Doubt | None:
    """A doubt if the two differ."""
    return None if expected == found else Doubt(shown(expected), shown(found))


def shown(value: object) -> str:
    """*value* as it stands in findings: instants in ISO 8601, all else as it prints, shortened."""
    text = value.isoformat() if hasattr(value, "isoformat") else f"{value}"
    return text if len(text) <= 300 else f"{text[:299]}…"
