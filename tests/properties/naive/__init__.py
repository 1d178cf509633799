"""The whole core once more, naively: plain lists and dicts, and the rules as they are told.

Nothing here is shared with the library but the numbers of its rules. All sums are made anew at every question, a
delisting really empties slots, a closing really ends shares, and the past is what the commands up to then made. Before
anything is told or asked, all that is due by then happens, each thing at its own instant.
"""

from datetime import datetime
from typing import Any

from naive.facts import NoError
from naive.people import People
from naive.reads import Reads
from naive.rulebook import Rulebook
from socialcommerce import Rules

__all__ = ["NoError", "World"]

Told = tuple[datetime, str, str | None, dict[str, Any]]


class World(Reads, People, Rulebook):
    """A store's world: tell it commands with :meth:`do`, then ask it anything."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.told: list[Told] = []

    def do(self, command: str, at: datetime, by: str | None, **arguments: Any) -> Any:
        """Carry *command* (``shelves.place``) out as of *at*, or raise :class:`NoError` and change nothing.

        What is told late is decided by what is known by now.
        """
        self.clock = max(self.clock, at)
        self.let_happen(at)
        self.by = by
        result = getattr(self, command.replace(".", "_"))(**arguments)
        self.let_happen(at)
        self.told.append((at, command, by, arguments))
        return self.shown(result)

    def at(self, instant: datetime) -> "World":
        """This world, once all that is due by *instant* has happened."""
        self.let_happen(instant)
        self.clock = instant
        self.by = None
        return self

    def as_of(self, at: datetime) -> "World":
        """The world as the commands up to *at* made it, but for texts that were erased since."""
        past = World(self.chapters[0][1])
        for instant, command, by, arguments in self.told:
            if instant <= at:
                past.do(command, instant, by, **arguments)
        for member in self.erased:
            past.forget_texts(member)
        return past.at(at)
