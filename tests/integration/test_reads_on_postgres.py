"""One eventful history, told to a store on each engine: every read answers as it does in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import psycopg
import pytest
from sqlalchemy import make_url

from socialcommerce import InfluenceRules, ManualClock, ReferralRules, Rules, ShelfRules, SocialCommerce

START = datetime(2021, 5, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
SHOPS = ("b", "B", "a-b", "ab", "a_b", "_", "9", "a.b", "A")
"""Ids that databases sort differently unless they are told to go by the characters alone."""

PLAIN = {"int", "str", "bool", "NoneType", "date", "datetime"}
"""What answers are made of: no decimal of a database, for one."""

GUESTS = ("Guest", "guest", "g-1", "g1", "G_1")
NARROW = Rules(
    shelves=ShelfRules(capacity_by_influence=((0, 2), (5, 4))),
    referrals=ReferralRules(binding="last"),
    influence=InfluenceRules(visits_per_day=2, window_days=3, board_size=5),
)
RULES = {"published": Rules(), "narrow": NARROW}


@pytest.fixture(params=sorted(RULES))
def rules(request: pytest.FixtureRequest) -> Rules:
    return RULES[request.param]


@pytest.fixture
def dictionary_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database that sorts text by the customs of a language, as most in use do."""
    name = "dictionary"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        try:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'en_US.UTF-8'")
        except psycopg.errors.Error as error:
            pytest.skip(f"the server knows no locale but C: {error}")
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def live(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Two weeks in which everything happens that reads show."""
    set_the_scene(commerce)
    clock.advance(timedelta(hours=1))
    visit_and_buy(commerce, clock)
    clock.advance(4 * DAY)
    change_everything(commerce, clock)


def set_the_scene(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p1", "cd", "口红 Lipstick", "lips", 1_000, 900, commission_bp=2_500)
    commerce.products.list("p2", "cd", "Condoms", "family", 333, sensitive=True)
    commerce.products.list("p3", "cd", "Yacht", "boats", 10**15 - 10)
    commerce.products.list("p4", "cd", "Scent", "scents", 500)
    for shop in SHOPS:
        commerce.shops.open(shop)
        commerce.shops.edit(shop, nickname=f"店 {shop} 🛍")
        for product in ("p1", "p2"):
            commerce.shelves.place(shop, product)
            commerce.shares.create(shop, product, "moments", f"{shop}.{product}")
        for guest in GUESTS:
            commerce.members.befriend(shop, guest)
    for shop in SHOPS[1:]:
        commerce.members.befriend(SHOPS[0], shop)


def visit_and_buy(commerce: SocialCommerce, clock: ManualClock) -> None:
    for shop in SHOPS:
        for guest in (*GUESTS, "stranger", shop):
            for product in ("p1", "p2") if guest in GUESTS[:2] else ("p1",):
                commerce.journeys.visit(guest, f"{shop}.{product}")
    clock.advance(DAY)
    for shop in SHOPS[:6]:
        commerce.journeys.visit("Guest", f"{shop}.p1")
        lines: Any = [{"product": "p1", "quantity": 3}, {"product": "p4"}]
        commerce.orders.place(f"{shop}-1", "Guest", lines, share=f"{shop}.p1", delivery_fee=700)
        commerce.orders.pay(f"{shop}-1", "paid")
        commerce.orders.place(f"{shop}-2", "stranger", [{"product": "p2"}], share=f"{shop}.p2")
        commerce.orders.pay(f"{shop}-2", "paid")
    commerce.orders.refund("b-1", "unit", line=1, quantity=1)
    commerce.orders.refund("b-1", "amount", line=2, amount=123)
    commerce.orders.refund("B-1", "all")
    commerce.orders.place("unpaid", "Guest", [{"product": "p1"}])
    commerce.orders.place("bound", "guest", [{"product": "p4", "quantity": 2}])
    commerce.orders.pay("bound", "paid")
    commerce.orders.place("yacht", "guest", [{"product": "p3"}], share="a-b.p1")
    commerce.orders.pay("yacht", "paid")


def change_everything(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.products.reprice("p1", 1_200, 1_100)
    commerce.products.delist("p2")
    commerce.products.relist("p2")
    commerce.shelves.swap("ab", "p1", "p4")
    commerce.shares.create("ab", "p4", "code")
    commerce.shelves.remove("A", "p1")
    commerce.shares.revoke("9.p1")
    commerce.shops.close("_")
    commerce.shops.close("a.b")
    commerce.shops.reopen("a.b")
    commerce.members.unfriend("b", "B")
    commerce.members.block("9", "guest")
    commerce.journeys.visit("g1", "b.p1")
    clock.advance(DAY)
    commerce.shares.create("a-b", "p1", "chat")
    commerce.journeys.visit("g1", commerce.shares.create("B", "p1", "live"))
    commerce.journeys.release("g-1")


def everything(commerce: SocialCommerce) -> Iterator[tuple[str, Any]]:
    """All reads, by name. Positions have gaps on some engines, so only their order is kept."""
    half_way = START + DAY
    yield "board", commerce.board.top()
    yield "best three", commerce.board.top(3)
    yield "past board", commerce.board.top(at=half_way)
    yield "past storefront", commerce.storefronts.of("ab", at=half_way)
    for member in (*SHOPS, *GUESTS, "stranger"):
        yield f"feed of {member}", without_positions(feed(commerce, member, 100))
        yield f"paged feed of {member}", without_positions(feed(commerce, member, 1))
        yield f"friends of {member}", commerce.feeds.three_friends(member)
        yield f"binding of {member}", commerce.journeys.binding_of(member)
    for shop in SHOPS:
        yield f"influence of {shop}", commerce.influence.of(shop)
        yield f"explanation of {shop}", without_positions(commerce.influence.explain(shop).contributions)
        yield f"analytics of {shop}", commerce.analytics.of(shop, by=shop)
        yield f"storefront of {shop}", commerce.storefronts.of(shop)
    for order in ("b-1", "B-1", "unpaid", "bound", "yacht"):
        yield f"order {order}", commerce.orders.of(order)


def feed(commerce: SocialCommerce, member: str, limit: int) -> list[Any]:
    entries: list[Any] = []
    cursor = None
    while True:
        page = commerce.feeds.of(member, limit, cursor)
        entries += page.entries
        cursor = page.next
        if cursor is None:
            return entries


def without_positions(entries: Any) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in attrs.asdict(entry).items() if name not in ("cursor", "position")}
        for entry in entries
    ]


def plain_types(value: Any) -> set[type]:
    """The types of everything in an answer."""
    if attrs.has(type(value)):
        return set().union(*(plain_types(getattr(value, field.name)) for field in attrs.fields(type(value))))
    if isinstance(value, dict):
        return plain_types(list(value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return set().union(*map(plain_types, value))
    return {type(value)}


def answers(url: str, rules: Rules) -> dict[str, Any]:
    clock = ManualClock(START)
    with SocialCommerce.open(url, rules=rules, clock=clock) as commerce:
        live(commerce, clock)
        return dict(everything(commerce))


def assert_answers_as_in_memory(url: str, rules: Rules) -> None:
    there, in_memory = answers(url, rules), answers("memory://", rules)
    differing = {name: (there[name], in_memory[name]) for name in in_memory if there[name] != in_memory[name]}
    assert differing == {}
    for name, answer in there.items():
        assert {kind.__name__ for kind in plain_types(answer)} <= PLAIN, name


def test_every_read_answers_on_every_engine_as_in_memory(store_url: str, rules: Rules) -> None:
    assert_answers_as_in_memory(store_url, rules)


def test_every_read_answers_as_in_memory_on_a_database_that_sorts_like_a_dictionary(dictionary_url: str) -> None:
    assert_answers_as_in_memory(dictionary_url, Rules())


def assert_equals_stand_by_the_characters_of_their_ids(url: str) -> None:
    with SocialCommerce.open(url, clock=ManualClock(START)) as commerce:
        set_the_scene(commerce)
        for guest in GUESTS:
            commerce.journeys.visit(guest, "b.p1")
        assert [came.friend for came in commerce.analytics.of("b").friends] == sorted(GUESTS)
        others = sorted(set(SHOPS) - {"b"})
        assert [friend.shop for friend in commerce.feeds.three_friends("b")] == others[:3]
        assert [entry.shop for entry in commerce.board.top()] == ["b", *others]
        assert [entry.rank for entry in commerce.board.top()] == [1, *([2] * len(others))]
        assert commerce.board.top(4) == commerce.board.top()[:4]
        assert commerce.board.top(at=START) == commerce.board.top()


def test_shops_and_friends_that_are_equal_stand_by_the_characters_of_their_ids_on_every_engine(store_url: str) -> None:
    assert_equals_stand_by_the_characters_of_their_ids(store_url)


def test_shops_and_friends_that_are_equal_stand_so_on_a_database_that_sorts_like_a_dictionary(
    dictionary_url: str,
) -> None:
    assert_equals_stand_by_the_characters_of_their_ids(dictionary_url)


def test_the_analytics_of_a_shop_without_visits_and_orders_are_all_zero_on_every_engine(store_url: str) -> None:
    with SocialCommerce.open(store_url, clock=ManualClock(START)) as commerce:
        commerce.shops.open("m1")
        figures = commerce.analytics.of("m1")
        assert attrs.astuple(figures.total) == (0, 0, 0, 0)
        assert figures.total.conversion_bp == 0
        assert (figures.by_day, figures.by_share, figures.by_product, figures.by_channel) == ((), (), (), ())
        assert figures.friends == ()


def test_views_that_are_made_anew_answer_the_same_on_every_engine(store_url: str) -> None:
    clock = ManualClock(START)
    with SocialCommerce.open(store_url, rules=NARROW, clock=clock) as commerce:
        live(commerce, clock)
        before = dict(everything(commerce))
        commerce.views.rebuild()
        assert dict(everything(commerce)) == before
