from socialcommerce import SocialCommerce


def test_a_store_opens_on_every_engine_and_keeps_what_it_is_told(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        commerce.shops.open("m1")
        assert commerce.storefronts.of("m1").capacity == 4
        commerce.merchants.invite("cd", "CD")
        commerce.products.list("p1", "cd", "T", "c", 1000)
        commerce.shelves.place("m1", "p1")
        share = commerce.shares.create("m1", "p1")
        commerce.journeys.visit("m2", share)
        commerce.orders.place("o1", "m2", [{"product": "p1"}], share=share)
        commerce.orders.pay("o1", "pay")
        assert commerce.analytics.of("m1").total.net_sales == 1000
        assert commerce.feeds.of("m2").entries == ()
        assert commerce.board.top()[0].shop == "m1"
        assert commerce.board.top(at=commerce.clock.now())[0].shop == "m1"
