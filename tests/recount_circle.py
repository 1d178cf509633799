"""Recounting what friends see of each other: feeds, panels, and why something is not seen.

Written from the rules as they are told, for reading; nothing here knows how the library does it. It reads the lines of
a journal alone, like :mod:`recount`, and knows the commands that :mod:`circle_life` writes besides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from recount import Recount
from recount_sharing import day_of

Kind = Literal["placement", "share", "recommendation", "purchase"]
Shown = tuple[datetime, str, str, Kind, str, str, int, int | None, str | None, str | None, str | None]
"""An entry of a feed: when, who, their nickname, what, product, title, prices, share, label, text."""
Panel = list[tuple[str, str, int, int, int]]

PANEL: Final = 3


@dataclass(eq=False)
class Deed:
    """Something that a member did; ``over`` says why nobody sees it any more, or never did, whatever happens."""

    number: int
    member: str
    kind: Kind
    product: str
    at: datetime
    share: str = ""
    order: str = ""
    line: int = 0
    over: str = ""


@dataclass
class Opinion:
    """What a member says of a product, and the order that is to prove that they bought it."""

    text: str
    order: str | None


class CircleRecount(Recount):
    """A recount that remembers who did what, and who may see it."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime | None = None
        self.titles: Final[dict[str, str]] = {}
        self.sensitive: Final[set[str]] = set()
        self.nicknames: Final[dict[str, str]] = {}
        self.deeds: Final[dict[str, list[Deed]]] = defaultdict(list)
        self.opinions: Final[dict[tuple[str, str], Opinion]] = {}
        self.showing: Final[set[str]] = set()
        self.hidden: Final[set[str]] = set()
        self.friends_once: Final[dict[str, set[str]]] = defaultdict(set)
        self.parted: Final[dict[frozenset[str], str]] = {}
        self._numbers = 0

    def feed(self, member: str, unseen: Counter[str]) -> list[Shown]:
        """What *member* sees, the newest first; what they do not see of those who were friends is noted by reason."""
        found = []
        for friend in self.friends_once[member]:
            for deed in self.deeds[friend]:
                why = self._why_unseen(deed, member)
                if why:
                    unseen[why] += 1
                else:
                    found.append((deed.number, -deed.line, deed))
        return [self._shown(deed) for *_, deed in sorted(found, key=lambda each: each[:2], reverse=True)]

    def panels(self) -> dict[str, Panel]:
        """By member, the three friends with an open shop and the most influence, equal ones by id."""
        scores, net_sales, visits = self.scores(), self.net_sales(), self._visits()
        found = {}
        for member, once in self.friends_once.items():
            friends = [friend for friend in once if frozenset((member, friend)) in self.sharing.friends]
            shops = [
                friend for friend in friends if friend in self.sharing.shops and self.sharing.shops[friend].is_open
            ]
            best = sorted(shops, key=lambda shop: (-scores[shop], shop))[:PANEL]
            found[member] = [(s, self.nicknames.get(s, ""), scores[s], net_sales[s], visits[s]) for s in best]
        return found

    def is_right(self, code: str, line: dict[str, Any], at: datetime) -> bool:
        """Whether *line* had to be refused with *code*, of these commands and reasons too."""
        args, do = line["args"], line["do"]
        about = (args.get("member"), args.get("product"))
        match code:
            case "member-erased":
                parties = ("member", "friend", "blocked", "owner", "visitor", "buyer")
                return any(args.get(party) in self.sharing.erased for party in parties)
            case "blocked":
                return self.sharing.is_blocked(args["member"], args["friend"])
            case "not-found" if do == "recommendations.change":
                return about not in self.opinions
            case "recommendation-differs":
                return about in self.opinions
            case "product-sensitive":
                return args["product"] in self.sensitive
            case "product-delisted" if do.startswith(("recommendations.", "favourites.")):
                return not self.products[args["product"]].listed
            case "not-bought":
                return not self._proves(args["order"], args["member"], args["product"])
        return super().is_right(code, line, at)

    def pass_time(self, now: datetime) -> None:
        """Let happen what happens by itself up to *now*."""
        super().pass_time(now)
        self.now = now

    def _why_unseen(self, deed: Deed, member: str) -> str:
        two = frozenset((member, deed.member))
        if two not in self.sharing.friends:
            return self.parted[two]
        if deed.product in self.sensitive:
            return "sensitive"
        if deed.over:
            return deed.over
        if not self.products[deed.product].listed:
            return "delisted"
        match deed.kind:
            case "placement":
                return "" if self.sharing.shops[deed.member].is_open else "shop closed"
            case "share":
                assert self.now is not None
                return "" if self.sharing.shares[deed.share].lives(self.now) else "share ended"
            case "purchase":
                if deed.order in self.hidden:
                    return "order hidden"
                return "" if self.orders[deed.order].lines[deed.line].left else "refunded"
        return ""

    def _shown(self, deed: Deed) -> Shown:
        product = self.products[deed.product]
        price, label, text = product.price, None, None
        match deed.kind:
            case "placement":
                price = product.exclusive_now()
            case "share":
                price = min(self.sharing.shares[deed.share].promised, product.exclusive_now(), product.price)
            case "recommendation":
                opinion = self.opinions[deed.member, deed.product]
                proven = opinion.order is not None and self._proves(opinion.order, deed.member, deed.product)
                label, text = "recommended_after_purchase" if proven else "recommended", opinion.text
        return (
            deed.at,
            deed.member,
            self.nicknames.get(deed.member, ""),
            deed.kind,
            deed.product,
            self.titles[deed.product],
            product.price,
            price if price < product.price else None,
            deed.share or None,
            label,
            text,
        )

    def _proves(self, number: str, member: str, product: str) -> bool:
        order = self.orders.get(number)
        if order is None or order.buyer != member or not order.was_paid:
            return False
        return any(line.product == product and line.left for line in order.lines)

    def _visits(self) -> Counter[str]:
        """By shop, those of others than its owner."""
        visits = [(visitor, id) for visitor, made in self.sharing.visits.items() for _, id in made]
        shops = [(visitor, self.sharing.shares[id].shop) for visitor, id in visits]
        return Counter(shop for visitor, shop in shops if visitor != shop)

    def _note(self, member: str, kind: Kind, product: str, at: datetime, **more: Any) -> None:
        self._numbers += 1
        self.deeds[member].append(Deed(self._numbers, member, kind, product, at, **more))

    def _end(self, why: str, member: str, kind: Kind, product: str | None = None) -> None:
        for deed in self._standing(member, kind):
            if product in (None, deed.product):
                deed.over = why

    def _standing(self, member: str, kind: Kind) -> Iterator[Deed]:
        return (deed for deed in self.deeds[member] if deed.kind == kind and not deed.over)

    def _products_list(self, args: dict[str, Any], at: datetime) -> None:
        super()._products_list(args, at)
        self.titles[args["product"]] = args["title"]
        if args.get("sensitive"):
            self.sensitive.add(args["product"])

    def _products_delist(self, args: dict[str, Any], at: datetime) -> None:
        super()._products_delist(args, at)
        for member in self.sharing.shops:
            self._end("delisted", member, "placement", args["product"])

    def _shops_edit(self, args: dict[str, Any], at: datetime) -> None:
        self.nicknames[args["owner"]] = args["nickname"]

    def _shelves_place(self, args: dict[str, Any], at: datetime) -> None:
        if args["product"] not in self.sharing.shops[args["shop"]].shelf:
            self._note(args["shop"], "placement", args["product"], at)
        super()._shelves_place(args, at)

    def _shelves_swap(self, args: dict[str, Any], at: datetime) -> None:
        if args["remove"] in self.sharing.shops[args["shop"]].shelf:
            self._end("taken out", args["shop"], "placement", args["remove"])
            self._note(args["shop"], "placement", args["place"], at)
            super()._shelves_swap(args, at)

    def _shelves_remove(self, args: dict[str, Any], at: datetime) -> None:
        if self.sharing.shops[args["shop"]].shelf.pop(args["product"], None):
            self._end("taken out", args["shop"], "placement", args["product"])

    def _shares_create(self, args: dict[str, Any], at: datetime) -> None:
        if args["share"] not in self.sharing.shares:
            self._note(args["shop"], "share", args["product"], at, share=args["share"])
        super()._shares_create(args, at)

    def _shares_revoke(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.shares[args["share"]].dead = True

    def _pay(self, order: Any, args: dict[str, Any], at: datetime) -> None:
        was_paid = order.was_paid
        super()._pay(order, args, at)
        if order.was_paid and not was_paid:
            over = "" if order.buyer in self.showing else "purchases private"
            for number, line in enumerate(order.lines):
                self._note(order.buyer, "purchase", line.product, at, order=args["order"], line=number, over=over)

    def _members_befriend(self, args: dict[str, Any], at: datetime) -> None:
        super()._members_befriend(args, at)
        one, other = args["member"], args["friend"]
        self.friends_once[one].add(other)
        self.friends_once[other].add(one)

    def _members_unfriend(self, args: dict[str, Any], at: datetime) -> None:
        self._part(args["member"], args["friend"], "unfriended")

    def _members_block(self, args: dict[str, Any], at: datetime) -> None:
        self._part(args["member"], args["blocked"], "blocked")
        self.sharing.blocks.add((args["member"], args["blocked"]))

    def _members_unblock(self, args: dict[str, Any], at: datetime) -> None:
        self.sharing.blocks.discard((args["member"], args["blocked"]))

    def _members_erase(self, args: dict[str, Any], at: datetime) -> None:
        for friend in self.friends_once[args["member"]]:
            self._part(args["member"], friend, "erased")
        self.sharing.erase(args["member"])
        self.nicknames.pop(args["member"], None)

    def _part(self, one: str, other: str, why: str) -> None:
        two = frozenset((one, other))
        if two in self.sharing.friends:
            self.sharing.friends.discard(two)
            self.parted[two] = why

    def _members_show_purchases(self, args: dict[str, Any], at: datetime) -> None:
        if args.get("shown", True):
            self.showing.add(args["member"])
        else:
            self.showing.discard(args["member"])
            self._end("purchases shown no more", args["member"], "purchase")

    def _members_hide_purchase(self, args: dict[str, Any], at: datetime) -> None:
        change = self.hidden.add if args.get("hidden", True) else self.hidden.discard
        change(args["order"])

    def _recommendations_make(self, args: dict[str, Any], at: datetime) -> None:
        member, product = args["member"], args["product"]
        if (member, product) in self.opinions:
            return
        self.opinions[member, product] = Opinion(args.get("text", ""), args.get("order"))
        self._note(member, "recommendation", product, at)
        if member in self.sharing.shops and self.sharing.shops[member].is_open:
            self.sharing.shops[member].active.add(day_of(at))

    def _recommendations_change(self, args: dict[str, Any], at: datetime) -> None:
        self.opinions[args["member"], args["product"]].text = args["text"]

    def _recommendations_withdraw(self, args: dict[str, Any], at: datetime) -> None:
        if self.opinions.pop((args["member"], args["product"]), None):
            self._end("withdrawn", args["member"], "recommendation", args["product"])

    def _favourites_keep(self, args: dict[str, Any], at: datetime) -> None:
        """Nobody sees it."""
