"""Preferences: what a member lets others see, and how they are served (key: the member's id).

Always: purchases are private until the member shows them, and an order that is hidden stays private.
"""

from typing import assert_never

import attrs

from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key


@event("preferences.purchases")
class PurchasesSwitched:
    """From now on friends see what the member pays for (``shown``), or none of it, also not of what was seen."""

    shown: bool


@event("preferences.order")
class OrderSwitched:
    """Whether an ``order`` of the member's is ``hidden`` from friends."""

    order: Key
    hidden: bool


@event("preferences.search")
class SearchSwitched:
    """Whether what friends recommend stands first when the member searches."""

    personal: bool


PreferencesEvent = PurchasesSwitched | OrderSwitched | SearchSwitched


@attrs.frozen
class Preferences:
    """What the member chose; the defaults are what holds until they choose (S3: purchases are private)."""

    shows_purchases: bool = False
    hidden_orders: frozenset[str] = frozenset()
    personal_search: bool = True


def show_purchases(preferences: Preferences, *, shown: bool) -> list[PreferencesEvent]:
    """Show friends what is paid from now on, or hide all purchases; nothing if that is so."""
    return [] if preferences.shows_purchases == shown else [PurchasesSwitched(shown=shown)]


def hide_order(preferences: Preferences, order: str, *, hidden: bool) -> list[PreferencesEvent]:
    """Hide an *order* from friends, or hide it no more; nothing if that is so."""
    return [] if (order in preferences.hidden_orders) == hidden else [OrderSwitched(order=order, hidden=hidden)]


def personalise_search(preferences: Preferences, *, personal: bool) -> list[PreferencesEvent]:
    """Let friends' recommendations rank what is found, or not; nothing if that is so."""
    return [] if preferences.personal_search == personal else [SearchSwitched(personal=personal)]


def evolve(preferences: Preferences, fact: PreferencesEvent) -> Preferences:
    """The preferences after *fact*."""
    match fact:
        case PurchasesSwitched():
            if fact.shown == preferences.shows_purchases:
                impossible(fact, preferences)
            return attrs.evolve(preferences, shows_purchases=fact.shown)
        case OrderSwitched():
            if fact.hidden == (fact.order in preferences.hidden_orders):
                impossible(fact, preferences)
            return attrs.evolve(preferences, hidden_orders=preferences.hidden_orders ^ {fact.order})
        case SearchSwitched():
            if fact.personal == preferences.personal_search:
                impossible(fact, preferences)
            return attrs.evolve(preferences, personal_search=fact.personal)
        case _:
            assert_never(fact)


PREFERENCES = Aggregate("preferences", initial=Preferences(), evolve=evolve)
