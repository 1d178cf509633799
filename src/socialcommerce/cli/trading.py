"""The commands of the terminal about orders, cases, customers, earnings and the rules."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import attrs
import typer

from socialcommerce.cli import show_trading as show
from socialcommerce.cli.console import (
    DEFAULT_STORE,
    AsCsv,
    AsJson,
    At,
    Store,
    instant,
    only_one_form,
    out,
    print_csv,
    print_json,
    progress_bar,
)
from socialcommerce.commerce import SocialCommerce
from socialcommerce.projections.cases import Awaited


def tick(
    store: Store = DEFAULT_STORE,
    now: Annotated[
        str | None, typer.Option(help="Up to this instant, such as 2021-06-01T12:00:00+08:00; by default now.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Carry out the deadlines that have passed: orders, cases, commission."""
    until = instant(now, "--now")
    with SocialCommerce.open(store, create=False) as commerce, progress_bar(quiet=as_json) as bar:
        task = bar.add_task("overdue orders", total=None)
        found = commerce.tick(until, progress=lambda done: bar.update(task, completed=done))
    if as_json:
        print_json(attrs.asdict(found))
    else:
        out.print(show.tick(found))


def orders(
    member: str,
    store: Store = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(help="Orders on the page, 1 to 100.")] = 20,
    after: Annotated[int | None, typer.Option(help="The cursor that the page before gave.")] = None,
    imported: Annotated[
        bool, typer.Option("--imported", help="Those that merchants imported from elsewhere, instead.")
    ] = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """List what a member bought over all merchants; as CSV all of it, imported orders too."""
    only_one_form(as_csv=as_csv, as_json=as_json)
    with SocialCommerce.open(store, create=False) as commerce:
        if as_csv:
            print_csv(commerce.order_list.csv(member))
            return
        rules = commerce.rules.at()
        if imported:
            elsewhere = commerce.order_list.imported(member, limit, after)
            print_json(attrs.asdict(elsewhere)) if as_json else out.print(show.imported(member, elsewhere, rules))
            return
        page = commerce.order_list.of(member, limit, after)
        print_json(attrs.asdict(page)) if as_json else out.print(show.orders(member, page, rules))


def cases(
    store: Store = DEFAULT_STORE,
    merchant: Annotated[str | None, typer.Option(help="Those of one merchant.")] = None,
    awaited: Annotated[Awaited | None, typer.Option("--for", help="Those that wait for these alone.")] = None,
    limit: Annotated[int, typer.Option(help="Cases on the page, 1 to 100.")] = 20,
    after: Annotated[int | None, typer.Option(help="The cursor that the page before gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the after-sale cases that wait for someone, the oldest first."""
    with SocialCommerce.open(store, create=False) as commerce:
        page = commerce.case_list.waiting(awaited, merchant, limit, after)
        print_json(attrs.asdict(page)) if as_json else out.print(show.cases(page, commerce.rules.at()))


def customers(shop: str, store: Store = DEFAULT_STORE, as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """List the members that are bound to a shop."""
    only_one_form(as_csv=as_csv, as_json=as_json)
    with SocialCommerce.open(store, create=False) as commerce:
        if as_csv:
            print_csv(commerce.customers.csv(shop))
            return
        found = commerce.customers.of(shop)
        if as_json:
            print_json([attrs.asdict(each) for each in found])
        else:
            out.print(show.customers(shop, found, commerce.rules.at()))


def earnings(
    member: str,
    store: Store = DEFAULT_STORE,
    month: Annotated[str | None, typer.Option(help="What changed in a month, such as 2021-05.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a member has earned, or what changed it in a month."""
    with SocialCommerce.open(store, create=False) as commerce:
        if month is not None:
            statement = commerce.earnings.statement(member, month)
            if as_json:
                print_json(attrs.asdict(statement))
            else:
                out.print(show.earnings_statement(statement, commerce.rules.at()))
            return
        balance = commerce.earnings.of(member)
        if as_json:
            print_json({**attrs.asdict(balance), "owed": balance.owed, "total": balance.total})
        else:
            out.print(show.balance(balance, commerce.rules.at()))


def payable(store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """List the members to whom a payout can be made now, and what it comes to."""
    with SocialCommerce.open(store, create=False) as commerce:
        found = commerce.earnings.payable()
        if as_json:
            print_json([attrs.asdict(each) for each in found])
        else:
            out.print(show.payable(found, commerce.rules.at()))


def statement(
    merchant: str,
    month: Annotated[str, typer.Argument(help="Such as 2021-05.")],
    store: Store = DEFAULT_STORE,
    as_json: AsJson = False,
) -> None:
    """Show what a merchant's month comes to."""
    with SocialCommerce.open(store, create=False) as commerce:
        found = commerce.statements.of(merchant, month)
        if as_json:
            print_json({**attrs.asdict(found), "net": found.net})
        else:
            out.print(show.statement(found, commerce.rules.at()))


def rules(store: Store = DEFAULT_STORE, at: At = None, as_json: AsJson = False) -> None:
    """Show the rules in force, and the changes of them that are announced."""
    with SocialCommerce.open(store, create=False) as commerce:
        when = instant(at) or commerce.clock.now()
        in_force = commerce.rules.at(when)
        announced = [change for change in commerce.rules.history() if change.holds_from > when]
        if as_json:
            changes = [attrs.asdict(change) for change in announced]
            print_json({"settings": in_force.settings(), "announced": changes})
        else:
            out.print(show.settings(in_force))
            out.print(show.announced(announced, in_force))


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (
    tick,
    orders,
    cases,
    customers,
    earnings,
    payable,
    statement,
    rules,
)
"""Each under its own name."""
