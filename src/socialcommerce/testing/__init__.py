"""Testing: what a host proves its own code with, and the library itself. Needs the extra ``testing``.

Names are imported when they are asked for: pytest loads the plugin of this package before a test asks for anything.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from socialcommerce.testing import laws, strategies
    from socialcommerce.testing.broken import LawBroken
    from socialcommerce.testing.deciding import given
    from socialcommerce.testing.machine import CommerceMachine
    from socialcommerce.testing.steps import Command, Late, Tick, Wait
    from socialcommerce.testing.telling import Teller, Told

__all__ = [
    "Command",
    "CommerceMachine",
    "Late",
    "LawBroken",
    "Teller",
    "Tick",
    "Told",
    "Wait",
    "given",
    "laws",
    "strategies",
]

_MODULES: Final = {
    "Command": "steps",
    "CommerceMachine": "machine",
    "Late": "steps",
    "LawBroken": "broken",
    "Teller": "telling",
    "Tick": "steps",
    "Told": "telling",
    "Wait": "steps",
    "given": "deciding",
}


def __getattr__(name: str) -> Any:
    if name in ("laws", "strategies"):
        return import_module(f"{__name__}.{name}")
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
