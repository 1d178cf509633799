"""Parcels of an order, and what their carriers said of them, in whatever order and however often."""

from collections.abc import Iterable
from typing import Final, Literal

import attrs

TrackingStatus = Literal["collected", "in-transit", "out-for-delivery", "delivered", "failed", "returned"]

MAX_PARCELS: Final = 100
"""Parcels of one order at most (our choice)."""


@attrs.frozen
class Parcel:
    """A parcel; ``carrier`` is None while only a carrier has spoken of it, ``reached`` is all that it said."""

    parcel: str
    carrier: str | None = None
    reached: tuple[TrackingStatus, ...] = ()

    def reaching(self, status: TrackingStatus) -> "Parcel":
        """The parcel after a carrier said that it reached *status*."""
        return attrs.evolve(self, reached=(*self.reached, status))


def parcel_of(parcels: Iterable[Parcel], parcel: str) -> Parcel:
    """The one called *parcel*, if need be one that nobody has spoken of."""
    return next((each for each in parcels if each.parcel == parcel), Parcel(parcel))


def with_parcel(parcels: tuple[Parcel, ...], changed: Parcel) -> tuple[Parcel, ...]:
    """*parcels* with the *changed* one in the place that it has, or at the end."""
    if all(each.parcel != changed.parcel for each in parcels):
        return (*parcels, changed)
    return tuple(changed if each.parcel == changed.parcel else each for each in parcels)


def all_delivered(parcels: Iterable[Parcel]) -> bool:
    """Whether every parcel that was sent has arrived, and at least one was."""
    sent = [each for each in parcels if each.carrier is not None]
    return bool(sent) and all("delivered" in each.reached for each in sent)
