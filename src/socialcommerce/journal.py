"""Journals: commands as JSON Lines, brought into a store exactly once.

A line is ``{"at": "1997-01-05T12:00:01+08:00", "do": "orders.place", "args": {…}, "by": "m7"}``; ``by`` may be left
out. Lines are in order of time.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs
import msgspec

from socialcommerce.commerce import Batch, SocialCommerce
from socialcommerce.errors import Conflict, CorruptLog, MalformedJournal, SocialCommerceError, StoreUnavailable
from socialcommerce.journal_report import Done, RefusedLine, Report, Tally
from socialcommerce.kernel.clock import EPOCH, Instant, utc
from socialcommerce.kernel.keys import ActorKey
from socialcommerce.services.cases import Cases
from socialcommerce.services.catalog import Budgets, Merchants, Products
from socialcommerce.services.command import Command, commands_of, explain, given_to
from socialcommerce.services.conversations import Conversations
from socialcommerce.services.decisions import ATTEMPTS
from socialcommerce.services.imports import Imports
from socialcommerce.services.journeys import Journeys
from socialcommerce.services.members import Members
from socialcommerce.services.messages import Messages
from socialcommerce.services.orders import Orders
from socialcommerce.services.payouts import Payouts
from socialcommerce.services.recommendations import Favourites, Recommendations
from socialcommerce.services.rulebook import Rulebooks
from socialcommerce.services.shares import Shares
from socialcommerce.services.shops import Shelves, Shops
from socialcommerce.services.statements import Statements

LINES_AT_ONCE: Final = 2_000
"""Lines whose facts are appended in one transaction."""

COMMANDS: Final[dict[str, Command]] = {
    f"{name}.{method}": command
    for name, service in (
        ("rules", Rulebooks),
        ("members", Members),
        ("merchants", Merchants),
        ("products", Products),
        ("shops", Shops),
        ("shelves", Shelves),
        ("shares", Shares),
        ("journeys", Journeys),
        ("orders", Orders),
        ("imports", Imports),
        ("cases", Cases),
        ("conversations", Conversations),
        ("messages", Messages),
        ("budgets", Budgets),
        ("payouts", Payouts),
        ("statements", Statements),
        ("recommendations", Recommendations),
        ("favourites", Favourites),
    )
    for method, command in commands_of(service).items()
}
"""Every command by the word that a journal gives it."""


@attrs.frozen
class Journal:
    """A journal that has been checked: the SHA-256 of its first line, its lines, and when its last one happened."""

    path: Path
    digest: str
    lines: int
    last_at: datetime


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    at: Instant
    do: str
    args: msgspec.Raw
    by: ActorKey | None = None


@attrs.frozen
class Entry:
    """A checked line: which command, by whom, when, and its arguments."""

    at: datetime
    do: str
    by: str | None
    arguments: msgspec.Struct


_decode_line: Final = msgspec.json.Decoder(_Line).decode
_decode_arguments: Final = {
    do: msgspec.json.Decoder(command.arguments_in_journals).decode for do, command in COMMANDS.items()
}


def parse(number: int, line: bytes) -> Entry:
    """The command on line *number*; :class:`~socialcommerce.errors.MalformedJournal` if it is none."""
    given: Any = None
    try:
        found = _decode_line(line)
        if found.do not in COMMANDS:
            raise MalformedJournal(number, f"do is {found.do!r:.60}: there is no such command")
        given = found.args
        arguments = _decode_arguments[found.do](given)
    except msgspec.ValidationError as error:
        if given is not None and str(error).endswith(("unknown field `at`", "unknown field `by`")):
            raise MalformedJournal(number, "at and by stand beside args, not in them") from None
        if given is None:
            raise MalformedJournal(number, explain(error, _decoded(line))) from None
        to = COMMANDS[found.do].arguments_in_journals
        raise MalformedJournal(number, explain(error, _decoded(given), to, within="args")) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJournal(number, f"is not JSON: {error}") from None
    try:
        return Entry(utc(found.at), found.do, found.by, arguments)
    except ValueError as error:
        raise MalformedJournal(number, str(error)) from None


def check(path: Path) -> Journal:
    """The journal at *path*, every line of it checked.

    :class:`~socialcommerce.errors.MalformedJournal` names the first line that is wrong.
    """
    if path.exists() and not path.is_file():
        raise ValueError(f"journal {path} is not a file: it is read twice, so write it to one")
    first, count = b"", 0
    before = EPOCH
    for count, line in _lines(path):
        entry = parse(count, line)
        first = first or line
        if entry.at < before:
            raise MalformedJournal(
                count, f"at {entry.at.isoformat()} is before {before.isoformat()}, the line before it"
            )
        before = entry.at
    if not count:
        raise MalformedJournal(1, "is missing: the journal is empty")
    return Journal(path, hashlib.sha256(first).hexdigest(), count, before)


def ingest(
    commerce: SocialCommerce,
    journal: Journal | Path,
    *,
    name: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Bring a journal into the store, each line exactly once, whatever happens in between.

    A path is checked first: a malformed journal raises :class:`~socialcommerce.errors.MalformedJournal` before
    anything is written. The journal is known by *name*, or else by its digest: lines of it that are in the store
    are skipped. *progress* is called with the lines done and the lines in all.
    """
    if isinstance(journal, Path):
        journal = check(journal)
    batch = commerce.batch(f"journal:{name or journal.digest}")
    tally = Tally()
    conflicts, reached = 0, batch.unit.done
    while True:
        try:
            for done in _bring_in(batch, journal, tally):
                if progress:
                    progress(min(done, journal.lines), journal.lines)
            return tally.report(journal.lines)
        except Conflict:
            batch.unit.refresh()
            tally.forget_after(batch.unit.appended)
            conflicts = conflicts + 1 if batch.unit.done == reached else 1
            reached = batch.unit.done
            if conflicts == ATTEMPTS:
                raise


def _bring_in(batch: Batch, journal: Journal, tally: Tally) -> Iterator[int]:
    """Do the lines that are not done, append many at a time, and give how many are done after each time."""
    number = 0
    for number, line in _lines(journal.path):
        if number <= batch.unit.done:
            continue
        tally.pending.append(_apply(batch, number, parse(number, line)))
        batch.unit.done = number
        if number % LINES_AT_ONCE == 0:
            batch.unit.append()
            tally.count()
            yield number
    if number != journal.lines:
        raise MalformedJournal(number, f"is the last of {journal.lines}: the journal changed while it was read")
    batch.unit.append()
    tally.count()
    yield batch.unit.done


def _apply(batch: Batch, number: int, entry: Entry) -> Done:
    service = entry.do.partition(".")[0]
    command = COMMANDS[entry.do]
    given = given_to(entry.arguments)
    decided = batch.unit.decided
    try:
        command.function(getattr(batch, service), **given | {"at": entry.at, "by": entry.by})
    except (Conflict, StoreUnavailable, CorruptLog):
        raise
    except SocialCommerceError as error:
        return Done(number, "refused", RefusedLine(number, error.code, str(error)))
    except ValueError as error:
        return Done(number, "refused", RefusedLine(number, "bad-value", str(error)))
    return Done(number, "applied" if batch.unit.decided > decided else "unchanged")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        yield from enumerate((line.rstrip(b"\r\n") for line in file), 1)


def _decoded(raw: Any) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
