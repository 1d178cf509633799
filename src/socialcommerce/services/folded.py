"""The streams that were folded last."""

import threading
from collections import OrderedDict
from typing import Any, Final

from socialcommerce.kernel.aggregate import Folded

REMEMBERED_STREAMS: Final = 10_000
"""Streams that are remembered as folded, at most."""


class FoldedStreams:
    """The streams folded last, so that a long one need not be read anew for each decision. Thread-safe.

    ``erasures`` is how many members had been erased when they were read.
    """

    def __init__(self) -> None:
        self._folded: OrderedDict[str, Folded[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self.erasures = 0

    def forget(self, erasures: int) -> None:
        """Forget all if more members, *erasures*, are erased: what was folded may hold what they wrote."""
        with self._lock:
            if erasures != self.erasures:
                self._folded.clear()
                self.erasures = erasures

    def get(self, stream: str) -> Folded[Any] | None:
        """The stream as it was last folded; None if that is not known."""
        with self._lock:
            return self._folded.get(stream)

    def put(self, stream: str, folded: Folded[Any], erasures: int) -> None:
        """Remember *folded*, unless it was read before the last erasure, and forget the oldest if there is too much."""
        with self._lock:
            if erasures != self.erasures:
                return
            self._folded[stream] = folded
            self._folded.move_to_end(stream)
            if len(self._folded) > REMEMBERED_STREAMS:
                self._folded.popitem(last=False)
