"""Who may not know a thing is not told it by the way either."""

import pytest

from socialcommerce import NotAllowed, SocialCommerce


def test_who_may_not_see_an_order_is_not_told_who_bought(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("chashan", "Tea Hill")
    commerce.products.list("puer", "chashan", "Pu'er", "tea", price=6_600)
    commerce.orders.place("o-1", "secretive", [{"product": "puer"}])
    for ask in (commerce.orders.of, commerce.orders.cancel):
        with pytest.raises(NotAllowed) as refused:
            ask("o-1", by="curious")
        assert "secretive" not in str(refused.value)


@pytest.mark.parametrize(("by", "told"), [("an", "other"), (None, "blocked")])
def test_who_is_blocked_is_not_told_but_the_host_is(commerce: SocialCommerce, by: str | None, told: str) -> None:
    commerce.merchants.invite("chashan", "Tea Hill")
    commerce.products.list("puer", "chashan", "Pu'er", "tea", price=6_600)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "puer")
    share = commerce.shares.create("lin", "puer")
    commerce.members.block("lin", "an")

    assert commerce.journeys.visit("an", share, by=by) == told
    (visited,) = (fact.event for fact in commerce.log.stream("journey-an"))
    assert visited.relation == "blocked"
