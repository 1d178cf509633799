from given import given
from socialcommerce import Rules, ShelfRules
from socialcommerce.domain.rulebook import RULEBOOK, Rulebook, RulesRecorded, record

CHANGED = Rules(currency="EUR", shelves=ShelfRules(lock_hours=24))


def test_a_new_store_records_all_its_rules() -> None:
    assert record(given(RULEBOOK), CHANGED) == [RulesRecorded(settings=CHANGED.settings())]


def test_recorded_rules_are_those_in_force() -> None:
    assert given(RULEBOOK, RulesRecorded(settings=CHANGED.settings())) == Rulebook(CHANGED)


def test_a_store_that_has_rules_records_no_others() -> None:
    rulebook = given(RULEBOOK, RulesRecorded(settings=CHANGED.settings()))
    assert record(rulebook, CHANGED) == []
    assert record(rulebook, Rules()) == []
