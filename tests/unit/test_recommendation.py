"""Recommendations: once a member and product, proven or not, changed and withdrawn; and favourites."""

import pytest

from given import refused
from socialcommerce import ManualClock, NotAllowed, NotFound, SocialCommerce
from socialcommerce.domain.circle.recommendation import Opinion, Recommendation, is_made
from socialcommerce.kernel.text import PersonalText
from socialcommerce.services.circle import Counts


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """``bo`` paid for a lipstick and a pen with ``o1``; ``an`` is bo's friend, ``zed`` is not."""
    commerce.merchants.invite("dior", "Dior")
    for product in ("lipstick", "pen"):
        commerce.products.list(product, "dior", product.title(), "beauty", 1_000)
    commerce.products.list("plan", "dior", "Plan", "family", 1_000, sensitive=True)
    commerce.members.befriend("an", "bo")
    commerce.orders.place("o1", "bo", [{"product": "lipstick", "quantity": 2}, {"product": "pen"}])
    commerce.orders.pay("o1", "p1")
    return commerce


def label(commerce: SocialCommerce) -> str:
    (entry,) = commerce.circle.of_friends("lipstick", "an").entries
    return entry.label


def test_without_an_order_it_is_a_plain_recommendation(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick", "so red", ["red.png"])
    (entry,) = market.circle.of_friends("lipstick", "an").entries
    assert (entry.member, entry.label, entry.text, entry.images) == ("bo", "recommended", "so red", ("red.png",))


def test_an_order_that_proves_the_purchase_gives_the_other_label(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick", order="o1")
    assert label(market) == "recommended_after_purchase"
    assert market.circle.counts("lipstick") == Counts(1, 1)


def test_an_imported_order_proves_too(market: SocialCommerce, clock: ManualClock) -> None:
    line = {"product": "lipstick", "title": "Lipstick", "amount": 900}
    market.imports.record("dior", "t1", "bo", "elsewhere", [line], clock.now())  # type: ignore[list-item]
    market.recommendations.make("bo", "lipstick", order="dior~t1")
    assert label(market) == "recommended_after_purchase"


@pytest.mark.parametrize("order", ["unknown", "unpaid", "others", "without", "dior~t2"])
def test_an_order_that_proves_nothing_is_refused(market: SocialCommerce, order: str) -> None:
    market.orders.place("unpaid", "bo", [{"product": "lipstick"}])
    for number, buyer, product in (("others", "an", "lipstick"), ("without", "bo", "pen")):
        market.orders.place(number, buyer, [{"product": product}])
        market.orders.pay(number, f"p-{number}")
    with refused("not-bought"):
        market.recommendations.make("bo", "lipstick", order=order)
    assert market.circle.counts("lipstick") == Counts(0, 0)


def test_an_order_that_was_given_back_proves_nothing(market: SocialCommerce) -> None:
    market.orders.refund("o1", "r1", line=1)
    with refused("not-bought"):
        market.recommendations.make("bo", "lipstick", order="o1")
    market.recommendations.make("bo", "pen", order="o1")


def test_the_label_goes_with_the_last_unit_that_is_given_back(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick", order="o1")
    market.orders.refund("o1", "r1", line=1, quantity=1)
    assert label(market) == "recommended_after_purchase"
    market.orders.refund("o1", "r2", line=1, quantity=1)
    assert label(market) == "recommended"
    assert market.circle.counts("lipstick") == Counts(1, 0)


def test_the_same_again_changes_nothing_and_other_content_is_refused(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick", "so red")
    before = market.log.position()
    market.recommendations.make("bo", "lipstick", "so red")
    assert market.log.position() == before
    with refused("recommendation-differs"):
        market.recommendations.make("bo", "lipstick", "so pink")


def test_a_recommendation_whose_words_are_gone_is_known_by_what_is_left_of_it() -> None:
    gone, said = PersonalText("bo", None), PersonalText("bo", "so red")
    standing = Recommendation(Opinion(gone, (gone,), "o1"))
    for opinion in (Opinion(said, (said,), "o1"), Opinion(gone, (gone,), "o1")):
        assert is_made(standing, "bo", "lipstick", opinion)
    for other in (Opinion(None, (said,), "o1"), Opinion(said, (), "o1"), Opinion(said, (said,), "o2")):
        with refused("recommendation-differs"):
            is_made(standing, "bo", "lipstick", other)
    assert not is_made(Recommendation(), "bo", "lipstick", Opinion(said))


def test_what_is_left_out_of_a_change_stays_and_what_is_empty_goes(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick", "so red", ["red.png"])
    market.recommendations.change("bo", "lipstick", order="o1")
    (entry,) = market.circle.recommended_by("bo").entries
    assert (entry.label, entry.text, entry.images) == ("recommended_after_purchase", "so red", ("red.png",))
    market.recommendations.change("bo", "lipstick", text="", images=[])
    (entry,) = market.circle.recommended_by("bo").entries
    assert (entry.label, entry.text, entry.images) == ("recommended_after_purchase", "", ())


def test_a_change_keeps_its_place_and_a_withdrawn_one_that_is_made_anew_stands_first(market: SocialCommerce) -> None:
    for product in ("lipstick", "pen"):
        market.recommendations.make("bo", product)
    market.recommendations.change("bo", "lipstick", "so red")
    assert [entry.product for entry in market.circle.recommended_by("bo").entries] == ["pen", "lipstick"]
    market.recommendations.withdraw("bo", "lipstick")
    market.recommendations.make("bo", "lipstick", "so red")
    assert [entry.product for entry in market.circle.recommended_by("bo").entries] == ["lipstick", "pen"]


def test_what_was_withdrawn_is_seen_and_counted_no_more(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick")
    market.recommendations.withdraw("bo", "lipstick")
    market.recommendations.withdraw("bo", "lipstick")
    assert market.circle.of_friends("lipstick", "an").entries == ()
    assert market.circle.counts("lipstick") == Counts(0, 0)
    with pytest.raises(NotFound):
        market.recommendations.change("bo", "lipstick", "again")


def test_names_are_for_friends_and_counts_for_all(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick")
    assert market.circle.of_friends("lipstick", "zed").entries == ()
    assert market.circle.counts("lipstick") == Counts(1, 0)
    market.members.unfriend("an", "bo")
    assert market.circle.of_friends("lipstick", "an").entries == ()


def test_while_the_product_is_delisted_friends_see_nothing_of_it(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "lipstick")
    market.products.delist("lipstick")
    assert market.circle.of_friends("lipstick", "an").entries == ()
    market.products.relist("lipstick")
    assert len(market.circle.of_friends("lipstick", "an").entries) == 1


def test_nobody_recommends_what_is_sensitive_or_delisted(market: SocialCommerce) -> None:
    with refused("product-sensitive"):
        market.recommendations.make("bo", "plan")
    market.products.delist("pen")
    with refused("product-delisted"):
        market.recommendations.make("bo", "pen")


def test_nine_images_are_possible_and_ten_are_not(market: SocialCommerce) -> None:
    market.recommendations.make("bo", "pen", images=["a.png"] * 9)
    with pytest.raises(ValueError, match="the recommendation has 10 images: at most 9 are possible"):
        market.recommendations.make("bo", "lipstick", images=["a.png"] * 10)


def test_a_recommendation_from_an_open_shop_makes_the_day_active(market: SocialCommerce) -> None:
    market.shops.open("bo")
    assert market.influence.of("bo").score == 0
    market.recommendations.make("bo", "lipstick")
    market.recommendations.withdraw("bo", "lipstick")
    assert market.influence.of("bo").score == 1


def test_a_recommendation_from_a_closed_shop_or_without_one_earns_nothing(market: SocialCommerce) -> None:
    market.shops.open("bo")
    market.shops.close("bo")
    market.recommendations.make("bo", "lipstick")
    market.recommendations.make("an", "lipstick")
    market.shops.reopen("bo")
    market.shops.open("an")
    assert market.influence.of("bo").score == market.influence.of("an").score == 0


def test_what_is_kept_stands_newest_first_for_its_member_alone(market: SocialCommerce) -> None:
    for product in ("lipstick", "plan", "pen"):
        market.favourites.keep("bo", product)
    market.favourites.keep("bo", "lipstick")
    market.favourites.drop("bo", "plan")
    market.products.delist("pen")
    kept = [(entry.product, entry.listed) for entry in market.circle.favourites("bo", by="bo").entries]
    assert kept == [("pen", False), ("lipstick", True)]
    with pytest.raises(NotAllowed):
        market.circle.favourites("bo", by="an")


def test_what_is_delisted_cannot_be_kept(market: SocialCommerce) -> None:
    market.products.delist("pen")
    with refused("product-delisted"):
        market.favourites.keep("bo", "pen")
