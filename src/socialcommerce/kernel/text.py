"""Texts: what people and merchants write, with the limits that keep it storable everywhere."""

from typing import Annotated, Final

import attrs
from msgspec import Meta

_NO_NUL_NO_SURROGATE: Final = "^[^\x00\ud800-\udfff]*\\Z"
# PostgreSQL stores no NUL, and a lone surrogate is no character, so neither gets past the edge.

Text = Annotated[str, Meta(max_length=2_000, pattern=_NO_NUL_NO_SURROGATE)]
"""Free text of at most 2,000 characters, without NUL and lone surrogates."""

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_NUL_NO_SURROGATE)]
"""A name or title of 1 to 200 characters, without NUL and lone surrogates."""


@attrs.frozen
class PersonalText:
    """A text that belongs to a member, so that it can be made unreadable on the member's request."""

    member: str
    text: Text
