"""What the reference calls the types of fields and arguments, made from the code."""

import types
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from doc_pages import plain, rows
from socialcommerce.domain.earnings.commission_events import Entry
from socialcommerce.kernel.clock import Instant, Month
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import PersonalText, Text, Title
from socialcommerce.rules import Setting
from socialcommerce.services.command import Command
from socialcommerce.services.links import Code
from socialcommerce.services.member_exports import Progress
from socialcommerce.services.search import Rank

KINDS: Final[dict[Any, str]] = {
    Key: "key",
    JoinedKey: "joined key",
    ActorKey: "actor",
    Ordinal: "ordinal",
    Instant: "instant",
    datetime: "instant",
    date: "day",
    Month: "month",
    Money: "money",
    Price: "price",
    Entry: "signed money",
    Title: "title",
    Text: "text",
    Code: "code",
    Rank: "rank",
    str: "string",
    bool: "true or false",
    int: "whole number",
    dict[str, Setting]: "settings",
    Progress: "function",
}


def kind(of: Any) -> str:
    """A type in the words of the reference."""
    if of in KINDS:
        return KINDS[of]
    origin, arguments = get_origin(of), get_args(of)
    if origin is Literal:
        return " ".join(f"`{word}`" for word in arguments)
    if origin in (list, tuple):
        return f"list of {kind(arguments[0])}"
    if origin in (Union, types.UnionType):
        (given,) = (each for each in arguments if each not in (type(None), msgspec.UnsetType))
        return kind(given) + (" or null" if type(None) in arguments else "")
    if origin is Annotated:
        (limits,) = of.__metadata__
        return "whole number" if limits.le is None else f"{limits.ge:,} to {limits.le:,}"
    return f"`{of.__name__}`"


def default(value: Any) -> str:
    """The default of an argument as the reference shows it."""
    if value is msgspec.NODEFAULT:
        return "required"
    return "left as it is" if value is msgspec.UNSET else f"`{msgspec.json.encode(value).decode()}`"


def fields_of(cls: type[Any]) -> list[list[str]]:
    """Each field of an event or a value, and its kind."""
    if cls is PersonalText:  # a class of its own, of which no field is declared
        return [["`member`", kind(str)], ["`text`", kind(Text | None)]]
    hints = get_type_hints(cls, include_extras=True)
    return [[f"`{field.name}`", kind(hints[field.name])] for field in attrs.fields(cls)]


def arguments_of(command: Command, *, but: tuple[str, ...]) -> list[list[str]]:
    """Each argument of a command or read, its kind and its default."""
    fields = msgspec.structs.fields(command.arguments)
    return [[f"`{each.name}`", kind(each.type), default(each.default)] for each in fields if each.name not in but]


def shown(text: str, columns: int) -> list[list[str]]:
    """The first *columns* of the table rows in *text*, without the targets of links."""
    return [[plain(cell) for cell in row[:columns]] for row in rows(text)]
