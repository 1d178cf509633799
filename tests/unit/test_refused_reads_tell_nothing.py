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
