"""What members recommend and keep, and which of their purchases they show."""

from typing import Any

from naive.facts import NoError, Purchase, Recommendation
from naive.order_list import OrderList


def what_is_left(said: tuple[str | None, list[str], str | None]) -> tuple[bool, int, str | None]:
    """What can still be told of a recommendation whose words are erased."""
    text, images, order = said
    return text is not None, len(images), order


class Circle(OrderList):
    def recommendations_make(
        self,
        member: str,
        product: str,
        text: str | None = None,
        images: list[str] | None = None,
        order: str | None = None,
    ) -> None:
        self.only(member)
        said = (text or None, images or [], order)
        if (member, product) in self.said_by_erased:
            if self.said_by_erased[member, product] != what_is_left(said):
                raise NoError("recommendation-differs")
            return
        self.not_erased(member)
        self.known(self.products, product)
        before = self.recommendation(member, product)
        if before is not None:
            if before.said != said:
                raise NoError("recommendation-differs")
            return
        self._can_be_recommended(product)
        self._bought(member, product, order)
        self.activities.append(Recommendation(member, product, self.now, said))
        if member in self.shops and self.shops[member].is_open:
            self.be_active(member)

    def recommendations_change(
        self,
        member: str,
        product: str,
        text: str | None = None,
        images: list[str] | None = None,
        order: str | None = None,
    ) -> None:
        self.only(member)
        self.not_erased(member)
        before = self.recommendation(member, product)
        if before is None:
            raise NoError("not-found")
        said = (
            before.said[0] if text is None else text or None,
            before.said[1] if images is None else images,
            before.said[2] if order is None else order,
        )
        if said == before.said:
            return
        self._can_be_recommended(product)
        if said[2] != before.said[2]:
            self._bought(member, product, order)
        before.said = said

    def recommendations_withdraw(self, member: str, product: str) -> None:
        self.only(member)
        self.said_by_erased.pop((member, product), None)
        before = self.recommendation(member, product)
        if before is not None:
            self.activities.remove(before)

    def favourites_keep(self, member: str, product: str) -> None:
        self.only(member)
        self.not_erased(member)
        known = self.known(self.products, product)
        if (member, product) in self.kept:
            return
        if not known.listed:
            raise NoError("product-delisted")
        self.kept.append((member, product))

    def favourites_drop(self, member: str, product: str) -> None:
        self.only(member)
        if (member, product) in self.kept:
            self.kept.remove((member, product))

    def members_show_purchases(self, member: str, shown: bool = True) -> None:
        self.only(member)
        self.not_erased(member)
        if shown:
            self.showing.setdefault(member, self.now)
        else:
            self.showing.pop(member, None)
            self.activities = [
                done for done in self.activities if not (isinstance(done, Purchase) and done.member == member)
            ]

    def members_hide_purchase(self, member: str, order: str, hidden: bool = True) -> None:
        self.only(member)
        self.not_erased(member)
        if order not in self.orders or self.orders[order].buyer != member:
            raise NoError("not-found")
        if hidden:
            self.hidden.add(order)
        else:
            self.hidden.discard(order)

    def members_personalise_search(self, member: str, personal: bool = True) -> None:
        self.only(member)
        self.not_erased(member)
        if personal:
            self.impersonal.discard(member)
        else:
            self.impersonal.add(member)

    def recommendation(self, member: str, product: str) -> Recommendation | None:
        return next(
            (
                done
                for done in self.activities
                if isinstance(done, Recommendation) and (done.member, done.product) == (member, product)
            ),
            None,
        )

    def counts(self, product: str) -> tuple[int, int]:
        """How many recommend it, and how many of them after they bought it."""
        given = [done for done in self._recommendations() if done.product == product]
        return len(given), sum(self.is_proven(done) for done in given)

    def recommended(self) -> set[str]:
        """All products that somebody recommends."""
        return {done.product for done in self._recommendations()}

    def said_by_friends(self, product: str, viewer: str) -> list[tuple[Any, ...]]:
        if not self.products[product].listed:
            return []
        return [
            self._shown(done)
            for done in self._recommendations()
            if done.product == product and self.is_friend(viewer, done.member)
        ]

    def recommended_by(self, member: str) -> list[tuple[Any, ...]]:
        return [self._shown(done) for done in self._recommendations() if done.member == member]

    def kept_by(self, member: str) -> list[str]:
        return [product for keeper, product in reversed(self.kept) if keeper == member]

    def search(self, words: str, searcher: str | None) -> list[tuple[str, int, int]]:
        """Products, with how many friends and how many members recommend them."""
        found = []
        for place, (name, product) in enumerate(self.products.items()):
            title = product.offer["title"].lower().split()
            if product.listed and all(any(own.startswith(word) for own in title) for word in words.lower().split()):
                given = [done.member for done in self._recommendations() if done.product == name]
                personal = searcher is not None and searcher not in self.impersonal
                friends = sum(personal and self.is_friend(str(searcher), member) for member in given)
                found.append(((friends, len(given), place), name))
        return [(name, friends, total) for (friends, total, _), name in sorted(found, reverse=True)]

    def is_proven(self, given: Recommendation) -> bool:
        return given.said[2] is not None and self.proves(given.said[2], given.member, given.product)

    def label(self, given: Recommendation) -> str:
        return "recommended_after_purchase" if self.is_proven(given) else "recommended"

    def proves(self, order: str, member: str, product: str) -> bool:
        merchant, _, number = order.partition("~")
        if number:
            buyer, content = self.imported.get((merchant, number), ("", {"lines": []}))
            return buyer == member and product in (line[1] for line in content["lines"])
        known = self.orders.get(order)
        return (
            known is not None
            and known.buyer == member
            and known.payment is not None
            and known.status != "refunded"
            and any(line.product == product and line.is_kept for line in known.lines)
        )

    def _recommendations(self) -> list[Recommendation]:
        return [done for done in reversed(self.activities) if isinstance(done, Recommendation)]

    def _shown(self, given: Recommendation) -> tuple[Any, ...]:
        text, images, _ = given.said
        shop = self.shops.get(given.member)
        nickname = shop.looks["nickname"] if shop else ""
        return (given.member, nickname, given.product, self.label(given), text or "", tuple(images), given.at)

    def _can_be_recommended(self, product: str) -> None:
        if self.products[product].offer["sensitive"]:
            raise NoError("product-sensitive")
        if not self.products[product].listed:
            raise NoError("product-delisted")

    def _bought(self, member: str, product: str, order: str | None) -> None:
        if order is not None and not self.proves(order, member, product):
            raise NoError("not-bought")
