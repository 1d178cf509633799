from typing import Any

import attrs
import pytest

from socialcommerce import (
    AfterSaleRules,
    CatalogRules,
    CircleRules,
    EarningsRules,
    InfluenceRules,
    OrderRules,
    ReferralRules,
    Rules,
    ShelfRules,
    SocialCommerce,
)
from socialcommerce.rules import DEFAULT_RULES

GROUPS = (
    ShelfRules,
    CatalogRules,
    ReferralRules,
    OrderRules,
    AfterSaleRules,
    EarningsRules,
    InfluenceRules,
    CircleRules,
)

CHANGED = Rules(
    currency="EUR",
    zone="Europe/Paris",
    shelves=ShelfRules(lock_hours=0, capacity_by_influence=((0, 1),), refuse_dearer=True),
    catalog=CatalogRules(reference_window_days=1, lowest_price_window_days=2),
    referrals=ReferralRules(
        share_days=3,
        binding="last",
        binding_days=4,
        binding_renews=False,
        attribution=("visit", "share"),
        attribution_days=5,
    ),
    orders=OrderRules(payment_minutes=6, delivery_days=1, completion_days=2),
    after_sale=AfterSaleRules(
        window_days=1, cases_per_line=2, answer_hours=3, return_days=4, receipt_days=5, escalation_days=6
    ),
    earnings=EarningsRules(levels=2, recruiter_bp=1, approval_days=2, payout_minimum=3),
    influence=InfluenceRules(
        sales_weight=7,
        visit_weight=8,
        active_day_weight=9,
        visits_per_day=10,
        minor_per_major=11,
        window_days=12,
        board_size=13,
    ),
    circle=CircleRules(messages_per_payment=1, messages_per_form=2, grant_days=3),
)


@pytest.mark.parametrize(
    ("score", "slots"),
    [
        (0, 4),
        (2_759, 4),
        (2_999, 4),
        (3_000, 5),
        (5_999, 5),
        (6_000, 6),
        (11_999, 6),
        (12_000, 8),
        (29_999, 8),
        (30_000, 10),
        (99_999, 10),
        (100_000, 12),
        (10**15, 12),
    ],
)
def test_slots_follow_influence_by_the_published_table(score: int, slots: int) -> None:
    assert ShelfRules().capacity_at(score) == slots


@pytest.mark.parametrize("rules", [DEFAULT_RULES, CHANGED], ids=["default", "changed"])
def test_rules_come_back_from_their_settings(rules: Rules) -> None:
    assert Rules.from_settings(rules.settings()) == rules


def test_every_rule_is_a_setting_and_a_changed_one_differs_from_its_default() -> None:
    default, changed = DEFAULT_RULES.settings(), CHANGED.settings()
    assert default.keys() == changed.keys()
    assert [name for name in default if default[name] == changed[name]] == []
    assert len(default) == 2 + sum(len(attrs.fields(group)) for group in GROUPS)


def test_settings_are_flat_names_with_plain_values() -> None:
    settings = DEFAULT_RULES.settings()
    assert settings["currency"] == "CNY"
    assert settings["shelves.lock_hours"] == 72
    assert settings["influence.window_days"] is None


def test_a_setting_that_is_missing_has_its_default() -> None:
    assert Rules.from_settings({}) == DEFAULT_RULES
    assert Rules.from_settings({"shelves.lock_hours": 24}) == Rules(shelves=ShelfRules(lock_hours=24))


@pytest.mark.parametrize(
    "name", ["unheard_of", "shelves.unheard_of", "unheard.of", "currency.code", "shelves.lock.hours", "", "."]
)
def test_a_setting_that_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="rules hold a name that is not known here"):
        Rules.from_settings({name: 1})


AT_LEAST = [
    (ShelfRules, "lock_hours", 0),
    (CatalogRules, "reference_window_days", 1),
    (CatalogRules, "lowest_price_window_days", 1),
    (ReferralRules, "share_days", 1),
    (ReferralRules, "binding_days", 1),
    (ReferralRules, "attribution_days", 1),
    (OrderRules, "payment_minutes", 1),
    (OrderRules, "delivery_days", 1),
    (OrderRules, "completion_days", 1),
    (AfterSaleRules, "window_days", 1),
    (AfterSaleRules, "cases_per_line", 1),
    (AfterSaleRules, "answer_hours", 1),
    (AfterSaleRules, "return_days", 1),
    (AfterSaleRules, "receipt_days", 1),
    (AfterSaleRules, "escalation_days", 1),
    (EarningsRules, "levels", 1),
    (EarningsRules, "recruiter_bp", 0),
    (EarningsRules, "approval_days", 1),
    (EarningsRules, "payout_minimum", 1),
    (InfluenceRules, "sales_weight", 0),
    (InfluenceRules, "visit_weight", 0),
    (InfluenceRules, "active_day_weight", 0),
    (InfluenceRules, "visits_per_day", 0),
    (InfluenceRules, "minor_per_major", 1),
    (InfluenceRules, "window_days", 1),
    (InfluenceRules, "board_size", 1),
    (CircleRules, "messages_per_payment", 0),
    (CircleRules, "messages_per_form", 0),
    (CircleRules, "grant_days", 1),
]


AT_MOST = {
    "sales_weight": 1_000,
    "visit_weight": 1_000,
    "active_day_weight": 1_000,
    "cases_per_line": 100,
    "levels": 2,
    "recruiter_bp": 10_000,
    "payout_minimum": 10**15,
}
"""What is not at most 300,000."""


@pytest.mark.parametrize(("group", "name", "least"), AT_LEAST)
def test_a_number_passes_from_its_least_and_is_refused_below_it(group: type[Any], name: str, least: int) -> None:
    assert getattr(group(**{name: least}), name) == least
    with pytest.raises(
        ValueError, match=rf"^rule {name} is {least - 1}: it must be a whole number of at least {least}$"
    ):
        group(**{name: least - 1})


@pytest.mark.parametrize(("group", "name", "least"), AT_LEAST)
@pytest.mark.parametrize("value", [1.5, "1", True, [1]])
def test_a_rule_in_numbers_takes_whole_numbers_only(group: type[Any], name: str, least: int, value: object) -> None:
    with pytest.raises(ValueError, match=f"rule {name} is"):
        group(**{name: value})


@pytest.mark.parametrize(("group", "name", "least"), AT_LEAST)
def test_a_rule_in_numbers_is_at_most_300_000_or_its_own_most(group: type[Any], name: str, least: int) -> None:
    most = AT_MOST.get(name, 300_000)
    assert getattr(group(**{name: most}), name) == most
    with pytest.raises(ValueError, match=f"^rule {name} is {most + 1}: it must be at most {most:,}$"):
        group(**{name: most + 1})


def test_slots_are_at_most_1000_and_the_scores_that_ask_for_them_at_most_10_15() -> None:
    most = ((0, 1), (10**15, 1_000))
    assert ShelfRules(capacity_by_influence=most).capacity_at(10**15) == 1_000
    for steps in (((0, 1), (10**15, 1_001)), ((0, 1), (10**15 + 1, 1_000)), ((0, 1_001),)):
        with pytest.raises(ValueError, match="up to 1,000 slots"):
            ShelfRules(capacity_by_influence=steps)


def test_steps_that_are_given_as_lists_equal_those_given_as_tuples() -> None:
    lists: Any = [[0, 4], [3_000, 5]]
    assert ShelfRules(capacity_by_influence=lists) == ShelfRules(capacity_by_influence=((0, 4), (3_000, 5)))
    with SocialCommerce.open(rules=Rules(shelves=ShelfRules(capacity_by_influence=lists))) as commerce:
        assert commerce.rules.at().shelves.capacity_by_influence == ((0, 4), (3_000, 5))


def test_only_the_window_of_influence_may_be_none() -> None:
    assert InfluenceRules(window_days=None).window_days is None
    with pytest.raises(ValueError, match="lock_hours"):
        ShelfRules(lock_hours=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "steps",
    [
        (),
        ((1, 4),),
        ((0, 0),),
        ((0, -1),),
        ((0, 4), (0, 5)),
        ((0, 4), (3_000, 4)),
        ((0, 4), (3_000, 3)),
        ((0, 4), (3_000, 5), (2_000, 6)),
    ],
)
def test_slots_that_do_not_rise_from_score_0_are_refused(steps: Any) -> None:
    with pytest.raises(ValueError, match="rule capacity_by_influence is"):
        ShelfRules(capacity_by_influence=steps)


@pytest.mark.parametrize("steps", [None, ((0, 4), ("3000", 5)), ((0, 4.5),), ((0,),), ((0, 4, 5),)])
def test_slots_of_another_form_than_pairs_of_whole_numbers_are_refused(steps: Any) -> None:
    with pytest.raises(ValueError, match="rule capacity_by_influence is"):
        ShelfRules(capacity_by_influence=steps)


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_a_rule_that_is_on_or_off_takes_nothing_else(value: Any) -> None:
    with pytest.raises(ValueError, match="rule refuse_dearer is"):
        ShelfRules(refuse_dearer=value)


@pytest.mark.parametrize("binding", ["first", "last", "none"])
def test_a_binding_is_first_last_or_none(binding: Any) -> None:
    assert ReferralRules(binding=binding).binding == binding


@pytest.mark.parametrize("binding", ["", "First", "both", None])
def test_another_binding_is_refused(binding: Any) -> None:
    with pytest.raises(ValueError, match="it must be one of first, last, none"):
        ReferralRules(binding=binding)


@pytest.mark.parametrize("reasons", [(), ("visit",), ("visit", "share", "binding")])
def test_attribution_tries_some_of_the_reasons_each_once(reasons: Any) -> None:
    assert ReferralRules(attribution=reasons).attribution == reasons
    assert ReferralRules(attribution=list(reasons)) == ReferralRules(attribution=reasons)


@pytest.mark.parametrize("reasons", [("none",), ("share", "share"), "share", None, 3, ("share", ["visit"])])
def test_other_reasons_of_attribution_are_refused(reasons: Any) -> None:
    with pytest.raises(ValueError, match=r"rule attribution is .*some of share, binding, visit, each once"):
        ReferralRules(attribution=reasons)


@pytest.mark.parametrize("currency", ["", "cny", "CN", "CNYY", "元元元", "C1Y", "CN ", 156, None])
def test_a_currency_is_three_capital_letters(currency: Any) -> None:
    with pytest.raises(ValueError, match="must be an ISO 4217 code such as CNY"):
        Rules(currency=currency)


@pytest.mark.parametrize("name", ["", "Peking", "../etc/passwd", None, 8])
def test_a_zone_that_is_not_known_is_refused(name: Any) -> None:
    with pytest.raises(ValueError, match="is not known: use an IANA name"):
        Rules(zone=name)


@pytest.mark.parametrize(
    "group", ["shelves", "catalog", "referrals", "orders", "after_sale", "earnings", "influence", "circle"]
)
def test_a_group_of_rules_is_that_group_and_nothing_else(group: str) -> None:
    with pytest.raises(ValueError, match=f"rule {group} is"):
        Rules(**{group: 3})


def test_rules_are_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        DEFAULT_RULES.shelves.lock_hours = 1  # type: ignore[misc]
