"""How messages of merchants look in a terminal."""

from rich.console import RenderableType
from rich.text import Text

from socialcommerce.cli.console import escape
from socialcommerce.cli.show import local, table_of, with_next
from socialcommerce.rules import Rules
from socialcommerce.services.inbox import MerchantMessage
from socialcommerce.services.paging import Page


def inbox(member: str, page: Page[MerchantMessage], rules: Rules) -> RenderableType:
    """A page of the messages to a member."""
    if not page.entries:
        return Text(f"No merchant has written to {member}.\n")
    table = table_of(f"Messages to {member}", "when", "merchant", "text", "images>")
    for each in page.entries:
        table.add_row(local(each.sent_at, rules), escape(each.merchant), escape(each.text), f"{len(each.images)}")
    return with_next(table, page.next)


def deliveries(page: Page[MerchantMessage], rules: Rules) -> RenderableType:
    """A page of the messages that are to be delivered."""
    if not page.entries:
        return Text("Nothing is to be delivered.\n")
    table = table_of("To be delivered, the oldest first", "cursor>", "when", "merchant", "member", "message", "text")
    for each in page.entries:
        who = (escape(each.merchant), escape(each.member), escape(each.message))
        table.add_row(f"{each.cursor}", local(each.sent_at, rules), *who, escape(each.text))
    return with_next(table, page.next)
