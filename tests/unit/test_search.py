"""Search: words of any script, categories, and who ranks what is found."""

import pytest

from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.projections.words import has, phrases, placed

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


def test_two_hundred_words_are_searched_for_and_one_more_is_not(market: SocialCommerce) -> None:
    assert found(market, "红" * 200) == []
    assert found(market, "red " * 400) == ["wide", "red"]
    with pytest.raises(ValueError, match="words are 201: at most 200"):
        found(market, "红" * 201)


LONG = "春夏秋冬四季常备超长保湿滋润显白不沾杯经典正红口红礼盒装"
"""A title of more words than the index is asked for at once."""


@pytest.mark.parametrize("length", [19, 20, 21, 22, len(LONG)])
def test_what_is_longer_than_the_index_is_asked_for_is_found_exactly(commerce: SocialCommerce, length: int) -> None:
    commerce.merchants.invite("dior", "Dior")
    *most, last = LONG[:length]
    titles = {
        "whole": LONG,
        "start": f"新！{LONG[:length]} 2021",
        "parted": f"{LONG[:3]}，{LONG[3:]}",
        "swapped": "".join((*most[:-1], last, most[-1])),
        "without": "".join(most),
    }
    for product, title in titles.items():
        commerce.products.list(product, "dior", title, "beauty", 1_000)
    assert found(commerce, LONG[:length]) == ["start", "whole"]
    assert found(commerce, " ".join(LONG[:length])) == ["swapped", "parted", "start", "whole"]
    assert found(commerce, f"{LONG[:3]} {LONG[3:length]}") == ["parted", "start", "whole"]


def test_of_many_words_the_last_may_go_on_and_each_of_them_counts(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("dior", "Dior")
    title = " ".join(f"word{number:02}x" for number in range(22))
    commerce.products.list("all", "dior", title, "beauty", 1_000)
    commerce.products.list("less", "dior", title.replace("word07x", ""), "beauty", 1_000)
    assert found(commerce, title.replace("x", "")) == ["all"]
    assert found(commerce, title.replace("word07x", "")) == ["less", "all"]
    assert found(commerce, f"{title} more") == []


def test_a_title_of_the_greatest_length_pasted_whole_is_found_on_every_engine(
    store_url: str, clock: ManualClock
) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        commerce.merchants.invite("dior", "Dior")
        words = [chr(0x4E00 + number) for number in range(200)]
        for product, title in {"whole": words, "other": [*words[1:], "口"]}.items():
            commerce.products.list(product, "dior", "".join(title), "beauty", 1_000)
        assert found(commerce, "".join(words)) == ["whole"]
        assert found(commerce, " ".join(words[1:])) == ["other", "whole"]


def test_a_phrase_is_found_among_many_titles_that_repeat_its_words(commerce: SocialCommerce) -> None:
    """Which takes no longer than the titles are many: not so where an engine joins them in an order of its own."""
    commerce.merchants.invite("dior", "Dior")
    for number in range(200):
        commerce.products.list(f"p{number}", "dior", "红茶绿茶白茶黑茶花茶" * 6 + str(number), "food", 1_000)
    assert found(commerce, "茶红茶绿茶白茶黑茶花茶红茶绿茶白茶199") == []
    assert found(commerce, "红茶绿茶白茶黑茶花茶红茶绿茶白茶黑茶花茶", limit=1) == ["p199"]
    assert found(commerce, "绿茶白茶黑茶花茶199") == ["p199"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_what_a_long_text_finds_hold_each_product_once(commerce: SocialCommerce, limit: int) -> None:
    commerce.merchants.invite("dior", "Dior")
    for number in range(6):
        title = LONG if number % 2 else f"{LONG[:1]} {LONG[1:]}"
        commerce.products.list(f"p{number}", "dior", title, "beauty", 1_000)
    pages, after = [], None
    while not pages or after:
        page = commerce.search.products(LONG, limit=limit, after=after)
        pages.append([entry.product for entry in page.entries])
        after = page.next
    assert [product for page in pages for product in page] == ["p5", "p3", "p1"]
    assert {len(page) for page in pages[:-1]} <= {limit}


@pytest.mark.parametrize("between", ["，", " ", "-", "/", "·"])
def test_words_that_anything_parts_are_not_found_as_one_phrase(commerce: SocialCommerce, between: str) -> None:
    commerce.merchants.invite("dior", "Dior")
    commerce.products.list("together", "dior", "红茶", "food", 1_000)
    commerce.products.list("parted", "dior", f"红{between}茶", "food", 1_000)
    assert found(commerce, "红茶") == ["together"]
    assert found(commerce, f"红{between}茶") == ["parted", "together"]


@pytest.mark.parametrize("text", ["红茶", "茶", "口红", "味红茶", "口味红茶", "re", "red te", "奥99", "奥9 99", "金口"])
def test_a_title_has_a_phrase_where_the_index_finds_it(market: SocialCommerce, text: str) -> None:
    having = [
        product for product, (title, _) in TITLES.items() if all(has(phrases(title), each) for each in phrases(text))
    ]
    assert found(market, text) == having[::-1]


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
    assert list(placed("迪奥999 Rouge-Dior!")) == [(0, "迪"), (1, "奥"), (2, "999"), (4, "rouge"), (6, "dior")]
    assert list(placed("…红，，茶")) == [(0, "红"), (2, "茶")]
    assert phrases("迪奥999 Rouge-Dior!") == [["迪", "奥", "999"], ["rouge"], ["dior"]]
    assert phrases("") == []
