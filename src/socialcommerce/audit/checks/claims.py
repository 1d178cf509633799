"""The scores from which shops claim slots: floor(net sales) + counted visits + active days, by the rules."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.activity import Gain
from socialcommerce.audit.picture.influence import Sums
from socialcommerce.domain.shops.shelf import CapacityRaised
from socialcommerce.kernel.clock import local_day
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE

_MEANWHILE: Final = CLOCK_TOLERANCE
"""What was told in so short a time before a claim may have come after its score was counted."""

_MOST: Final = 100
"""Gains that are left out of a score at most, in search of one that was claimed with."""


@check("claimed-score", "Slots are claimed with the influence that the shop had then.", CapacityRaised)
def _(picture: Picture, key: str, fact: CapacityRaised, recorded: Recorded[Any]) -> Doubt | None:
    had = None
    for instant, gains in _when_counted(picture, recorded):
        rules = picture.rulebook.at(instant)
        score = Sums(rules.zone, gains).score(local_day(instant, rules.zone), rules.influence)
        if score == fact.score:
            return None
        had = score if had is None else had
    return Doubt(f"{had}", f"{fact.score}")


def _when_counted(picture: Picture, recorded: Recorded[Any]) -> Iterator[tuple[datetime, list[Gain]]]:
    """The instant of the claim and all gains up to it; then fewer, if others may have told of the last meanwhile.

    Or if the clock may have been behind them: it was if the claim is dated at the last fact of its shop.
    """
    gains = [gain for gain in picture.activity.gains.get(recorded.key, ()) if gain.at <= recorded.at]
    gains.sort(key=lambda gain: gain.at)
    earliest = recorded.at - _MEANWHILE
    behind = any(picture.streams.last[f"{of}-{recorded.key}"].at == recorded.at for of in ("shelf", "shop"))
    for _ in range(_MOST):
        yield recorded.at, gains
        yield earliest, gains
        if not gains or (gains[-1].at < earliest and not behind):
            return
        gains = gains[:-1]
        if gains:
            yield gains[-1].at, gains
