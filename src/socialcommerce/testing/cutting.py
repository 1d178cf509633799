"""Logs as examples: drawn slowly, so a log that breaks a law is cut short itself, and no other is drawn for it."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, settings

from socialcommerce import Recorded

T = TypeVar("T", bound=Callable[..., Any])
Log = list[Recorded[Any]]

SHOWN: Final = 5
"""Events of a log that are shown at most."""


@attrs.frozen
class Drawn:
    """A *log* as an example, which Hypothesis shows by its length: a law shows what of it matters."""

    log: Log

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - Hypothesis calls it so
        printer.text(f"a log of {len(self.log)} events")


def fit_for_logs(test: T) -> T:
    """*test* by the settings of Hypothesis, but those that are not for logs: no deadline, no check of how they are
    drawn, no shrinking, for which a store would be told a history each time.
    """
    here = settings()  # as they are when the law is called, not when it was imported
    phases = [phase for phase in here.phases if phase not in (Phase.shrink, Phase.explain)]
    suppressed = {*here.suppress_health_check, HealthCheck.too_slow, HealthCheck.data_too_large}
    return settings(here, deadline=None, phases=phases, suppress_health_check=suppressed)(test)


def expect_of_each_beginning(log: Log, check: Callable[[Log], None]) -> None:
    """Check *log*; if that raises, raise what the shortest beginning of it does, with a note of its last events."""
    try:
        check(log)
    except Exception:
        for length in range(len(log) + 1):
            try:
                check(log[:length])
            except Exception as error:
                error.add_note(_note(log, length))
                raise error from None
        raise


def _note(log: Log, length: int) -> str:
    last = log[max(0, length - SHOWN) : length]
    lines = [f"  {number}. {each.reference} {each.event!r}" for number, each in enumerate(last, length - len(last) + 1)]
    return "\n".join([f"it takes {length} of {len(log)} events, the last of them:", *(lines or ["  none"])])
