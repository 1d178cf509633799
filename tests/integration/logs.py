"""Logs of events that are written without deciding, and recorders whose commits are answered badly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, OperationalError, StoredEvent
from msgspec.structs import replace

from socialcommerce import Recorded
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.log import EventLog
from socialcommerce.testing.mapping import HeldKeys

AT = datetime(2021, 5, 1, 4, tzinfo=UTC)


def fact(merchant: str = "m", version: int = 1, *, name: str = "Name", minutes: int = 0) -> Recorded[Any]:
    """Some event of the stream ``merchant-<merchant>``."""
    return Recorded(
        stream=f"merchant-{merchant}",
        version=version,
        at=AT + timedelta(minutes=minutes),
        event=MerchantInvited(merchant=merchant, name=name),
    )


@contextmanager
def opened(url: str, log_class: type[EventLog] = EventLog) -> Iterator[EventLog]:
    """The log at *url*."""
    engine = engine_of(url)
    with engine.opening():
        log = log_class(engine, HeldKeys())
    try:
        yield log
    finally:
        log.close()


def told(log: EventLog) -> list[Recorded[Any]]:
    """What the log holds, without the positions, which depend on the engine."""
    return [replace(recorded, position=0) for recorded in log.read()]


class LosesTheFirstAnswer:
    """A recorder that commits what it is first given to insert, and then says that the connection broke."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._recorder = recorder
        self.answers_lost = 0

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        positions = self._recorder.insert_events(stored_events, **kwargs)
        if not self.answers_lost:
            self.answers_lost += 1
            raise OperationalError("server closed the connection unexpectedly\n\tThis probably means …")
        return positions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)


class ForgetfulLog(EventLog):
    """A log whose first commit is done but not answered."""

    def construct_recorder(self) -> Any:
        return LosesTheFirstAnswer(super().construct_recorder())
