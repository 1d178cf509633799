"""Search: words of any script, categories, and who ranks what is found."""

import pytest

from socialcommerce import NotAllowed, SocialCommerce
from socialcommerce.projections.words import phrases, words

TITLES = {
    "red": ("Red lipstick", "beauty"),
    "dior": ("迪奥烈艳蓝金口红 999", "beauty"),
    "tea": ("口味红茶", "food"),
    "wide": ("ＲＥＤ Tea", "food"),
    "cafe": ("Café d'Arôme 3.5g", "food"),
    "thai": ("ลิปสติก", "beauty"),
}


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    commerce.merchants.invite("dior", "Dior")
    for product, (title, category) in TITLES.items():
        commerce.products.list(product, "dior", title, category, 1_000)
    return commerce


def found(commerce: SocialCommerce, text: str = "", **more: object) -> list[str]:
    return [entry.product for entry in commerce.search.products(text, **more).entries]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("口红", ["dior"]),
        ("口 红", ["tea", "dior"]),
        ("红口", []),
        ("蓝金口红", ["dior"]),
        ("口红 999", ["dior"]),
        ("99", ["dior"]),
        ("lip", ["red"]),
        ("stick", []),
        ("LIPSTICK rEd", ["red"]),
        ("red", ["wide", "red"]),
        ("red tea", ["wide"]),
        ("café", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("d'arôme", ["cafe"]),
        ("3.5g", ["cafe"]),
        ("ลิป", ["thai"]),
        ("nothing", []),
    ],
)
def test_words_of_any_script_find_the_titles_that_have_them(
    market: SocialCommerce, text: str, products: list[str]
) -> None:
    assert found(market, text) == products


@pytest.mark.parametrize("text", ["", " ", "-", "…!"])
def test_without_a_word_everything_is_found_the_newest_first(market: SocialCommerce, text: str) -> None:
    assert found(market, text) == list(reversed(TITLES))


def test_a_category_is_kept_to(market: SocialCommerce) -> None:
    assert found(market, category="food") == ["cafe", "wide", "tea"]
    assert found(market, "red", category="food") == ["wide"]
    assert found(market, category="Food") == []


def test_what_is_delisted_is_not_found_until_it_is_relisted(market: SocialCommerce) -> None:
    market.products.delist("dior")
    assert found(market, "口红") == []
    market.products.relist("dior")
    assert found(market, "口红") == ["dior"]


@pytest.fixture
def recommended(market: SocialCommerce) -> SocialCommerce:
    """Two strangers recommend ``red``, a friend of ``an`` recommends ``wide``."""
    market.members.befriend("an", "bo")
    market.recommendations.make("bo", "wide")
    for stranger in ("yo", "zed"):
        market.recommendations.make(stranger, "red")
    return market


def test_friends_rank_first_then_everybody_then_the_newest(recommended: SocialCommerce) -> None:
    assert found(recommended, searcher="an") == ["wide", "red", "thai", "cafe", "tea", "dior"]
    page = recommended.search.products("red", searcher="an")
    assert [(entry.product, entry.friends, entry.recommendations) for entry in page.entries] == [
        ("wide", 1, 1),
        ("red", 0, 2),
    ]


def test_the_order_is_not_personal_for_nobody_by_the_call_or_by_the_members_choice(
    recommended: SocialCommerce,
) -> None:
    unpersonal = ["red", "wide", "thai", "cafe", "tea", "dior"]
    assert found(recommended) == unpersonal
    assert found(recommended, searcher="an", personal=False) == unpersonal
    recommended.members.personalise_search("an", personal=False)
    assert found(recommended, searcher="an") == unpersonal
    assert recommended.search.products("wide", searcher="an").entries == ()
    recommended.members.personalise_search("an")
    assert found(recommended, searcher="an")[0] == "wide"


def test_nobody_searches_as_another(market: SocialCommerce) -> None:
    with pytest.raises(NotAllowed):
        market.search.products("red", searcher="an", by="bo")


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 7])
def test_pages_of_any_size_hold_each_product_once(recommended: SocialCommerce, limit: int) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = recommended.search.products(searcher="an", limit=limit, after=after)
        seen += [entry.product for entry in page.entries]
        after = page.next
        if after is None:
            break
    assert seen == found(recommended, searcher="an")


def test_twenty_words_are_searched_for_and_one_more_is_not(market: SocialCommerce) -> None:
    assert found(market, "红" * 20) == []
    with pytest.raises(ValueError, match="words are 21: at most 20"):
        found(market, "红" * 21)


@pytest.mark.parametrize("after", ["1", "1-2", "a-b-c", "1-2-3-4", "-1-2-3"])
def test_a_rank_that_is_none_is_refused(market: SocialCommerce, after: str) -> None:
    with pytest.raises(ValueError, match=rf"^after is '{after}': expected the next of a page$"):
        market.search.products(after=after)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_rank_goes_as_far_as_the_numbers_of_a_store(market: SocialCommerce, part: int) -> None:
    def after(number: int) -> str:
        return "-".join(str(number if place == part else 0) for place in range(3))

    assert len(market.search.products(after=after(2**63 - 1)).entries) == len(TITLES)
    for beyond in (2**63, 10**19 - 1):
        with pytest.raises(ValueError, match=rf"^after is '{after(beyond)}': expected the next of a page$"):
            market.search.products(after=after(beyond))


def test_words_are_split_by_their_boundaries_and_phrases_by_what_stands_between() -> None:
    assert words("迪奥999 Rouge-Dior!") == ["迪", "奥", "999", "rouge", "dior"]
    assert phrases("迪奥999 Rouge-Dior!") == [["迪", "奥", "999"], ["rouge"], ["dior"]]
    assert phrases("") == []
