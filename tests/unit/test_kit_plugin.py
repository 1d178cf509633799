"""The pytest plugin: its fixtures, how a host overrides them, and what its import costs."""

import subprocess
import sys
import tomllib
from importlib.util import find_spec

import pytest

import socialcommerce.testing as kit
from doc_pages import ROOT

PLUGIN = "socialcommerce.testing.plugin"
pytest_plugins = ["pytester"]


def passes(pytester: pytest.Pytester, **files: str) -> None:
    """The tests in *files*, by their names, pass with the plugin."""
    pytester.makepyfile(**files)
    pytester.runpytest_inprocess("-p", "no:socialcommerce", "-p", PLUGIN).assert_outcomes(passed=1)


def test_a_store_in_memory_is_there_without_a_word(pytester: pytest.Pytester) -> None:
    passes(
        pytester,
        test_host="""
            from datetime import timedelta

            def test_the_store_is_empty_and_its_time_is_the_clocks(commerce, clock):
                assert commerce.board.top() == []
                assert commerce.clock is clock
                before = clock.now()
                commerce.shops.open("lin")
                clock.advance(timedelta(days=1))
                commerce.shops.open("mei")
                opened = [each.at - before for each in commerce.log.read() if each.category == "shop"]
                assert opened == [timedelta(0), timedelta(days=1)]
        """,
    )


def test_the_store_of_the_setting_is_opened(pytester: pytest.Pytester) -> None:
    store = pytester.path / "host.db"
    pytester.makeini(f"[pytest]\nsocialcommerce_store = sqlite:///{store}\n")
    passes(pytester, test_host="def test_url(commerce):\n    assert commerce.log.engine.url.endswith('host.db')\n")
    assert store.exists()


def test_url_rules_and_clock_are_overridden_by_fixtures(pytester: pytest.Pytester) -> None:
    passes(
        pytester,
        conftest="""
            from datetime import UTC, datetime

            import pytest

            from socialcommerce import ManualClock, Rules, ShelfRules

            @pytest.fixture
            def clock():
                return ManualClock(datetime(2030, 1, 1, tzinfo=UTC))

            @pytest.fixture
            def commerce_url(tmp_path):
                return f"sqlite:///{tmp_path / 'own.db'}"

            @pytest.fixture
            def commerce_rules():
                return Rules(shelves=ShelfRules(lock_hours=0))
        """,
        test_host="""
            def test_all(commerce):
                assert commerce.log.engine.url.endswith("own.db")
                assert commerce.rules.at().shelves.lock_hours == 0
                assert commerce.clock.now().year == 2030
        """,
    )


def test_the_plugin_imports_neither_hypothesis_nor_the_audit() -> None:
    program = f"import sys, {PLUGIN}; print([n for n in ('hypothesis', 'socialcommerce.audit') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_declares_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (module,) = project["entry-points"]["pytest11"].values()
    assert module == PLUGIN
    assert find_spec(module)


def test_every_public_name_is_there_and_no_other() -> None:
    for name in kit.__all__:
        assert getattr(kit, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        kit.nothing  # noqa: B018 - it is not there
