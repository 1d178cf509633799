"""What became of the lines of a journal."""

from typing import Literal

import attrs

Outcome = Literal["applied", "unchanged", "refused"]


@attrs.frozen
class RefusedLine:
    """A line that a rule refused; it changed nothing."""

    line: int
    code: str
    message: str


@attrs.frozen
class Report:
    """What became of a journal's lines; the last four add up to ``lines``.

    ``unchanged``: the wish was already fulfilled; ``skipped``: done in an earlier run.
    """

    lines: int
    applied: int
    unchanged: int
    refused: int
    skipped: int
    refusals: tuple[RefusedLine, ...]


@attrs.frozen
class Done:
    """What became of one line."""

    line: int
    outcome: Outcome
    refusal: RefusedLine | None = None


@attrs.define
class Tally:
    """What became of the lines: counted once they are appended, forgotten if their append meets a conflict."""

    pending: list[Done] = attrs.Factory(list)
    counts: dict[Outcome, int] = attrs.Factory(lambda: {"applied": 0, "unchanged": 0, "refused": 0})
    refusals: list[RefusedLine] = attrs.Factory(list)

    def count(self) -> None:
        """Count what is pending: it has been appended."""
        for each in self.pending:
            self.counts[each.outcome] += 1
            if each.refusal:
                self.refusals.append(each.refusal)
        self.pending.clear()

    def forget_after(self, line: int) -> None:
        """Forget what is pending of the lines after *line*: they have to be done again, or others did them."""
        self.pending = [each for each in self.pending if each.line <= line]

    def report(self, lines: int) -> Report:
        """The report on a journal of so many *lines*; those that were not counted were done before."""
        return Report(lines, **self.counts, skipped=lines - sum(self.counts.values()), refusals=tuple(self.refusals))
