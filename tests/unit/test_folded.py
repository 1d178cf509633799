"""The streams folded last are forgotten when a member is erased."""

from socialcommerce.kernel.aggregate import Folded
from socialcommerce.services import folded
from socialcommerce.services.folded import FoldedStreams

ONE = Folded("one", 1)


def test_what_was_folded_is_remembered_until_a_member_is_erased() -> None:
    streams = FoldedStreams()
    streams.put("shop-an", ONE, 0)
    streams.forget(0)
    assert streams.get("shop-an") is ONE
    streams.forget(1)
    assert (streams.get("shop-an"), streams.erasures) == (None, 1)


def test_what_was_read_before_an_erasure_is_not_remembered_after_it() -> None:
    streams = FoldedStreams()
    streams.forget(1)
    streams.put("shop-an", ONE, 0)
    assert streams.get("shop-an") is None
    streams.put("shop-an", ONE, 1)
    assert streams.get("shop-an") is ONE


def test_what_was_put_longest_ago_is_forgotten_when_there_is_too_much() -> None:
    streams = FoldedStreams()
    for number in range(folded.REMEMBERED_STREAMS + 1):
        streams.put(f"shop-{number}", ONE, 0)
    assert streams.get("shop-0") is None
    assert streams.get("shop-1") is ONE
