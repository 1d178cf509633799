"""Bindings: whose customer a visitor is, and for how long."""

from collections.abc import Iterable
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.checks.journeys import comes_with, day_of, relation_of
from socialcommerce.audit.checks.shares import ended
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released, Visited
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded


@check(
    "bound-by-visit",
    "Whoever is bound to a shop visits it that day, as a friend or another, through a share that lives: told with the"
    " visit, or when they come again.",
    Bound,
)
def _(picture: Picture, key: str, fact: Bound, recorded: Recorded[Any]) -> Doubt | None:
    shop, journey = fact.shop, picture.journeys.of[key]
    if journey.unbound is not None:
        if not comes_with(journey.unbound, recorded):
            return Doubt(f"what comes with {journey.unbound.reference}", f"another binding, to {shop}")
        if picture.streams.position == picture.streams.last[recorded.stream].position:
            return None
    relation = relation_of(picture, key, shop)
    if relation not in ("friend", "other"):
        return Doubt("a visit of a friend or another", f"one of {relation}")
    visited = [share for share, of in journey.visited.items() if of == shop]
    if journey.day != day_of(picture, key, recorded.at) or not visited:
        return Doubt(f"a visit to {shop} that day", "there is none")
    ends = [ended(picture, share, recorded.at) for share in visited]
    return None if None in ends else Doubt("a share that lives", f"{ends[-1]}")


@check("bound-to-one", "A visitor is bound to one shop, to the first or the last as the rules say, or to none.", Bound)
def _(picture: Picture, key: str, fact: Bound, recorded: Recorded[Any]) -> Doubt | None:
    rule = picture.rulebook.at(recorded.at).referrals.binding
    shop = picture.journeys.of[key].shop_at(recorded.at)
    if rule == "none":
        return Doubt("no binding, by the rules", f"bound to {fact.shop}")
    if shop is None or (rule == "last" and shop != fact.shop):
        return None
    return Doubt(f"still the customer of {shop}", f"bound to {fact.shop}")


@check("binding-time", "A binding holds for as long as the rules say.", Bound)
def _(picture: Picture, key: str, fact: Bound, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    return differs(recorded.at + days(rules.referrals.binding_days), fact.until)


@closing_check("visits-bind", "A visit binds who is nobody's customer, or another's where the rules say so.", Visited)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    journeys = picture.journeys
    last = (journey.unbound for journey in journeys.of.values() if journey.unbound is not None)
    for visit in (*journeys.unbound, *last):
        yield visit, Doubt(f"bound to {visit.event.shop}", "not bound")


def _payment(picture: Picture, recorded: Recorded[Any]) -> Recorded[Any] | None:
    """The payment that renewed a binding; None if it names none of that buyer, attributed to that shop."""
    order = picture.orders.caused(recorded)
    if order is None or order.paid is None or order.paid.reference != recorded.cause:
        return None
    of_both = (order.buyer, order.terms_of.attribution.shop) == (recorded.key, recorded.event.shop)
    return order.paid if of_both else None


@check("renewed-by-payment", "A paid order that is attributed to the shop renews its buyer's binding.", BindingRenewed)
def _(picture: Picture, key: str, fact: BindingRenewed, recorded: Recorded[Any]) -> Doubt | None:
    if _payment(picture, recorded) is not None:
        return None
    return Doubt(f"a payment of {key} for {fact.shop} as its cause", f"{recorded.cause}")


@check("renewed-while-bound", "Only a binding in force is renewed, and only to hold longer.", BindingRenewed)
def _(picture: Picture, key: str, fact: BindingRenewed, recorded: Recorded[Any]) -> Doubt | None:
    paid, journey = _payment(picture, recorded), picture.journeys.of[key]
    shop = journey.shop_at(recorded.at if paid is None else paid.at)
    if shop != fact.shop or journey.until is None:
        return Doubt(f"a customer of {fact.shop}", f"bound to {shop}")
    if fact.until > journey.until:
        return None
    return Doubt(f"later than {journey.until.isoformat()}", fact.until.isoformat())


@check("renewal-time", "A renewed binding holds from the payment for as long as the rules say.", BindingRenewed)
def _(picture: Picture, key: str, fact: BindingRenewed, recorded: Recorded[Any]) -> Doubt | None:
    paid = _payment(picture, recorded)
    if paid is None:
        return None
    rules = picture.rulebook.at(paid.at).referrals
    if rules.binding == "none" or not rules.binding_renews:
        return Doubt("no renewal, by the rules", f"renewed until {fact.until.isoformat()}")
    return differs(paid.at + days(rules.binding_days), fact.until)


@closing_check(
    "payments-renew", "A paid order keeps its buyer the customer of the shop, unless the rules say no.", OrderPaid
)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    for paid, until in picture.journeys.unrenewed.values():
        yield paid, Doubt(f"bound until {until.isoformat()}", "not renewed")


@check("released-while-bound", "Who is released was the shop's customer.", Released)
def _(picture: Picture, key: str, fact: Released, recorded: Recorded[Any]) -> Doubt | None:
    return differs(picture.journeys.of[key].shop_at(recorded.at), fact.shop)
