"""How orders, customers, earnings and rules look in a terminal."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from socialcommerce.cli.console import escape
from socialcommerce.cli.show import local, money, table_of, with_next
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.kernel.clock import local_day
from socialcommerce.rules import Rules, Setting
from socialcommerce.services.case_list import WaitingCase
from socialcommerce.services.customers import Customer
from socialcommerce.services.deadlines import Tick
from socialcommerce.services.earnings import Balance, EarningsStatement, Payable
from socialcommerce.services.order_entries import ImportedEntry, OrderedLine, OrderEntry
from socialcommerce.services.paging import Page
from socialcommerce.services.rulebook import RuleChange
from socialcommerce.services.statements import MerchantStatement

_WISHES: Final[dict[Kind, str]] = {"refund_only": "refund", "return_and_refund": "return", "exchange": "exchange"}
_BLANK: Final = ("", "", "")


def tick(found: Tick) -> RenderableType:
    """What a tick did."""
    return Text(f"overdue orders: {found.orders:,} · facts recorded: {found.facts:,}", style="dim")


def orders(member: str, page: Page[OrderEntry], rules: Rules) -> RenderableType:
    """A page of a member's orders, a row for each line, and one for each case that holds it up."""
    if not page.entries:
        return Text(f"{member} has ordered nothing.\n")
    table = table_of(f"What {member} ordered", "day", "order", "status", "what", "amount>", "refunded>")
    for entry in page.entries:
        placed = [f"{local_day(entry.placed_at, rules.zone)}", escape(entry.order), entry.status]
        for line in entry.lines:
            table.add_row(*(placed if line.number == 1 else _BLANK), *_bought(line, rules))
            for case in _open_cases(entry, line):
                table.add_row(*_BLANK, Text(case, style="yellow"))
    return with_next(table, page.next)


def cases(page: Page[WaitingCase], rules: Rules) -> RenderableType:
    """A page of the cases that wait."""
    if not page.entries:
        return Text("No case waits.\n")
    columns = ("case", "merchant", "wish", "status", "waits for", "until")
    table = table_of("Cases that wait, the oldest first", *columns)
    for each in page.entries:
        until = f"{local(each.due_at, rules)}" if each.due_at else ""
        who = (escape(each.case), escape(each.merchant))
        table.add_row(*who, _WISHES[each.kind], each.status, each.awaited, until)
    return with_next(table, page.next)


def imported(member: str, page: Page[ImportedEntry], rules: Rules) -> RenderableType:
    """A page of what a member bought elsewhere, a row for each line."""
    if not page.entries:
        return Text(f"Nothing was imported that {member} bought elsewhere.\n")
    title = f"What {member} bought elsewhere"
    table = table_of(title, "when", "order", "merchant", "source", "product", "quantity>", "amount>")
    for entry in page.entries:
        bought = [local(entry.bought_at, rules), *map(escape, (entry.number, entry.merchant, entry.source))]
        for line in entry.lines:
            what = (escape(line.title), f"{line.quantity:,}", money(line.amount, rules))
            table.add_row(*(bought if line.number == 1 else [""] * len(bought)), *what)
    return with_next(table, page.next)


def customers(shop: str, found: Sequence[Customer], rules: Rules) -> RenderableType:
    """The customers of a shop."""
    if not found:
        return Text(f"{shop} has no customers.\n")
    table = table_of(f"Customers of {shop}", "member", "since")
    for each in found:
        table.add_row(escape(each.member), local(each.since, rules))
    return table


def balance(found: Balance, rules: Rules) -> RenderableType:
    """What a member has earned."""
    table = table_of(f"What {found.member} has earned", "", "amount>")
    for name in ("pending", "frozen", "approved", "paid_out"):
        table.add_row(name.replace("_", " "), money(getattr(found, name), rules))
    table.add_section()
    table.add_row("in all", f"[bold]{money(found.total, rules)}[/]")
    return table


def payable(found: Sequence[Payable], rules: Rules) -> RenderableType:
    """What can be paid out."""
    if not found:
        return Text("Nothing can be paid out.\n")
    table = table_of("Payable", "member", "amount>")
    for each in found:
        table.add_row(escape(each.member), money(each.amount, rules))
    table.add_section()
    table.add_row("in all", f"[bold]{money(sum(each.amount for each in found), rules)}[/]")
    return table


def earnings_statement(found: EarningsStatement, rules: Rules) -> RenderableType:
    """What changed what a member is owed in a month."""
    table = table_of(
        f"What {found.member} is owed, {found.month}", "when", "order", "kind", "reference", "amount>", "balance>"
    )
    table.add_row("", "", "opening", "", "", money(found.opening, rules))
    for each in found.entries:
        what = (escape(each.order), each.kind, escape(each.reference or ""))
        table.add_row(local(each.at, rules), *what, money(each.amount, rules), money(each.balance, rules))
    table.add_section()
    table.add_row("", "", "closing", "", "", f"[bold]{money(found.closing, rules)}[/]")
    return table


def statement(found: MerchantStatement, rules: Rules) -> RenderableType:
    """What a merchant's month comes to."""
    state = "closed" if found.closed else "open"
    table = table_of(f"Statement of {found.merchant}, {found.month} ({state})", "", "amount>")
    table.add_row("payments", money(found.payments, rules))
    table.add_row("refunds", money(-found.refunds, rules))
    table.add_row("commission", money(-found.commission, rules))
    table.add_row("subsidy from budgets", money(found.subsidy, rules))
    table.add_section()
    table.add_row("net", f"[bold]{money(found.net, rules)}[/]")
    table.add_section()
    table.add_row("excess, in what buyers paid less", money(found.excess, rules), style="dim")
    return table


def settings(rules: Rules) -> RenderableType:
    """The rules in force."""
    table = table_of("Rules in force", "rule", "value>")
    for name, value in rules.settings().items():
        table.add_row(name, _setting(value))
    return table


def announced(changes: Sequence[RuleChange], rules: Rules) -> RenderableType:
    """Changes of the rules that hold only later."""
    if not changes:
        return Text("No change is announced.\n")
    table = table_of("Announced", "from", "rule", "value>")
    for change in changes:
        for name, value in change.settings.items():
            table.add_row(local(change.holds_from, rules), name, _setting(value))
    return table


def _setting(value: Setting) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(each if isinstance(each, str) else f"{each[0]:,}: {each[1]}" for each in value)
        case int():
            return f"{value:,}"
    return escape(value)


def _bought(line: OrderedLine, rules: Rules) -> tuple[str, str, str]:
    refunded = money(line.refunded, rules) if line.refunded else ""
    return f"{line.quantity:,} × {escape(line.title)}", money(line.amount, rules), refunded


def _open_cases(entry: OrderEntry, line: OrderedLine) -> Iterator[str]:
    return (f"{_WISHES[case.kind]} {case.status}" for case in entry.cases if case.line == line.number)
