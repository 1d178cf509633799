"""Merchants and products. Delisting empties the slots and ends the shares at once, for good."""

from datetime import timedelta
from typing import Any

from naive.facts import Memory, NoError, Product

KEPT: Any = object()
"""Stands for a price that a repricing leaves as it is."""


class Catalogue(Memory):
    def merchants_invite(self, merchant: str, name: str) -> None:
        self.only_platform()
        if self.merchants.get(merchant, name) != name:
            raise NoError("merchant-differs")
        self.merchants[merchant] = name

    def products_list(self, product: str, merchant: str, **content: Any) -> None:
        offer = {"merchant": merchant, "exclusive_price": None, "commission_bp": 0, "sensitive": False, **content}
        self.only(f"merchant:{merchant}")
        self.known(self.merchants, merchant)
        self._below(offer["price"], offer["exclusive_price"])
        if product not in self.products:
            price = offer["price"]
            self.products[product] = Product(offer, price, offer["exclusive_price"], [(self.now, price)])
        elif self.products[product].offer != offer:
            raise NoError("product-differs")
        elif not self.products[product].listed:
            raise NoError("product-delisted")

    def products_reprice(self, product: str, price: int = KEPT, exclusive_price: int | None = KEPT) -> None:
        known: Product = self.known(self.products, product)
        self.only(f"merchant:{known.merchant}")
        price = known.price if price is KEPT else price
        exclusive_price = known.exclusive_price if exclusive_price is KEPT else exclusive_price
        self._below(price, exclusive_price)
        if price != known.price:
            known.prices.append((self.now, price))
        known.price, known.exclusive_price = price, exclusive_price

    def products_delist(self, product: str) -> None:
        known: Product = self.known(self.products, product)
        if not self.by_platform:
            self.only(f"merchant:{known.merchant}")
        known.listed = False
        known.delisted_by_platform = known.delisted_by_platform or self.by_platform
        for shop in self.shops.values():
            shop.slots = [None if placed and placed.product == product else placed for placed in shop.slots]
        for share in self.shares.values():
            if share.product == product:
                share.ended.add("delisted")

    def products_relist(self, product: str) -> None:
        known: Product = self.known(self.products, product)
        self.only(f"merchant:{known.merchant}")
        if known.delisted_by_platform and self.by is not None:
            raise NoError("delisted-by-platform")
        known.listed = True
        known.delisted_by_platform = False

    def products_observe_price(self, product: str, source: str, price: int) -> None:
        self.only_host()
        self.known(self.products, product).observed.append((self.now, price))

    def comparison(self, product: Product) -> str | None:
        """With the lowest price seen elsewhere in the last days."""
        days = timedelta(days=self.rules.catalog.reference_window_days)
        recent = [price for seen_at, price in product.observed if self.now < seen_at + days]
        if not recent:
            return None
        return "dearer" if product.price > min(recent) else "level" if product.price == min(recent) else "cheaper"

    def lowest_price(self, product: Product) -> int:
        """The lowest platform price that held within the window, be it only at its beginning."""
        begin = self.now - timedelta(days=self.rules.catalog.lowest_price_window_days)
        ends = [since for since, _ in product.prices[1:]] + [None]
        return min(price for (_, price), end in zip(product.prices, ends, strict=True) if end is None or end > begin)

    def _below(self, price: int, exclusive_price: int | None) -> None:
        if exclusive_price is not None and exclusive_price >= price:
            raise NoError("exclusive-not-below")
