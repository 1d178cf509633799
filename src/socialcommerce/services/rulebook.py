"""The rules of the store: announced ahead, looked up by instant."""

from datetime import datetime

import attrs

from socialcommerce.domain import rulebook
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY, Rulebook
from socialcommerce.kernel.clock import Instant, utc
from socialcommerce.kernel.keys import ActorKey
from socialcommerce.rules import Rules, Setting
from socialcommerce.services.actors import only_platform
from socialcommerce.services.command import checked, command
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


@attrs.frozen
class RuleChange:
    """Settings by flat name (``shelves.lock_hours``) and the instant from which they hold."""

    holds_from: datetime
    settings: dict[str, Setting]


class Rulebooks(Service):
    """Rules are dated facts: every decision goes by those in force at its instant."""

    @command
    def announce(
        self,
        settings: dict[str, Setting],
        holds_from: Instant,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Announce, on the platform's part, that *settings* by flat name hold from an instant 7 days ahead or more.

        The days count from *at*; for the platform never from before the clock's now: only the host, who brings in
        history, can tell of what was announced earlier. Refused: ``notice-too-short``, ``rule-fixed``. ``ValueError``
        for a name or value that is none.
        """
        only_platform(by, "change the rules")
        instant = utc(holds_from)

        def decide(transaction: Transaction) -> None:
            book = transaction.load(RULEBOOK, RULEBOOK_KEY)
            told_at = transaction.at if by is None else max(transaction.at, utc(self._decisions.clock.now()))
            facts = rulebook.announce(book, settings, holds_from=instant, at=told_at)
            transaction.append(RULEBOOK, RULEBOOK_KEY, facts)

        self._run(decide, at=at, by=by)

    @checked
    def at(self, instant: Instant | None = None) -> Rules:
        """The rules in force at *instant* (default: now); of what is announced for a later one too."""
        when = self._decisions.clock.now() if instant is None else instant
        return self._book().at(utc(when))

    @checked
    def history(self) -> list[RuleChange]:
        """Every change of the rules by when it holds, those of the store's creation first, announced ones too."""
        return [RuleChange(chapter.holds_from, dict(chapter.changes)) for chapter in self._book().chapters]

    def _book(self) -> Rulebook:
        self._decisions.settle()
        book: Rulebook = self._decisions.from_log(RULEBOOK, RULEBOOK.stream(RULEBOOK_KEY)).state
        return book
