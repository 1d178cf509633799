"""Recount of shares and visits."""

from datetime import date
from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, as_text, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Share(Row):
    """A share; whether it lives is judged by its end, its listing and its opening."""

    share: str
    code: str
    shop: str
    product: str
    channel: str
    listing: int
    opening: int
    promised_price: int
    expires_at: int
    revoked: bool = False


class Visit(Row):
    """The visit of a day through a share, by anyone but the owner."""

    shop: str
    day: str
    visitor: str
    share: str
    product: str
    position: int
    at: int
    relation: str
    as_friend: bool


class Visitor(Row):
    """Someone who came to a shop at least once."""

    shop: str
    visitor: str


class Traffic(Recounted):
    """All shares, and all visits but the owners' own; of those not by friends it is remembered who came when."""

    model = "traffic"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.shares = Table[str, Share](models.traffic.shares, Share)
        self.visits = Table[int, Visit](models.traffic.visits, Visit, by="position")
        self.visitors = Table[tuple[str, str], Visitor](models.traffic.visitors, Visitor)
        self._calendar = calendar
        self._others: dict[tuple[str, str, date], Visit] = {}

    @sees(ShareCreated)
    def created(self, _: str, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        self.shares[fact.share] = Share(
            share=fact.share,
            code=fact.code,
            shop=fact.shop,
            product=fact.product,
            channel=fact.channel,
            listing=fact.listing,
            opening=fact.opening,
            promised_price=fact.promised_price,
            expires_at=microseconds(fact.expires_at),
        )

    @sees(ShareRevoked)
    def revoked(self, share: str, fact: ShareRevoked, recorded: Recorded[Any]) -> None:
        self.shares[share].revoked = True

    @sees(Visited)
    def visited(self, visitor: str, fact: Visited, recorded: Recorded[Any]) -> None:
        if fact.relation == "owner":
            return
        as_friend = fact.relation == "friend"
        visit = self.visits[recorded.position] = Visit(
            shop=fact.shop,
            day=as_text(fact.day),
            visitor=visitor,
            share=fact.share,
            product=fact.product,
            position=recorded.position,
            at=self._calendar.instant(recorded.at),
            relation=fact.relation,
            as_friend=as_friend,
        )
        if not as_friend:
            self._others[visitor, fact.share, fact.day] = visit
        self.visitors[fact.shop, visitor] = Visitor(shop=fact.shop, visitor=visitor)

    @sees(VisitCounted)
    def counted(self, visitor: str, fact: VisitCounted, recorded: Recorded[Any]) -> None:
        visit = self._others.get((visitor, fact.share, fact.day))
        if visit is not None:
            visit.as_friend = True
