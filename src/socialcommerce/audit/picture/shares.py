"""Shares as they were made, and which were taken back."""

from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.kernel.event import Recorded


class Shares(Part):
    """``made`` by the share's id; ``revoked`` are the ids of those taken back."""

    def __init__(self) -> None:
        self.made: dict[str, ShareCreated] = {}
        self.revoked: set[str] = set()

    @sees(ShareCreated)
    def created(self, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        self.made[key] = fact

    @sees(ShareRevoked)
    def taken_back(self, key: str, fact: ShareRevoked, recorded: Recorded[Any]) -> None:
        self.revoked.add(key)
