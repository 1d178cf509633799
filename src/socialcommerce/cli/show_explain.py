"""How explanations look in a terminal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from socialcommerce.cli.console import escape
from socialcommerce.cli.show import local, money, table_of
from socialcommerce.rules import Rules
from socialcommerce.services.attribution_reasons import AttributionReasons
from socialcommerce.services.commission_reasons import CommissionReasons, EarnerCommission, Nobody
from socialcommerce.services.feed_reasons import ActivityReasons, FeedReasons
from socialcommerce.services.standing import Neighbour, OffBoard, Standing

_OFF_BOARD: Final[dict[OffBoard, str]] = {
    "closed": "the shop is closed",
    "without-points": "a score of 1 is needed",
    "behind-the-last": "the board is full of shops before it",
}
_NOBODY: Final[dict[Nobody, str]] = {
    "not-paid": "the order was never paid",
    "unattributed": "the order is attributed to no shop",
    "own-sale": "nobody earns by what they sell themselves",
    "less-than-one": "its lines give less than 1",
    "before-commission": "it was paid before the store knew of commission",
}


def standing(found: Standing) -> RenderableType:
    """Where a shop stands on the board, and what parts it from those beside it."""
    if found.off_board:
        title = f"{found.shop} is not on the board: {_OFF_BOARD[found.off_board]}"
    else:
        title = f"{found.shop} has rank {found.rank} and stands in place {found.place}"
    if found.above is None and found.below is None:
        return Text(f"{title}\n")
    table = _table(title, "", "shop", "rank>", "influence>", "parted by")
    for name, beside in (("above", found.above), ("below", found.below)):
        if beside is not None:
            cells = (escape(beside.shop), f"{beside.rank}", f"{beside.score:,}", _parted(beside))
            table.add_row(name, *cells)
    return table


def _table(title: str, *columns: str) -> Table:
    """A table that folds what does not fit: of the name of an event nothing is left out."""
    table = table_of(title, *columns)
    for column in table.columns:
        column.overflow = "fold"
    return table


def _parted(beside: Neighbour) -> str:
    return f"{beside.points:,} points" if beside.points else "the order of their ids"


def attribution(found: AttributionReasons, rules: Rules) -> RenderableType:
    """The reasons that were tried, and what each found."""
    owed = f"{found.shop} ({found.reason})" if found.shop else "nobody"
    title = f"{found.order} of {found.buyer} is attributed to {owed}"
    table = _table(title, "reason", "found", "shop", "share", "until", "event", "holds")
    for tried in found.tried:
        for index, finding in enumerate(tried.findings, 1):
            is_last = index == len(tried.findings)
            of = (escape(finding.shop or ""), escape(finding.share or ""), _instant(finding.until, rules))
            holds = _yes(holds=tried.holds) if is_last else ""
            name = tried.reason if index == 1 else ""
            table.add_row(name, finding.word, *of, escape(finding.source or ""), holds)
    return table


def commission(found: CommissionReasons, rules: Rules) -> Iterator[RenderableType]:
    """What each line gives, and what became of each earner's part."""
    columns = ("line>", "product", "amount>", "refunded>", "left>", "rate>", "commission>")
    table = _table(f"The commission of {found.order}: {found.status}", *columns)
    for line in found.lines:
        amounts = [money(amount, rules) for amount in (line.amount, line.refunded, line.left)]
        rate = f"{line.rate_bp / 100:g} %"
        table.add_row(str(line.line), escape(line.product), *amounts, rate, money(line.commission, rules))
    table.add_section()
    table.add_row("", "in all", "", "", "", "", f"[bold]{money(found.total, rules)}[/]")
    yield table
    if found.nobody:
        yield Text(f"Nobody earns by it: {_NOBODY[found.nobody]}.\n")
    elif found.status == "frozen":
        held = f"held up by {', '.join(found.held_by)}" if found.held_by else _instant(found.due_at, rules)
        yield Text(f"Approved from: {held}\n")
    for earner in found.earners:
        yield _earner(earner, rules)


def _earner(earner: EarnerCommission, rules: Rules) -> RenderableType:
    title = f"The part of {earner.member}, level {earner.level}: {money(earner.part, rules)}"
    table = _table(title, "when", "kind", "reference", "event", "amount>")
    for change in earner.changes:
        what = (change.kind, escape(change.reference or ""), escape(change.source))
        table.add_row(local(change.at, rules), *what, money(change.amount, rules))
    table.add_section()
    table.add_row("", "not paid out", "", "", f"[bold]{money(earner.unsettled, rules)}[/]")
    return table


def feed(found: FeedReasons, rules: Rules) -> Iterator[RenderableType]:
    """What a member did with a product, and the conditions under which another sees it."""
    if not found.activities:
        yield Text(f"{found.friend} did nothing with {found.product} that a friend could see.\n")
    for activity in found.activities:
        yield _activity(found, activity, rules)


def _activity(found: FeedReasons, activity: ActivityReasons, rules: Rules) -> RenderableType:
    of = activity.share or (f"{activity.order}, line {activity.line}" if activity.order else activity.source)
    seen = "sees" if activity.seen else "does not see"
    title = f"{found.viewer} {seen} the {activity.kind} of {found.product} by {found.friend} ({of})"
    table = _table(title, "condition", "holds", "since", "event")
    for each in activity.conditions:
        table.add_row(each.name, _yes(holds=each.holds), _instant(each.since, rules), escape(each.source or ""))
    return table


def _yes(*, holds: bool) -> Text:
    return Text("yes", style="green") if holds else Text("no", style="red")


def _instant(instant: datetime | None, rules: Rules) -> str:
    return local(instant, rules) if instant else ""
