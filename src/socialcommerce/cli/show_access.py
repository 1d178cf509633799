"""How it looks in a terminal what others see of a member, and that an export was written."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.text import Text

from socialcommerce.cli.console import escape
from socialcommerce.cli.show import activities, local, money, storefront, table_of
from socialcommerce.rules import Rules
from socialcommerce.services.member_exports import MemberExport
from socialcommerce.services.previews import SeenByAnyone, SeenByFriends, SeenByOwner


def written(found: MemberExport, file: str) -> RenderableType:
    """What was written to a file."""
    return Text(f"{len(found.facts):,} facts that concern {found.member} are in {file}\n", style="dim")


def by_anyone(member: str, seen: SeenByAnyone, rules: Rules, now: datetime) -> RenderableType:
    """What strangers see at *now*."""
    if seen.storefront is None:
        return Text(f"Strangers see nothing of {member}, who has no shop.\n")
    return storefront(seen.storefront, rules, now)


def by_friends(member: str, seen: SeenByFriends, rules: Rules) -> tuple[RenderableType, ...]:
    """What friends see besides: a page of the feed, and the shop on the panel."""
    if not seen.feed.entries:
        feed: RenderableType = Text(f"Friends see nothing that {member} did.\n")
    else:
        feed = activities(f"What friends see of {member}", seen.feed, rules)
    if seen.shop is None:
        return (feed,)
    figures = f"influence {seen.shop.score:,} · net sales {money(seen.shop.net_sales, rules)}"
    panel = f"On the panels of friends, where it is among the three: {figures} · visits {seen.shop.visits:,}\n"
    return feed, Text(panel)


def by_owners(member: str, seen: Sequence[SeenByOwner], rules: Rules) -> RenderableType:
    """What owners of shops see besides."""
    if not seen:
        return Text(f"{member} is named to no owner of a shop.\n")
    table = table_of(f"Owners of shops to whom {member} is named", "shop", "customer since", "visits by name>")
    for each in seen:
        since = local(each.customer_since, rules) if each.customer_since else ""
        table.add_row(escape(each.shop), since, f"{each.visits:,}" if each.visits else "")
    return table
