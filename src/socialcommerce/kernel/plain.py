"""Values of the domain as JSON has them, for one member to read."""

from datetime import UTC, date, datetime
from typing import Any

import attrs

from socialcommerce.kernel.text import PersonalText


def plain(value: Any, member: str) -> Any:
    """*value* as JSON has it: instants in ISO 8601 and UTC, sets in order, values with fields as objects.

    Of the personal texts in it those of *member* say what they say, null if that is erased; of others' it is told only
    whose they are: ``{"member": …}``.
    """
    match value:
        case PersonalText():
            return value.text if value.member == member else {"member": value.member}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case dict():
            return {name: plain(each, member) for name, each in value.items()}
        case tuple() | list():
            return [plain(each, member) for each in value]
        case frozenset():
            return [plain(each, member) for each in sorted(value)]
    if attrs.has(type(value)):
        return {field.name: plain(getattr(value, field.name), member) for field in attrs.fields(type(value))}
    return value
