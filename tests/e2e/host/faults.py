"""Faults that are planted in this host, switched on one at a time, to see that its tests find them."""

import os
from typing import Final

FAULTS: Final = {
    "drops-the-reason": ("test_points.py", "upcasting: points.granted loses its field reason"),
    "needs-a-shop": ("test_points.py", "upcasting: points.granted has no form of today for PointsGrantedV1("),
    "grants-again": ("test_points.py", "repetition: grant("),
    "reads-settings": ("test_points.py", "replay: points folded again is another"),
    "reads-the-clock": ("test_points.py", "replay: points folded again is another"),
    "rounds-up": ("test_rewards.py", "rounding: points_for gives "),
    "splits-up": ("test_rewards.py", "splitting: split_bonus of "),
    "counts-again": ("test_thanks_and_turnover.py", "batching: fed "),
    "thanks-twice": ("test_thanks_and_turnover.py", "delivery: told each twice, the listener does more than once"),
    "forgets-refunds": ("test_whole_host.py", "AssertionError: the turnover of o"),
}
"""Of each fault, which tests find it, and what they say."""

_PLANTED: Final = os.environ.get("HOST_FAULT", "")


def planted(fault: str) -> bool:
    """Whether *fault*, one of those above, is there."""
    if fault not in FAULTS:
        raise LookupError(fault)
    return fault == _PLANTED
