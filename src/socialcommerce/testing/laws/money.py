"""The laws of money: what is split adds up, and what is rounded never gives out more than came in."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.testing.broken import LawBroken
from socialcommerce.testing.calls import name_of
from socialcommerce.testing.values import money

AMOUNTS = money()


def splitting(
    rule: Callable[..., Sequence[int]], amounts: SearchStrategy[int] = AMOUNTS, /, **arguments: SearchStrategy[Any]
) -> None:
    """The parts into which *rule* splits an amount are whole, none is negative, and they add up to it.

    *amounts* are what it takes first, in minor units, *arguments* what it takes besides, by name.
    """

    @given(amount=amounts, more=st.fixed_dictionaries(arguments))
    def split(amount: int, more: dict[str, Any]) -> None:
        parts = list(rule(amount, **more))
        called = f"{name_of(rule)} of {amount} with {more}"
        if any(type(part) is not int for part in parts):
            raise LawBroken("splitting", f"{called} gives parts that are not whole: {parts}")
        if any(part < 0 for part in parts):
            raise LawBroken("splitting", f"{called} gives less than nothing: {parts}")
        if sum(parts) != amount:
            kind = "more than came in" if sum(parts) > amount else "less than came in"
            raise LawBroken("splitting", f"{called} gives {kind}: {parts} add up to {sum(parts)}")

    split()


def rounding(
    rule: Callable[..., int], amounts: SearchStrategy[int] = AMOUNTS, /, **arguments: SearchStrategy[Any]
) -> None:
    """What *rule* gives for an amount is a whole part of it, and cutting the amount in two never gives more.

    So it rounds down: commission, fees, points by the minor unit. *amounts* are what it takes first, and sums of two of
    them, *arguments* what it takes besides, by name.
    """

    @given(one=amounts, other=amounts, more=st.fixed_dictionaries(arguments))
    def rounded(one: int, other: int, more: dict[str, Any]) -> None:
        whole = one + other
        given_for = {amount: rule(amount, **more) for amount in (one, other, whole)}
        for amount, gives in given_for.items():
            if type(gives) is not int or not 0 <= gives <= amount:
                raise LawBroken("rounding", f"{name_of(rule)} gives {gives!r} of {amount} with {more}")
        if given_for[one] + given_for[other] > given_for[whole]:
            apart = f"{given_for[one]} for {one} and {given_for[other]} for {other}"
            together = f"{given_for[whole]} for {whole} at once"
            raise LawBroken(
                "rounding",
                f"{name_of(rule)} gives out more in parts, so it rounds up: {apart}, {together}, with {more}",
            )

    rounded()
