"""The command of the terminal that finds products."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import attrs
import typer
from rich.console import RenderableType
from rich.text import Text

from socialcommerce.cli.console import DEFAULT_STORE, AsJson, Store, escape, out, print_json
from socialcommerce.cli.show import money, table_of, with_next
from socialcommerce.commerce import SocialCommerce
from socialcommerce.rules import Rules
from socialcommerce.services.search import FoundPage


def search(
    words: Annotated[list[str] | None, typer.Argument(help="Words of the title; without any, all products.")] = None,
    store: Store = DEFAULT_STORE,
    category: Annotated[str | None, typer.Option(help="Products of this category alone.")] = None,
    member: Annotated[str | None, typer.Option(help="Who searches: what their friends recommend stands first.")] = None,
    unpersonalised: Annotated[
        bool, typer.Option("--unpersonalised", help="In the order that is the same for all.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Products on the page, 1 to 100.")] = 20,
    after: Annotated[str | None, typer.Option(help="The cursor that the page before gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find products by words and by category, the most recommended first."""
    wanted = " ".join(words or ())
    with SocialCommerce.open(store, create=False) as commerce:
        page = commerce.search.products(wanted, category, member, not unpersonalised, limit, after)
        print_json(attrs.asdict(page)) if as_json else out.print(_found(page, commerce.rules.at()))


def _found(page: FoundPage, rules: Rules) -> RenderableType:
    """A page of what was found."""
    if not page.entries:
        return Text("No product was found.\n")
    columns = ("product", "title", "merchant", "price>", "by share>", "friends>", "members>")
    table = table_of("Found, by how many friends and members recommend it", *columns)
    for each in page.entries:
        what = map(escape, (each.product, each.title, each.merchant))
        less = money(each.exclusive_price, rules) if each.exclusive_price else ""
        table.add_row(*what, money(each.price, rules), less, f"{each.friends:,}", f"{each.recommendations:,}")
    return with_next(table, page.next)


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (search,)
"""Each under its own name."""
