"""The life of one order after it is placed, as lines of a journal: what its parties do, fixed by a hash of its number.

- One order in twelve is never shipped, the others in one or two parcels, one to three days on, with four carriers.
  Carriers' words come unordered, repeated, and some before the parcel is sent; of one order in four they end with the
  arrival. Of others the buyer or the merchant tells it, or nobody does. A third of the buyers complete it themselves.
- Every second order has an after-sale case, of any kind, at any time from before shipping to long after completion,
  and some a second one: approved, approved by silence, at the very deadline, rejected, escalated in time or a moment
  too late, ruled with and without money or the delivery fee, withdrawn, never sent back, never received.
- Seven orders in 24 see refunds outside cases: by unit, by amount, in full; at once, before and after payouts; told
  twice, and under one reference with other content.
- In one order in four buyer and merchant talk, and the platform tries to.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

Line = dict[str, Any]

MERCHANT: Final = "merchant:cdnow"
PLATFORM: Final = "platform:judge"
CARRIERS: Final = ("顺丰", "圆通", "EMS", "Bicycle & Co.")
STATUSES: Final = ("collected", "in-transit", "out-for-delivery", "failed")
ARRIVALS: Final = ("carrier", "buyer", "merchant", "deadline")
KINDS: Final = ("refund_only", "return_and_refund", "exchange")
CASE_DAYS: Final = (0, 3, 4, 5, 7, 9, 12, 17, 20, 26, 34, 60)
"""Days after placing at which first cases are opened, six hours later."""


def draw(id: str, word: str, of: int) -> int:
    """A number from 0 to *of* - 1, fixed by *id* and *word*: the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{id}|{word}".encode()).digest()[:6], "big") % of


def line_of(at: datetime, do: str, by: str | None = None, /, **args: Any) -> Line:
    """A line of a journal, not yet as text."""
    return {"at": at.isoformat(), "do": do, "args": args} | ({"by": by} if by else {})


@dataclass(frozen=True)
class Life:
    """An order as it was placed, and what is written about its life."""

    order: str
    buyer: str
    wanted: list[dict[str, Any]]
    placed_at: datetime

    def lines(self) -> Iterator[Line]:
        """All that happens to the order after its payment, in no order."""
        yield from self._shipping()
        yield from self._arrival()
        if self._draw("case", 2) == 0:
            yield from self._case("first", 1, self._after(days=CASE_DAYS[self._draw("when", len(CASE_DAYS))], hours=6))
            if self._draw("second", 3) == 0:
                yield from self._case("second", 2, self._after(days=24))
        yield from self._refunds()
        if self._draw("talk", 4) == 0:
            yield from self._talk()

    def _shipping(self) -> Iterator[Line]:
        if self._draw("shipped", 12) == 0:
            return
        first = self._after(days=1 + self._draw("wait", 3))
        for number in range(1 + (self._draw("parcels", 4) == 0)):
            parcel, sent = f"{self.order}-{number}", first + timedelta(days=number)
            carrier = CARRIERS[self._draw(parcel, len(CARRIERS))]
            given = {"order": self.order, "parcel": parcel, "carrier": carrier}
            yield line_of(sent, "orders.ship", MERCHANT, **given)
            yield from self._tracking(parcel, sent)
            if self._draw(f"{parcel} again", 12) == 0:
                yield line_of(sent + timedelta(hours=1), "orders.ship", MERCHANT, **given)
                yield line_of(sent + timedelta(hours=2), "orders.ship", MERCHANT, **given | {"carrier": "Pigeon"})

    def _tracking(self, parcel: str, sent: datetime) -> Iterator[Line]:
        statuses = (*STATUSES, "delivered") if self._arrival_by == "carrier" else STATUSES
        for number, status in enumerate((*statuses, *statuses[-2:])):
            if self._draw(f"{parcel} {number} silent", 3) == 0 and status != "delivered":
                continue
            heard = sent + timedelta(hours=self._draw(f"{parcel} {number}", 120) - 20)
            given = {"order": self.order, "parcel": parcel, "status": status}
            if self._draw(f"{parcel} {number} dated", 3) == 0:
                given["happened_at"] = (heard - timedelta(hours=3)).isoformat()
            yield line_of(heard, "orders.track", MERCHANT, **given)

    def _arrival(self) -> Iterator[Line]:
        told = self._after(days=5 + self._draw("told", 5))
        if self._arrival_by in ("buyer", "merchant"):
            by = self.buyer if self._arrival_by == "buyer" else MERCHANT
            yield line_of(told, "orders.deliver", by, order=self.order)
        if self._draw("completed", 3) == 0:
            yield line_of(told + timedelta(days=2), "orders.complete", self.buyer, order=self.order)

    def _case(self, word: str, number: int, at: datetime) -> Iterator[Line]:
        kind = KINDS[self._draw(f"{word} kind", len(KINDS))]
        line = 1 + self._draw("line", len(self.wanted))
        case = f"{self.order}~{line}~{number}"
        asked: dict[str, Any] = {"order": self.order, "line": line, "kind": kind, "reason": "坏了"}
        match self._draw(f"{word} how much", 3), kind:
            case 0, _:
                asked["quantity"] = 1
            case 1, "refund_only":
                asked["amount"] = 1 + self._draw(f"{word} amount", 900)
        yield line_of(at, "cases.request", self.buyer, **asked)
        yield line_of(at + timedelta(minutes=1), "cases.request", self.buyer, **asked)
        yield self._message(at + timedelta(minutes=2), "cases", case, self.buyer)
        yield from self._course(word, case, kind, at)

    def _course(self, word: str, case: str, kind: str, at: datetime) -> Iterator[Line]:
        """What the merchant answers, and what comes of that."""
        match self._draw(f"{word} course", 10):
            case 0 | 1:
                yield line_of(at + timedelta(hours=5), "cases.approve", MERCHANT, case=case)
                yield from self._approved(word, case, kind, at + timedelta(hours=5))
            case 2:
                yield from self._approved(word, case, kind, at + timedelta(hours=48))
            case 3:
                yield line_of(at + timedelta(hours=48), "cases.reject", MERCHANT, case=case)
                yield from self._approved(word, case, kind, at + timedelta(hours=48))
            case 4:
                yield line_of(at + timedelta(hours=3), "cases.withdraw", self.buyer, case=case)
            case _:
                rejected = at + timedelta(hours=48) - timedelta(seconds=1)
                yield line_of(rejected, "cases.reject", MERCHANT, case=case, reason="没有证据")
                yield from self._escalated(word, case, rejected)

    def _approved(self, word: str, case: str, kind: str, at: datetime) -> Iterator[Line]:
        """Goods come back if they are to, at their time, at the last moment or not; then money or other goods go."""
        if kind != "refund_only":
            yield self._refund(at + timedelta(hours=1), f"{word}-early", case=case)
            sent = at + (timedelta(days=2), timedelta(days=7, seconds=-1), timedelta(days=7))[self._draw(word, 3)]
            parcel = {"case": case, "parcel": f"back-{word}", "carrier": CARRIERS[0]}
            yield line_of(sent, "cases.send_back", self.buyer, **parcel)
            yield line_of(sent + timedelta(minutes=1), "cases.send_back", self.buyer, **parcel)
            at = sent + timedelta(days=4)
            if self._draw(f"{word} received", 2):
                yield line_of(at, "cases.receive", MERCHANT, case=case)
            else:
                at = sent + timedelta(days=10)
        if kind == "exchange" and self._draw(f"{word} exchanged", 4):
            yield line_of(at, "cases.exchange", MERCHANT, case=case, parcel=f"new-{word}", carrier=CARRIERS[1])
        else:
            yield self._refund(at, word, case=case)
            yield self._refund(at + timedelta(days=1), word, case=case)
            yield self._refund(at + timedelta(days=1), f"{word}-more", case=case)

    def _escalated(self, word: str, case: str, rejected: datetime) -> Iterator[Line]:
        waits = (timedelta(days=3), timedelta(days=7, seconds=-1), timedelta(days=7))
        at = rejected + waits[self._draw(f"{word} escalated", len(waits))]
        yield line_of(at, "cases.escalate", self.buyer, case=case)
        yield self._message(at, "cases", case, PLATFORM)
        at += timedelta(days=2)
        amount = self._draw(f"{word} ruling", 4) * self._draw(f"{word} ruled", 400)
        fee = self._draw(f"{word} fee", 3) == 0
        yield line_of(at, "cases.rule", PLATFORM, case=case, amount=amount, delivery_fee=fee)
        yield line_of(at, "cases.rule", PLATFORM, case=case, amount=amount)
        yield self._refund(at + timedelta(days=1), word, case=case)

    def _refunds(self) -> Iterator[Line]:
        amount = 1 + self._draw("amount", 300)
        match self._draw("refunds", 24):
            case 0:
                yield self._refund(self._after(hours=20), "soon")
                yield self._refund(self._after(hours=21), "soon")
            case 1:
                yield self._refund(self._after(days=2), "unit", line=1, quantity=1)
                yield self._refund(self._after(days=4), "unit-2", line=1, quantity=1)
                yield self._refund(self._after(days=6), "amount", line=1, amount=amount)
            case 2:
                yield self._refund(self._after(days=6), "amount", line=1, amount=amount)
                yield self._refund(self._after(days=7), "amount", line=1, amount=amount)
                yield self._refund(self._after(days=8), "amount", line=1, amount=amount + 1)
            case 3:
                yield self._refund(self._after(days=38), "late", line=len(self.wanted))
            case 4:
                yield self._refund(self._after(days=75), "very-late")
            case 5:
                yield self._refund(self._after(days=75), "unit", line=1, quantity=1)
                yield self._refund(self._after(days=110), "amount", line=1, amount=amount)
            case 6:
                yield self._refund(self._after(days=60), "first", line=1, amount=amount)
                yield self._refund(self._after(days=90), "rest")

    def _talk(self) -> Iterator[Line]:
        asked = self._after(hours=1 + self._draw("asked", 500))
        yield self._message(asked, "conversations", self.order, self.buyer)
        yield self._message(asked + timedelta(hours=1 + self._draw("reply", 30)), "conversations", self.order, MERCHANT)
        yield self._message(asked + timedelta(days=5), "conversations", self.order, PLATFORM)

    def _refund(self, at: datetime, word: str, **asked: Any) -> Line:
        return line_of(at, "orders.refund", order=self.order, refund=f"{self.order}-{word}", **asked)

    def _message(self, at: datetime, service: str, about: str, author: str) -> Line:
        where = {"cases": "case", "conversations": "order"}[service]
        said = f"{author.partition(':')[0]}-{at:%d-%H}"
        return line_of(at, f"{service}.say", author, **{where: about}, message=said, author=author, text="你好")

    @property
    def _arrival_by(self) -> str:
        return ARRIVALS[self._draw("arrival", len(ARRIVALS))]

    def _draw(self, word: str, of: int) -> int:
        return draw(self.order, word, of)

    def _after(self, *, days: int = 0, hours: int = 0) -> datetime:
        return self.placed_at + timedelta(days=days, hours=hours)
