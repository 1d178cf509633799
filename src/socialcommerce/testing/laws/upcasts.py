"""The law of retired events: each one reads in the form of today, and nothing that it said is lost."""

from collections.abc import Collection
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from socialcommerce.kernel.event import current, topic_of
from socialcommerce.testing.broken import LawBroken
from socialcommerce.testing.facts import envelopes, events
from socialcommerce.testing.mapping import new_mapper


def upcasting(old: type[Any], *, dropped: Collection[str] = ()) -> None:
    """Any event of the class *old* is read in a form of today, in which nothing that it said is lost.

    Every event of the class has one; it can be stored and is then read as the same; two that differ in a field still
    differ. *dropped* are fields that are left out on purpose.
    """
    topic, mapper, names = topic_of(old), new_mapper(), _fields(old, dropped)

    @given(recorded=envelopes(old), data=st.data())
    def read_today(recorded: Any, data: st.DataObject) -> None:
        new = _upcast(topic, recorded.event)
        found = mapper.to_domain_event(mapper.to_stored_event(recorded))
        try:
            again = mapper.to_domain_event(mapper.to_stored_event(found))
        except ValueError as error:
            raise LawBroken("upcasting", f"{topic} becomes what cannot be stored: {error}") from error
        if (found.event, again) != (new, found):
            both = f"upcast {new!r}\nread   {found.event!r}\nagain  {again.event!r}"
            raise LawBroken("upcasting", f"{topic} is read as another than it is upcast to:\n{both}")
        other = data.draw(events(old), label="another")
        for name in names:
            _expect_kept(topic, recorded.event, other, name)

    read_today()


def _upcast(topic: str, fact: Any) -> Any:
    try:
        new = current(fact)
        topic_of(type(new))
    except Exception as error:
        raise LawBroken("upcasting", f"{topic} has no form of today for {fact!r}: {error!r}") from error
    if type(new) is type(fact):
        raise LawBroken("upcasting", f"{topic} is no retired topic: {type(fact).__name__} has no upcast")
    if current(new) != new:
        raise LawBroken("upcasting", f"{topic} becomes {new!r}, which is no form of today")
    return new


def _fields(old: type[Any], dropped: Collection[str]) -> list[str]:
    names = [field.name for field in attrs.fields(old)]
    unknown = sorted(set(dropped) - set(names))
    if unknown:
        raise ValueError(f"{old.__name__} has no field {unknown[0]!r}")
    return [name for name in names if name not in dropped]


def _expect_kept(topic: str, one: Any, other: Any, name: str) -> None:
    """Two events that differ in the field *name* alone, if there can be such, differ today too."""
    try:
        changed = attrs.evolve(one, **{name: getattr(other, name)})
    except ValueError:
        return
    if changed != one and _upcast(topic, changed) == _upcast(topic, one):
        was = f"{getattr(one, name)!r} and {getattr(other, name)!r} read alike"
        raise LawBroken("upcasting", f"{topic} loses its field {name}: {was}")
