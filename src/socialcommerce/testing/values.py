"""Strategies for the values that commands and events hold, the extremes of their limits among them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.kernel.clock import END, EPOCH
from socialcommerce.kernel.money import MAX_MONEY
from socialcommerce.kernel.text import PersonalText

INT64: Final = 2**63
KEY_CHARACTERS: Final = "abcXYZ019._@+-"
ODD_TEXTS: Final = (
    "",
    "a\tb\r\nc",
    '"\\/',
    "𠮷野家",
    "👩\u200d👩\u200d👧",
    "\x01\x7f\x85\u2028\ufeff\uffff",
    "\U0010ffff",
    "e\u0301",
)
"""Controls, quotes, characters beyond the first plane, joined and combined ones, and what is no character."""

LAST_INSTANT: Final = END - timedelta(microseconds=1)
"""The latest instant that a store takes."""


def numbers(least: int = -INT64, most: int = INT64 - 1) -> SearchStrategy[int]:
    """Whole numbers, the least and the most among them."""
    return st.integers(least, most) | st.sampled_from([least, most])


def money(most: int = MAX_MONEY) -> SearchStrategy[int]:
    """Amounts in minor units, 0 to *most*: small ones, where rounding shows, as often as large ones."""
    return st.integers(0, min(10, most)) | st.integers(0, min(10_000, most)) | numbers(0, most)


def prices(most: int = MAX_MONEY) -> SearchStrategy[int]:
    """Prices of one unit in minor units, 1 to *most*."""
    return st.integers(1, min(1_000, most)) | numbers(1, most)


def rates() -> SearchStrategy[int]:
    """Rates in basis points, 0 to 10,000."""
    return st.sampled_from([1, 100, 1_111, 3_333]) | numbers(0, 10_000)


def quantities(most: int = 7) -> SearchStrategy[int]:
    """Quantities of a line, 1 to *most*."""
    return st.integers(1, most)


def keys(most: int = 96, characters: str = KEY_CHARACTERS) -> SearchStrategy[str]:
    """Ids of all lengths up to *most*, the longest among them."""
    short = st.text(characters, min_size=1, max_size=min(12, most))
    return short | st.sampled_from([characters[0], characters[-1] * most])


def actors() -> SearchStrategy[str | None]:
    """Who does something: the host, a member, a merchant or the platform."""
    return st.none() | st.builds(str.__add__, st.sampled_from(["", "merchant:", "platform:"]), keys())


def texts(least: int = 0, most: int = 2_000) -> SearchStrategy[str]:
    """Texts of any script of *least* to *most* characters, the longest among them."""
    storable = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    some = st.text(storable, min_size=least, max_size=max(least, min(20, most)))
    odd = [text for text in (*ODD_TEXTS, "a" * most, "𠮷" * most) if least <= len(text) <= most]
    return some | st.sampled_from(odd)


def titles() -> SearchStrategy[str]:
    """Names and titles of 1 to 200 characters."""
    return texts(1, 200)


def personal_texts() -> SearchStrategy[PersonalText]:
    """Texts that belong to members."""
    return st.builds(PersonalText, keys(), texts())


def instants(least: datetime = EPOCH, most: datetime = LAST_INSTANT) -> SearchStrategy[datetime]:
    """Instants in UTC from *least* to *most*, both among them; by default all that a store takes."""
    some = st.datetimes(least.replace(tzinfo=None), most.replace(tzinfo=None), timezones=st.just(UTC))
    return some | st.sampled_from([least, most])


def months() -> SearchStrategy[str]:
    """Calendar months as ``2021-05``."""
    return st.builds("{:04}-{:02}".format, numbers(1970, 8999), numbers(1, 12))
