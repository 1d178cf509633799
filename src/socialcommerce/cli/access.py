"""The commands of the terminal about what is known of a member, and what others see of them."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import attrs
import typer

from socialcommerce.cli import show_access as show
from socialcommerce.cli.console import DEFAULT_STORE, AsJson, Store, out, print_json, progress_bar, write_new
from socialcommerce.commerce import SocialCommerce


def export(
    member: str,
    store: Store = DEFAULT_STORE,
    file: Annotated[Path | None, typer.Option("--out", help="Write to this new file, which only you can read.")] = None,
) -> None:
    """Print everything that is known of a member as JSON, with money in minor units; or write it to a file."""
    if file is not None and file.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
    with SocialCommerce.open(store, create=False) as commerce, progress_bar() as bar:
        task = bar.add_task("events", total=None)
        found = commerce.access.export(member, lambda done, total: bar.update(task, completed=done, total=total))
    document = found.to_json() + "\n"
    if file is None:
        sys.stdout.write(document)
    else:
        write_new(file, document)
        out.print(show.written(found, str(file)))


def preview(
    member: str,
    store: Store = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(help="Entries of the feed, 1 to 100.")] = 20,
    after: Annotated[int | None, typer.Option(help="The cursor that the page before gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what strangers, friends and owners of shops see of a member."""
    with SocialCommerce.open(store, create=False) as commerce:
        found = commerce.access.preview(member, limit, after)
        if as_json:
            print_json(attrs.asdict(found))
            return
        rules, now = commerce.rules.at(), commerce.clock.now()
    out.print(show.by_anyone(member, found.anyone, rules, now))
    for shown in show.by_friends(member, found.friends, rules):
        out.print(shown)
    out.print(show.by_owners(member, found.owners, rules))


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (export, preview)
"""Each under its own name."""
