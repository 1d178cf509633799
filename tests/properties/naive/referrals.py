"""Shares, visits and bindings, and to which shop an order is owed."""

from datetime import date, timedelta
from itertools import chain, count

from naive.facts import Entry, NoError, Share, Shop, Visit
from naive.shops import Shops

NOBODY = ("none", None, None)


class Referrals(Shops):
    def shares_create(self, shop: str, product: str, channel: str = "chat", share: str | None = None) -> str:
        self.only(shop)
        where: Shop = self.known(self.shops, shop)
        self.known(self.products, product)
        id = share or self._living_or_new(f"{shop}~{product}~{channel}~{self.day_of(self.now)}")
        if id in self.shares:
            before = self.shares[id]
            if (before.shop, before.product, before.channel) != (shop, product, channel):
                raise NoError("share-differs")
            self._alive(before)
            return id
        if not where.is_open:
            raise NoError("shop-closed")
        if where.slot_of(product) is None:
            raise NoError("not-on-shelf")
        expires_at = self.now + timedelta(days=self.rules.referrals.share_days)
        made = Share(id, shop, product, channel, self.price_in_shops(product), self.now, expires_at)
        self.shares[id] = made
        self.activities.append(made)
        self.be_active(shop)
        return id

    def shares_revoke(self, share: str) -> None:
        known: Share = self.known(self.shares, share)
        self.only(known.shop)
        known.ended.add("revoked")

    def journeys_visit(self, visitor: str, share: str) -> str:
        self.only(visitor)
        self.not_erased(visitor)
        through: Share = self.known(self.shares, share)
        if self.is_too_late:
            told_before = self._visit_on(self.day_of(self.now), visitor, through)
            if told_before is None:
                raise NoError("time-goes-back")
            return self._relation_told(told_before.relation)
        self._alive(through)
        relation = self.relation(visitor, through.shop)
        today = self._today_of(visitor)
        visit = self._visit_on(today, visitor, through)
        if visit is None:
            visit = Visit(visitor, through, relation, self.now, today, as_friend=relation == "friend")
            self.visits.append(visit)
        counted = (through.shop, visitor, today)
        if relation == "friend" and counted not in self.counted:
            visit.as_friend = True
            self.counted.append(counted)
            self.ledger.append(Entry(through.shop, self.now, today, "visit", 1))
        if relation in ("friend", "other"):
            self._bind(visitor, through.shop)
        return self._relation_told(relation)

    def journeys_release(self, visitor: str) -> None:
        self.only(visitor)
        self.bindings.pop(visitor, None)

    def relation(self, visitor: str, shop: str) -> str:
        if visitor == shop:
            return "owner"
        if self.has_block(visitor, shop):
            return "blocked"
        return "friend" if self.is_friend(visitor, shop) else "other"

    def bound_to(self, visitor: str) -> str | None:
        shop, until = self.bindings.get(visitor, (None, self.now))
        return shop if self.now < until else None

    def renew(self, visitor: str, shop: str | None) -> None:
        """For the days that the rules give now; a paid order never shortens a binding."""
        renews = self.rules.referrals.binding != "none" and self.rules.referrals.binding_renews
        if renews and shop is not None and self.bound_to(visitor) == shop:
            _, until = self.bindings[visitor]
            self._bind_for_the_days(visitor, shop)
            self.bindings[visitor] = max(self.bindings[visitor], (shop, until))

    def why_dead(self, share: Share) -> frozenset[str]:
        return frozenset(share.ended | ({"expired"} if self.now >= share.expires_at else set()))

    def attribution(self, buyer: str, products: list[str], named: Share | None) -> tuple[str, str | None, str | None]:
        """The first that holds, in the order of the rules; never to the buyer's own shop."""
        days = timedelta(days=self.rules.referrals.attribution_days)
        recent = [v for v in self.visits if v.visitor == buyer and self.now < v.at + days]
        found: dict[str, tuple[str, str, str | None]] = {}
        if named and named.shop != buyer and named.product in products:
            visited = any(visit.share is named for visit in recent)
            if visited or not self.why_dead(named):
                found["share"] = ("share", named.shop, named.id)
        bound_to = self.bound_to(buyer)
        if bound_to is not None and bound_to != buyer and self.shops[bound_to].is_open:
            found["binding"] = ("binding", bound_to, None)
        for visit in recent:
            if visit.share.product in products and visit.share.shop != buyer:
                found["visit"] = ("visit", visit.share.shop, visit.share.id)
        return next((found[reason] for reason in self.rules.referrals.attribution if reason in found), NOBODY)

    def _living_or_new(self, id: str) -> str:
        """Of the ids of a day, each tried once the one before has ended."""
        ids = chain([id], (f"{id}~{number}" for number in count(2)))
        return next(each for each in ids if each not in self.shares or not self.why_dead(self.shares[each]))

    def _alive(self, share: Share) -> None:
        if self.why_dead(share):
            raise NoError("share-ended", self.why_dead(share))

    def _today_of(self, visitor: str) -> date:
        """Where a zone repeats a day, a visitor does not."""
        return max([self.day_of(self.now)] + [visit.day for visit in self.visits if visit.visitor == visitor])

    def _visit_on(self, day: date, visitor: str, share: Share) -> Visit | None:
        made = (visit for visit in self.visits if visit.visitor == visitor and visit.share is share)
        return next((visit for visit in made if visit.day == day), None)

    def _relation_told(self, relation: str) -> str:
        return "other" if relation == "blocked" and self.by is not None else relation

    def _bind(self, visitor: str, shop: str) -> None:
        match self.rules.referrals.binding:
            case "first":
                if self.bound_to(visitor) is None:
                    self._bind_for_the_days(visitor, shop)
            case "last":
                if self.bound_to(visitor) != shop:
                    self._bind_for_the_days(visitor, shop)

    def _bind_for_the_days(self, visitor: str, shop: str) -> None:
        self.bindings[visitor] = (shop, self.now + timedelta(days=self.rules.referrals.binding_days))
