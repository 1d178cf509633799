"""Which ledger is meant: that of a store that is open, or one that was opened by itself."""

from socialcommerce.commerce import SocialCommerce
from socialcommerce.storage.ledger import Ledger

Store = SocialCommerce | Ledger
"""A store, or its ledger alone, which opens also where an event can no longer be read."""


def ledger_of(store: Store) -> Ledger:
    """The ledger of *store*."""
    if isinstance(store, Ledger):
        return store
    return Ledger(store.log.engine, store.log.recorder, store.views.database)
