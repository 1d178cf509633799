"""A host that may tell a request again after its case ended names the case's number on its line."""

from typing import Any

import pytest

from given import refused
from socialcommerce import SocialCommerce

ASKED: Any = {"order": "o1", "line": 1, "kind": "refund_only", "reason": "stale"}


@pytest.fixture
def rejected(commerce: SocialCommerce) -> SocialCommerce:
    """The first case of the line was rejected."""
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "food", 1_000)
    commerce.orders.place("o1", "an", [{"product": "tea"}])
    commerce.orders.pay("o1", "p1")
    commerce.cases.reject(commerce.cases.request(**ASKED, number=1))
    return commerce


def test_the_same_request_with_its_number_finds_the_case_that_ended(rejected: SocialCommerce) -> None:
    before = rejected.log.position()

    assert rejected.cases.request(**ASKED, number=1) == "o1~1~1"
    assert rejected.log.position() == before


def test_without_a_number_there_is_a_new_case(rejected: SocialCommerce) -> None:
    assert rejected.cases.request(**ASKED) == "o1~1~2"


def test_the_next_number_is_a_new_case(rejected: SocialCommerce) -> None:
    assert [rejected.cases.request(**ASKED, number=2) for _ in range(2)] == ["o1~1~2"] * 2


def test_a_number_that_is_taken_by_other_content_is_refused(rejected: SocialCommerce) -> None:
    with refused("case-open"):
        rejected.cases.request(**ASKED | {"reason": "wet"}, number=1)


def test_a_number_beyond_the_next_is_refused(rejected: SocialCommerce) -> None:
    with pytest.raises(ValueError, match="number is 3: the next case of line 1 of order o1 is 2"):
        rejected.cases.request(**ASKED, number=3)


def test_a_second_case_of_a_line_with_an_open_one_is_refused(rejected: SocialCommerce) -> None:
    rejected.cases.request(**ASKED, number=2)

    with refused("case-open"):
        rejected.cases.request(**ASKED, number=3)
