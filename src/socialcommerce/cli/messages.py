"""The commands of the terminal about messages of merchants to members."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import attrs
import typer

from socialcommerce.cli import show_messages as show
from socialcommerce.cli.console import DEFAULT_STORE, AsJson, Store, out, print_json
from socialcommerce.commerce import SocialCommerce


def inbox(
    member: str,
    store: Store = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(help="Messages on the page, 1 to 100.")] = 20,
    after: Annotated[int | None, typer.Option(help="The cursor that the page before gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the messages that merchants sent a member, the newest first."""
    with SocialCommerce.open(store, create=False) as commerce:
        page = commerce.inbox.of(member, limit, after)
        print_json(attrs.asdict(page)) if as_json else out.print(show.inbox(member, page, commerce.rules.at()))


def deliveries(
    store: Store = DEFAULT_STORE,
    after: Annotated[int, typer.Option(help="The cursor of the last message that was delivered.")] = 0,
    limit: Annotated[int, typer.Option(help="Messages on the page, 1 to 100.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the messages that are to be delivered to members, the oldest first."""
    with SocialCommerce.open(store, create=False) as commerce:
        page = commerce.inbox.deliveries(after, limit)
        print_json(attrs.asdict(page)) if as_json else out.print(show.deliveries(page, commerce.rules.at()))


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (inbox, deliveries)
"""Each under its own name."""
