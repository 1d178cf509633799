"""Single faults in the file of a store, of every sort, each with what verifying is to say of it."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import attrs

Row = tuple[Any, ...]
LAST_FIRST: Final = 1_000_000_000
"""Positions through which rows pass while they are renumbered."""


@attrs.frozen
class Fault:
    """A fault that was put into a log: what it is to be called, and the place in the log, from 1, to be named."""

    kind: str
    number: int


class Vandal:
    """Changes a log in an SQLite file, whose events stand at positions from 1 without a gap."""

    def __init__(self, file: Path, chance: random.Random) -> None:
        self.file = file
        self.chance = chance
        self.events: int = self.run("SELECT count(*) FROM stored_events")[0][0]

    def run(self, statement: str, *values: Any) -> list[Row]:
        """Run one statement on the file."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def somewhere(self) -> int:
        return self.chance.randint(1, self.events)

    def flipped(self, value: bytes) -> bytes:
        """The same but for one bit."""
        bits = int.from_bytes(value) ^ 1 << self.chance.randrange(8 * len(value))
        return bits.to_bytes(len(value))

    def text_bit(self, column: str) -> Fault:
        at = self.somewhere()
        ((value,),) = self.run(f"SELECT CAST({column} AS BLOB) FROM stored_events WHERE rowid = ?", at)
        try:
            self.run(f"UPDATE stored_events SET {column} = CAST(? AS TEXT) WHERE rowid = ?", self.flipped(value), at)
        except sqlite3.IntegrityError:  # the stream that it would be has that version already
            return self.text_bit(column)
        return Fault("changed", at)

    def stream_bit(self) -> Fault:
        return self.text_bit("originator_id")

    def topic_bit(self) -> Fault:
        return self.text_bit("topic")

    def state_bit(self) -> Fault:
        at = self.somewhere()
        ((value,),) = self.run("SELECT state FROM stored_events WHERE rowid = ?", at)
        self.run("UPDATE stored_events SET state = ? WHERE rowid = ?", self.flipped(value), at)
        return Fault("changed", at)

    def version_bit(self) -> Fault:
        while True:
            at, bit = self.somewhere(), self.chance.randrange(31)
            ((stream, version),) = self.run(
                "SELECT originator_id, originator_version FROM stored_events WHERE rowid = ?", at
            )
            taken = self.run(
                "SELECT 1 FROM stored_events WHERE originator_id = ? AND originator_version = ?",
                stream,
                version ^ 1 << bit,
            )
            if not taken:
                self.run("UPDATE stored_events SET originator_version = ? WHERE rowid = ?", version ^ 1 << bit, at)
                return Fault("changed", at)

    def position_bit(self) -> Fault:
        while True:
            at, bit = self.somewhere(), self.chance.randrange(62)
            if not self.run("SELECT 1 FROM stored_events WHERE rowid = ?", at ^ 1 << bit):
                break
        self.run("UPDATE stored_events SET rowid = ? WHERE rowid = ?", at ^ 1 << bit, at)
        if at ^ 1 << bit < at:
            return Fault("renumbered" if at == 1 else "moved", 1)
        return Fault("renumbered" if at == self.events else "moved", at)

    def bit_of_the_file(self) -> Fault:
        """A bit of stream, topic or state where they lie in the file, behind the database's back."""
        data = self.file.read_bytes()
        while True:
            at = self.somewhere()
            ((topic, state),) = self.run("SELECT topic, state FROM stored_events WHERE rowid = ?", at)
            sought = topic.encode() + state[:200]
            if data.count(sought) == 1:
                break
        where = data.index(sought) + self.chance.randrange(len(sought))
        with self.file.open("r+b") as file:
            file.seek(where)
            file.write(bytes([data[where] ^ 1 << self.chance.randrange(8)]))
        return Fault("changed", at)

    def type_only(self) -> Fault:
        """The same bytes, of another type."""
        at = self.somewhere()
        self.run("UPDATE stored_events SET state = CAST(state AS TEXT) WHERE rowid = ?", at)
        return Fault("changed", at)

    def removal(self) -> Fault:
        at = self.somewhere()
        self.run("DELETE FROM stored_events WHERE rowid = ?", at)
        return Fault("removed", at)

    def hidden_removal(self) -> Fault:
        """Removed, and all that follow moved up, so that no gap tells of it."""
        fault = self.removal()
        self.shift(fault.number, -1)
        return fault

    def end_cut_off(self) -> Fault:
        at = self.somewhere()
        self.run("DELETE FROM stored_events WHERE rowid >= ?", at)
        return Fault("removed", at)

    def insertion(self) -> Fault:
        """A copy of some event under another version, for which those that follow make room."""
        at = self.somewhere()
        self.shift(at - 1, 1)
        self.run(
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
            " SELECT ?, originator_id, originator_version + 1000, topic, state FROM stored_events WHERE rowid <> ?"
            " ORDER BY rowid LIMIT 1 OFFSET ?",
            at,
            at,
            self.chance.randrange(self.events),
        )
        return Fault("inserted", at)

    def insertion_below(self) -> Fault:
        """An event at a position that comes before all, where one who follows the log never looks."""
        self.run(
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
            " SELECT ?, originator_id, originator_version + 1000, topic, state FROM stored_events WHERE rowid = ?",
            self.chance.choice([0, -1, -(2**63)]),
            self.somewhere(),
        )
        return Fault("inserted", 1)

    def swap(self) -> Fault:
        first, second = sorted(self.chance.sample(range(1, self.events + 1), 2))
        return self.exchange(first, second)

    def swap_of_neighbours(self) -> Fault:
        at = self.chance.randint(1, self.events - 1)
        return self.exchange(at, at + 1)

    def exchange(self, first: int, second: int) -> Fault:
        for old, new in ((first, LAST_FIRST), (second, first), (LAST_FIRST, second)):
            self.run("UPDATE stored_events SET rowid = ? WHERE rowid = ?", new, old)
        return Fault("moved", first)

    def shift(self, after: int, by: int) -> None:
        """Move all rows that stand after a position."""
        self.run("UPDATE stored_events SET rowid = rowid + ? WHERE rowid > ?", LAST_FIRST, after)
        self.run("UPDATE stored_events SET rowid = rowid - ? WHERE rowid > ?", LAST_FIRST - by, LAST_FIRST)


FAULTS: Final[dict[str, Callable[[Vandal], Fault]]] = {
    "a bit of the stream": Vandal.stream_bit,
    "a bit of the version": Vandal.version_bit,
    "a bit of the topic": Vandal.topic_bit,
    "a bit of the state": Vandal.state_bit,
    "a bit of the position": Vandal.position_bit,
    "a bit of the file": Vandal.bit_of_the_file,
    "another type": Vandal.type_only,
    "removed": Vandal.removal,
    "removed, the rest moved up": Vandal.hidden_removal,
    "the end cut off": Vandal.end_cut_off,
    "inserted": Vandal.insertion,
    "inserted below all": Vandal.insertion_below,
    "two swapped": Vandal.swap,
    "two neighbours swapped": Vandal.swap_of_neighbours,
}
"""Every sort of fault by its name."""
