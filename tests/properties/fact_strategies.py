"""Any event that the types of its fields allow, the extremes of their limits among them."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec
from hypothesis import strategies as st

from socialcommerce import Recorded
from socialcommerce.domain.orders.case_events import CaseAsked
from socialcommerce.domain.orders.pricing import Asked, Discount, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.orders.v1 import AskedV1, OrderLineV1, RefundAskedV1
from socialcommerce.kernel.clock import Instant, Month
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key
from socialcommerce.kernel.text import PersonalText, Text, Title

INT64: Final = 2**63

KEY_CHARACTERS: Final = "abcXYZ019._@+-"
ODD_TEXTS: Final = [
    "",
    "a\tb\r\nc",
    '"\\/',
    "𠮷野家",
    "👩\u200d👩\u200d👧",
    "\x01\x7f\x85\u2028\ufeff\uffff",
    "\U0010ffff",
    "e\u0301",
]
"""Controls, quotes, characters beyond the first plane, joined and combined ones, and what is no character."""


def keys(characters: str, most: int) -> st.SearchStrategy[str]:
    """Keys of all lengths, the longest among them."""
    return st.text(characters, min_size=1, max_size=12) | st.sampled_from([characters[0], characters[-1] * most])


def texts(least: int, most: int) -> st.SearchStrategy[str]:
    """Texts of any script, the longest among them."""
    some = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=least, max_size=20)
    odd = [text for text in [*ODD_TEXTS, "a" * most, "𠮷" * most] if least <= len(text) <= most]
    return some | st.sampled_from(odd)


def numbers(least: int = -INT64, most: int = INT64 - 1) -> st.SearchStrategy[int]:
    """Whole numbers, the least and the most among them."""
    return st.integers(least, most) | st.sampled_from([least, most])


INSTANTS: Final = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2021, 5, 1, 4, 0, 0, 1, tzinfo=UTC),
        datetime(2021, 5, 1, 4, 0, 0, 100_000, tzinfo=UTC),
    ]
)


ANNOTATED: Final[dict[Any, st.SearchStrategy[Any]]] = {
    Key: keys(KEY_CHARACTERS, 96),
    JoinedKey: keys(KEY_CHARACTERS + "~", 400),
    ActorKey: st.builds(str.__add__, st.sampled_from(["", "merchant:", "platform:"]), keys(KEY_CHARACTERS, 96)),
    Text: texts(0, 2_000),
    Title: texts(1, 200),
    Instant: INSTANTS,
    Month: st.builds("{:04}-{:02}".format, numbers(0, 9_999), numbers(1, 12)),
}
"""What the limits of numbers do not tell."""

PLAIN: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: texts(0, 100),
    int: numbers(),
    bool: st.booleans(),
    date: st.dates(),
    types.NoneType: st.none(),
}


@cache
def of_type(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of the type of a field. ``TypeError`` for a type that no field has had yet."""
    for known in (CLASSES, PLAIN):
        if isinstance(annotation, type) and annotation in known:
            made = known[annotation]
            return made() if callable(made) else made
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(of_type, arguments))
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of_type, arguments))
    if origin is dict:
        return st.dictionaries(*map(of_type, arguments), max_size=5)
    if hasattr(annotation, "__metadata__"):
        return _annotated(annotation)
    if attrs.has(annotation):
        return instances(annotation)
    raise TypeError(f"no strategy for {annotation!r}")


@cache
def instances(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of an attrs class with any values of its fields."""
    return st.builds(cls, **_fields(cls))


def _annotated(annotation: Any) -> st.SearchStrategy[Any]:
    for known, strategy in ANNOTATED.items():
        if known == annotation:
            return strategy
    limits = annotation.__metadata__[0]
    if annotation.__origin__ is int and isinstance(limits, msgspec.Meta):
        return numbers(
            limits.ge if limits.ge is not None else -INT64, limits.le if limits.le is not None else INT64 - 1
        )
    raise TypeError(f"no strategy for {annotation!r}")


def _fields(cls: type[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Values of the fields of a class, by name."""
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: of_type(hints[field.name]) for field in attrs.fields(cls)}


def _named(cls: type[Any], *names: str) -> dict[str, st.SearchStrategy[Any]]:
    """Values of some fields that may be None, but are not."""
    fields = _fields(cls)
    return {name: fields[name].filter(lambda value: value is not None) for name in names}


def _asked() -> st.SearchStrategy[Asked]:
    lines = st.lists(instances(Wanted), min_size=1, max_size=3, unique_by=lambda line: line.product)
    return st.builds(Asked, **_fields(Asked) | {"wanted": lines.map(tuple)})


def _refund_asked() -> st.SearchStrategy[RefundAsked]:
    return st.one_of(
        st.just(RefundAsked()),
        *(
            st.builds(RefundAsked, **_named(RefundAsked, *names))
            for names in (("line",), ("line", "quantity"), ("line", "amount"), ("case",))
        ),
    )


def _discount() -> st.SearchStrategy[Discount]:
    thresholds = _fields(Discount)["threshold"]
    return st.one_of(
        *(st.builds(Discount, threshold=thresholds, **_named(Discount, name)) for name in ("amount", "percent_bp"))
    )


def _case_asked() -> st.SearchStrategy[CaseAsked]:
    fields = _fields(CaseAsked)
    plain = fields | {"quantity": st.none(), "amount": st.none()}
    return st.one_of(
        st.builds(CaseAsked, **plain | {"quantity": fields["quantity"]}),
        st.builds(CaseAsked, **plain | {"kind": st.just("refund_only"), "amount": fields["amount"]}),
    )


def _asked_v1() -> st.SearchStrategy[AskedV1]:
    return _asked().map(lambda asked: AskedV1(asked.buyer, asked.wanted, asked.share, asked.delivery_fee))


def _refund_asked_v1() -> st.SearchStrategy[RefundAskedV1]:
    return _refund_asked().map(lambda asked: RefundAskedV1(asked.line, asked.quantity, asked.amount))


def _line_v1() -> st.SearchStrategy[OrderLineV1]:
    """No unit costs more than the platform asks."""
    lines = st.builds(OrderLineV1, **_fields(OrderLineV1))
    return lines.map(lambda line: attrs.evolve(line, unit_price=min(line.unit_price, line.platform_price)))


def _personal_text() -> st.SearchStrategy[PersonalText]:
    return st.builds(PersonalText, texts(0, 100), texts(0, 2_000))


CLASSES: Final[dict[Any, Callable[[], st.SearchStrategy[Any]]]] = {
    Asked: _asked,
    AskedV1: _asked_v1,
    CaseAsked: _case_asked,
    Discount: _discount,
    OrderLineV1: _line_v1,
    PersonalText: _personal_text,
    RefundAsked: _refund_asked,
    RefundAskedV1: _refund_asked_v1,
}
"""Classes whose fields depend on each other."""


@cache
def envelopes(cls: type[Any]) -> st.SearchStrategy[Recorded[Any]]:
    """Any event of a class, in any envelope."""
    return st.builds(
        Recorded,
        stream=keys(KEY_CHARACTERS + "~", 400).map("example-{}".format),
        version=numbers(1, INT64 - 1),
        at=INSTANTS,
        event=instances(cls),
        by=st.none() | of_type(ActorKey),
        cause=st.none() | of_type(JoinedKey).map("example-{}@7".format),
    )
