"""Strategies for events: whatever the types of their fields allow, the extremes of their limits among them."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce import Recorded
from socialcommerce.domain.orders.case_events import CaseAsked
from socialcommerce.domain.orders.pricing import Asked, Discount, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.orders.v1 import AskedV1, OrderLineV1, RefundAskedV1
from socialcommerce.kernel.clock import Instant, Month
from socialcommerce.kernel.event import TOPICS, current_topics
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key
from socialcommerce.kernel.text import PersonalText, Text, Title
from socialcommerce.testing.values import INT64, KEY_CHARACTERS, instants, keys, numbers, texts

ANY_INSTANT: Final = instants(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)) | st.sampled_from(
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2021, 5, 1, 4, 0, 0, 1, tzinfo=UTC),
        datetime(2021, 5, 1, 4, 0, 0, 100_000, tzinfo=UTC),
    ]
)
"""Instants that an event can hold, also where no store would take them."""

ANNOTATED: Final[dict[Any, SearchStrategy[Any]]] = {
    Key: keys(),
    JoinedKey: keys(400, KEY_CHARACTERS + "~"),
    ActorKey: st.builds(str.__add__, st.sampled_from(["", "merchant:", "platform:"]), keys()),
    Text: texts(),
    Title: texts(1, 200),
    Instant: ANY_INSTANT,
    Month: st.builds("{:04}-{:02}".format, numbers(0, 9_999), numbers(1, 12)),
}
"""What the limits of numbers do not tell."""

PLAIN: Final[dict[Any, SearchStrategy[Any]]] = {
    str: texts(0, 100),
    int: numbers(),
    bool: st.booleans(),
    date: st.dates(),
    datetime: ANY_INSTANT,
    types.NoneType: st.none(),
}


def events(of: str | type[Any]) -> SearchStrategy[Any]:
    """Any event of a topic, or of an event class: of the library's or a host's. ``LookupError`` for no topic."""
    if isinstance(of, str) and of not in TOPICS:
        raise LookupError(f"no event has the topic {of!r}, or the module that declares it is not imported")
    cls: Any = TOPICS[of] if isinstance(of, str) else of
    return instances(cls)


def any_event() -> SearchStrategy[Any]:
    """Any event that the library writes today."""
    today = current_topics()
    ours = sorted(topic for topic in today if TOPICS[topic].__module__.startswith("socialcommerce."))
    return st.sampled_from(ours).flatmap(events)


def envelopes(of: str | type[Any]) -> SearchStrategy[Recorded[Any]]:
    """Any event of a topic or class, in any envelope."""
    return st.builds(
        Recorded,
        stream=keys(400, KEY_CHARACTERS + "~").map("example-{}".format),
        version=numbers(1, INT64 - 1),
        at=ANY_INSTANT,
        event=events(of),
        by=st.none() | values(ActorKey),
        cause=st.none() | values(JoinedKey).map("example-{}@7".format),
    )


@cache
def values(annotation: Any) -> SearchStrategy[Any]:
    """Values of the type of a field: of its limits, if it has any. ``TypeError`` for a type that is not known."""
    for known in (CLASSES, PLAIN):
        if isinstance(annotation, type) and annotation in known:
            made = known[annotation]
            return made() if callable(made) else made
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is dict:
        return st.dictionaries(*map(values, arguments), max_size=5)
    if hasattr(annotation, "__metadata__"):
        return _annotated(annotation)
    if attrs.has(annotation):
        return instances(annotation)
    raise TypeError(f"no strategy for {annotation!r}")


@cache
def instances(cls: type[Any]) -> SearchStrategy[Any]:
    """Instances of an attrs class with any values of its fields."""
    return st.builds(cls, **_fields(cls))


def _annotated(annotation: Any) -> SearchStrategy[Any]:
    for known, strategy in ANNOTATED.items():
        if known == annotation:
            return strategy
    limits = annotation.__metadata__[0]
    if annotation.__origin__ is int and isinstance(limits, msgspec.Meta):
        least = -INT64 if limits.ge is None else int(limits.ge)
        return numbers(least, INT64 - 1 if limits.le is None else int(limits.le))
    raise TypeError(f"no strategy for {annotation!r}")


def _fields(cls: type[Any]) -> dict[str, SearchStrategy[Any]]:
    """Values of the fields of a class, by name."""
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: values(hints[field.name]) for field in attrs.fields(cls)}


def _named(cls: type[Any], *names: str) -> dict[str, SearchStrategy[Any]]:
    """Values of some fields that may be None, but are not."""
    fields = _fields(cls)
    return {name: fields[name].filter(lambda value: value is not None) for name in names}


def _asked() -> SearchStrategy[Asked]:
    lines = st.lists(instances(Wanted), min_size=1, max_size=3, unique_by=lambda line: line.product)
    return st.builds(Asked, **_fields(Asked) | {"wanted": lines.map(tuple)})


def _refund_asked() -> SearchStrategy[RefundAsked]:
    return st.one_of(
        st.just(RefundAsked()),
        *(
            st.builds(RefundAsked, **_named(RefundAsked, *names))
            for names in (("line",), ("line", "quantity"), ("line", "amount"), ("case",))
        ),
    )


def _discount() -> SearchStrategy[Discount]:
    thresholds = _fields(Discount)["threshold"]
    return st.one_of(
        *(st.builds(Discount, threshold=thresholds, **_named(Discount, name)) for name in ("amount", "percent_bp"))
    )


def _case_asked() -> SearchStrategy[CaseAsked]:
    fields = _fields(CaseAsked)
    plain = fields | {"quantity": st.none(), "amount": st.none()}
    return st.one_of(
        st.builds(CaseAsked, **plain | {"quantity": fields["quantity"]}),
        st.builds(CaseAsked, **plain | {"kind": st.just("refund_only"), "amount": fields["amount"]}),
    )


def _asked_v1() -> SearchStrategy[AskedV1]:
    return _asked().map(lambda asked: AskedV1(asked.buyer, asked.wanted, asked.share, asked.delivery_fee))


def _refund_asked_v1() -> SearchStrategy[RefundAskedV1]:
    return _refund_asked().map(lambda asked: RefundAskedV1(asked.line, asked.quantity, asked.amount))


def _line_v1() -> SearchStrategy[OrderLineV1]:
    """No unit costs more than the platform asks."""
    lines = st.builds(OrderLineV1, **_fields(OrderLineV1))
    return lines.map(lambda line: attrs.evolve(line, unit_price=min(line.unit_price, line.platform_price)))


def _personal_text() -> SearchStrategy[PersonalText]:
    return st.builds(PersonalText, texts(0, 100), texts(0, 2_000))


CLASSES: Final[dict[Any, Callable[[], SearchStrategy[Any]]]] = {
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
