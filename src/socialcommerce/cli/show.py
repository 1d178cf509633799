"""How reads look in a terminal: tables, with money in the currency's major unit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from socialcommerce.cli.console import escape
from socialcommerce.journal_report import Report
from socialcommerce.kernel.clock import local_day, zone
from socialcommerce.rules import Rules
from socialcommerce.services.feeds import FeedEntry, FriendShop
from socialcommerce.services.influence import BoardEntry, Explanation, Score
from socialcommerce.services.paging import Page
from socialcommerce.services.storefronts import ShownSlot, Storefront

SHOWN_CONTRIBUTIONS = 12
"""Contributions that a table lists; the JSON has all."""


def money(minor: int, rules: Rules) -> str:
    """An amount of minor units for people: ``¥2,461.99``."""
    sign, symbol = "-" if minor < 0 else "", "¥" if rules.currency == "CNY" else f"{rules.currency} "
    per_major = rules.influence.minor_per_major
    major, rest = divmod(abs(minor), per_major)
    digits = len(str(per_major)) - 1
    return f"{sign}{symbol}{major:,}" + (f".{rest:0{digits}}" if digits else "")


def local(instant: datetime, rules: Rules) -> str:
    """An instant in the store's time zone."""
    return f"{instant.astimezone(zone(rules.zone)):%Y-%m-%d %H:%M}"


def report(found: Report) -> RenderableType:
    """What became of a journal's lines."""
    parts = (
        f"{found.lines:,} lines",
        f"{found.applied:,} applied",
        f"{found.unchanged:,} unchanged",
        f"{found.refused:,} refused",
        f"{found.skipped:,} done before",
    )
    return Text(" · ".join(parts) + "\n", style="dim")


def refusals(found: Report) -> RenderableType:
    """Every refused line."""
    table = table_of("Refused", "line>", "code", "why")
    for refused in found.refusals:
        table.add_row(str(refused.line), refused.code, escape(refused.message))
    return table


def board(entries: Sequence[BoardEntry], rules: Rules) -> RenderableType:
    """The board."""
    table = table_of(f"TOP {rules.influence.board_size}", "rank>", "shop", "influence>", "net sales>", "visits>")
    for entry in entries:
        cells = (str(entry.rank), escape(entry.shop), f"{entry.score:,}")
        table.add_row(*cells, money(entry.net_sales, rules), f"{entry.visits:,}")
    return table if entries else Text("No open shop has a score yet.\n")


DID: Final = {
    "placement": "placed",
    "share": "shared",
    "recommended": "recommends",
    "recommended_after_purchase": "bought and recommends",
    "purchase": "bought",
}
"""What a friend did, by the kind of the activity or the label of a recommendation."""


def feed(member: str, page: Page[FeedEntry], rules: Rules) -> RenderableType:
    """A page of a member's feed."""
    if not page.entries:
        return Text(f"Nothing to see from friends of {member}.\n")
    return activities(f"What {member} sees of friends", page, rules)


def activities(title: str, page: Page[FeedEntry], rules: Rules) -> RenderableType:
    """A page of what friends did."""
    table = table_of(title, "day", "friend", "did", "product", "price>", "by share>")
    for entry in page.entries:
        table.add_row(
            f"{local_day(entry.at, rules.zone)}",
            called(entry.nickname, entry.friend),
            DID[entry.label or entry.kind],
            escape(entry.title),
            money(entry.price, rules),
            money(entry.exclusive_price, rules) if entry.share and entry.exclusive_price else "",
        )
    return with_next(table, page.next)


def friends(member: str, panel: Sequence[FriendShop], rules: Rules) -> RenderableType:
    """The three friends with the most influence."""
    if not panel:
        return Text(f"No friend of {member} has an open shop.\n")
    table = table_of("Three friends", "friend", "influence>", "net sales>", "visits>")
    for friend in panel:
        name = called(friend.nickname, friend.shop)
        table.add_row(name, f"{friend.score:,}", money(friend.net_sales, rules), f"{friend.visits:,}")
    return table


def storefront(shop: Storefront, rules: Rules, now: datetime) -> RenderableType:
    """A shop as visitors see it at *now*."""
    head = Text(shop.sign or "", style="italic")
    figures = Text(
        f"influence {shop.score:,} · sold for friends {money(shop.net_sales, rules)}"
        f" · visits {shop.visits:,}, visitors {shop.visitors:,}"
    )
    title = called(shop.nickname, shop.shop)
    if not shop.open:
        return Panel(Group(head, figures, Text("closed", style="red")), title=title, box=box.ROUNDED)
    table = table_of(
        "",
        "slot>",
        "product",
        "price>",
        "friends pay>",
        f"{rules.catalog.lowest_price_window_days}-day low>",
        "locked until",
    )
    by_number = {slot.slot: slot for slot in shop.slots}
    for number in range(shop.capacity):
        slot = by_number.get(number)
        if slot is None:
            table.add_row(str(number + 1), Text("free", style="dim"))
            continue
        prices = (money(slot.price, rules), _friends_pay(slot, rules), money(slot.lowest_price, rules))
        locked = f"{slot.unlocks_at.astimezone(zone(rules.zone)):%m-%d %H:%M}" if now < slot.unlocks_at else ""
        table.add_row(str(number + 1), escape(slot.title), *prices, locked)
    return Panel(Group(head, figures, table), title=title, box=box.ROUNDED, expand=False)


def _friends_pay(slot: ShownSlot, rules: Rules) -> str:
    if slot.subsidy_ended:
        return "[dim]ended[/]"
    return money(slot.exclusive_price, rules) if slot.exclusive_price else ""


def score(found: Score, rules: Rules) -> RenderableType:
    """A score, with the formula filled in."""
    weights = rules.influence
    major = found.net_sales // weights.minor_per_major
    return Text.assemble(
        "\nInfluence of ",
        (found.shop, "bold"),
        ": ",
        (f"{found.score:,}", "bold green"),
        f" = {major:,} × {weights.sales_weight} for net sales of {money(found.net_sales, rules)}"
        f" + {found.counted_visits:,} × {weights.visit_weight} for counted visits"
        f" + {found.active_days:,} × {weights.active_day_weight} for active days",
    )


def made_of(explanation: Explanation, rules: Rules) -> RenderableType:
    """The kinds of events that make up a score."""
    table = table_of("What it is made of", "kind", "events>", "amount>", "points>")
    for kind in ("sale", "refund", "visit", "activity"):
        some = [each for each in explanation.contributions if each.kind == kind]
        amount = sum(each.amount for each in some)
        told = money(amount, rules) if kind in ("sale", "refund") else ""
        table.add_row(kind, f"{len(some):,}", told, f"{sum(each.points for each in some):,}")
    table.add_section()
    table.add_row("", f"{len(explanation.contributions):,}", "", f"[bold]{explanation.score.score:,}[/]")
    return table


def contributions(explanation: Explanation, rules: Rules) -> RenderableType:
    """The last events that made up a score."""
    last = explanation.contributions[-SHOWN_CONTRIBUTIONS:]
    table = table_of(f"The last {len(last)} events (all with --json)", "when", "kind", "amount>", "points>", "event")
    for each in last:
        told = money(each.amount, rules) if each.kind in ("sale", "refund") else ""
        table.add_row(local(each.at, rules), each.kind, told, f"{each.points:+,}", escape(each.source or ""))
    return table


def called(nickname: str, member: str) -> str:
    """How a member is called: by nickname and id."""
    return escape(f"{nickname} ({member})" if nickname else member)


def table_of(title: str, *columns: str) -> Table:
    """A table with these columns; those that end in ``>`` are numbers."""
    table = Table(title=title or None, title_style="bold", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.rstrip(">"), justify="right" if column.endswith(">") else "left")
    return table


def with_next(table: Table, after: int | str | None) -> Table:
    """*table*, with the cursor to the next page if there is one."""
    if after is not None:
        table.caption = f"more: --after {after}"
    return table
