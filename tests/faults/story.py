"""A log in which everything happens, and all of it right: the one of the golden log, and more."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from faulting import Log
from faults import story_circle, story_trading
from socialcommerce import ManualClock, SocialCommerce

_GOLDEN: Final = Path(__file__).resolve().parents[1] / "data" / "make_golden.py"


def story() -> Log:
    """Every event of the story, in order."""
    with told_story() as commerce:
        return list(commerce.log.read())


@contextmanager
def told_story(url: str = "memory://") -> Iterator[SocialCommerce]:
    """A store at *url* in which the story happened."""
    golden = _golden()
    clock = ManualClock(golden.START)
    with SocialCommerce.open(url, rules=golden.RULES, clock=clock) as commerce:
        for chapter in (golden.community, golden.trade, golden.troubles, golden.fulfilment, golden.after_sale):
            chapter(commerce, clock)
        golden.earnings(commerce, clock)
        golden.circle(commerce)
        golden.erasure(commerce)
        story_trading.trading(commerce, clock)
        story_circle.tell(commerce, clock)
        yield commerce


def _golden() -> Any:
    spec = importlib.util.spec_from_file_location("make_golden", _GOLDEN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
