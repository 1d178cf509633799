"""Orders that merchants bring in from elsewhere."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from given import INSTANT, NOON, expect_corrupt, given, refused
from socialcommerce import ManualClock, NotAllowed, NotFound, SocialCommerce
from socialcommerce.domain.orders.imported import IMPORT, Imported, ImportedLine, ImportRecorded, record
from socialcommerce.domain.orders.pricing import MAX_LINES
from socialcommerce.journal import COMMANDS
from trading import SOAP, bring_in, buy, open_market


def line(product: str = "soap", **changes: Any) -> ImportedLine:
    return attrs.evolve(ImportedLine(product, "Soap", 1, 700), **changes)


def content(*lines: ImportedLine, **changes: Any) -> ImportRecorded:
    """What ``an`` bought from Dior at noon, but for *changes*."""
    plain = ImportRecorded(
        merchant="dior", number="t1", buyer="an", source="Taobao", lines=lines or (line(),), bought_at=NOON
    )
    return attrs.evolve(plain, **changes)


def test_an_order_from_elsewhere_is_recorded_as_it_was_told() -> None:
    assert record(Imported(), content(), at=NOON) == [content()]
    assert given(IMPORT, content()).content == content()


def test_the_same_import_again_changes_nothing() -> None:
    assert record(given(IMPORT, content()), content(), at=NOON) == []


@pytest.mark.parametrize(
    "other",
    [
        content(buyer="bo"),
        content(source="JD"),
        content(bought_at=NOON - INSTANT),
        content(line("tea")),
        content(line(quantity=2)),
        content(line(amount=701)),
        content(line(title="Soaps")),
        content(line(), line("tea")),
    ],
    ids=["buyer", "source", "bought_at", "product", "quantity", "amount", "title", "lines"],
)
def test_another_content_under_the_number_is_refused(other: ImportRecorded) -> None:
    with refused("import-differs"):
        record(given(IMPORT, content()), other, at=NOON)


def test_a_purchase_at_the_instant_of_the_import_is_recorded() -> None:
    assert record(Imported(), content(bought_at=NOON), at=NOON)


def test_a_purchase_from_the_future_is_no_value() -> None:
    with pytest.raises(ValueError, match=r"bought_at .* is after"):
        record(Imported(), content(bought_at=NOON + INSTANT), at=NOON)


def test_as_many_lines_as_an_order_can_have_are_recorded() -> None:
    many = tuple(line(f"p{number}") for number in range(MAX_LINES))

    assert record(Imported(), content(*many), at=NOON)
    with pytest.raises(ValueError, match="1001 lines"):
        record(Imported(), content(*many, line("more")), at=NOON)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (content(lines=()), "no line"),
        (content(line("soap"), line("soap")), "product soap stands on two lines"),
        (content(source="here"), "stands for this store"),
    ],
    ids=["no line", "the same product twice", "a source called like this store"],
)
def test_what_is_no_order_is_no_value(wrong: ImportRecorded, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        record(Imported(), wrong, at=NOON)


def test_a_second_import_under_a_number_cannot_be_in_a_log() -> None:
    expect_corrupt(IMPORT, content(), content())


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def test_a_line_without_a_quantity_is_of_one_unit(market: SocialCommerce) -> None:
    bring_in(market, by="merchant:dior")

    (recorded,) = market.log.stream("import-dior~t1")
    assert recorded.event == content()
    assert (recorded.by, recorded.at) == ("merchant:dior", NOON)


def test_the_same_import_by_command_appends_nothing(market: SocialCommerce, clock: ManualClock) -> None:
    bring_in(market)
    before = market.log.position()

    clock.advance(timedelta(days=1))
    bring_in(market, lines=[SOAP | {"quantity": 1}])

    assert market.log.position() == before


def test_each_merchant_has_its_own_numbers(market: SocialCommerce) -> None:
    bring_in(market)
    bring_in(market, merchant="hill", buyer="bo")

    assert len(market.log.stream("import-hill~t1")) == 1


def test_an_import_for_a_merchant_that_has_not_joined_is_not_found(market: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="nobody"):
        bring_in(market, merchant="nobody")


@pytest.mark.parametrize("by", ["an", "dior", "merchant:hill", "platform:op"])
def test_nobody_but_the_merchant_and_the_host_imports(market: SocialCommerce, by: str) -> None:
    with pytest.raises(NotAllowed):
        bring_in(market, by=by)


@pytest.mark.parametrize(
    "changes",
    [{"lines": [SOAP | {"amount": -1}]}, {"lines": [SOAP | {"quantity": 0}]}, {"lines": [{}]}, {"number": "a~b"}],
    ids=["amount", "quantity", "empty line", "number"],
)
def test_a_bad_value_does_not_get_past_the_edge(market: SocialCommerce, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        bring_in(market, **changes)


def test_an_imported_order_counts_nowhere(market: SocialCommerce) -> None:
    market.members.befriend("lin", "an")
    market.journeys.visit("an", "s1")
    buy(market, "o1", share="s1")
    before = figures(market)

    bring_in(market, lines=[{"product": "lipstick", "title": "口红", "amount": 10_000}])

    assert figures(market) == before
    with pytest.raises(NotFound):
        market.orders.of("t1")


def figures(commerce: SocialCommerce) -> list[Any]:
    """All that sales enter."""
    return [
        commerce.influence.of("lin"),
        commerce.influence.explain("lin"),
        commerce.analytics.of("lin"),
        commerce.board.top(),
        commerce.feeds.of("lin"),
        commerce.earnings.of("lin"),
        commerce.statements.of("dior", "2021-05"),
        commerce.journeys.binding_of("an"),
    ]


def test_a_journal_can_import_orders() -> None:
    assert "imports.record" in COMMANDS
