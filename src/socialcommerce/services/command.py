"""The edge: what makes a service's method a command, with its arguments checked before anything is loaded.

The types of a command's parameters carry their limits, so the method's signature is the one place that says what
is right, for hosts that call it and for journals that name it.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, get_type_hints

import attrs
import msgspec

P = ParamSpec("P")
R = TypeVar("R")

_PATH: Final = re.compile(r"^(?P<wrong>.*) - at `\$(?P<path>.*)`$", re.DOTALL)
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")
_SHOWN: Final = 60


@attrs.frozen
class Command:
    """A method that changes things: the *function* without its check, and the struct of its *arguments*."""

    function: Callable[..., Any]
    arguments: type[msgspec.Struct]


def checked(method: Callable[P, R]) -> Callable[P, R]:
    """Check the arguments of *method* against its annotations at each call; ``ValueError`` names what is wrong."""
    signature = inspect.signature(method)
    hints = get_type_hints(method, include_extras=True)
    fields = [
        (name, hints[name]) if parameter.default is parameter.empty else (name, hints[name], parameter.default)
        for name, parameter in signature.parameters.items()
        if name != "self"
    ]
    arguments = msgspec.defstruct(method.__name__, fields, kw_only=True, forbid_unknown_fields=True)
    names = [field[0] for field in fields]

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs).arguments
        service: Any = given.pop("self")
        right: Any = convert(given, arguments)
        function: Any = method
        return function(service, **{name: getattr(right, name) for name in names})  # type: ignore[no-any-return]

    call.command = Command(method, arguments)  # type: ignore[attr-defined]
    return call


def command(method: Callable[P, R]) -> Callable[P, R]:
    """Make *method* a command, which journals can name: :func:`checked`, and known to :func:`commands_of`."""
    call = checked(method)
    call.is_command = True  # type: ignore[attr-defined]
    return call


def commands_of(service: type) -> dict[str, Command]:
    """The commands of a service's class, by the method's name."""
    return {name: method.command for name, method in vars(service).items() if hasattr(method, "is_command")}


def convert(given: Mapping[str, Any], to: type[R]) -> R:
    """*given* as a struct; ``ValueError`` with one line that names the field, the value and what is right."""
    try:
        return msgspec.convert(given, to)
    except msgspec.ValidationError as error:
        raise ValueError(explain(error, given)) from None


def explain(error: msgspec.ValidationError, given: Any) -> str:
    """*error* in one line, with the value that is wrong."""
    message = str(error)
    found = _PATH.match(message)
    if not found:
        return _in_words(message)
    value = given
    try:
        for name, index in _STEP.findall(found["path"]):
            value = value[name] if name else value[int(index)]
    except (LookupError, TypeError):
        return f"{found['path'].lstrip('.')}: {_in_words(found['wrong'])}"
    shown = repr(value)
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}… ({len(shown)} characters)"
    return f"{found['path'].lstrip('.')} is {shown}: {_in_words(found['wrong'])}"


def _in_words(wrong: str) -> str:
    """What msgspec says is wrong, with keys and texts described instead of their regular expressions."""
    if "matching regex" not in wrong:
        return wrong.replace("Expected", "expected").replace("Object", "object")
    if "A-Za-z0-9" in wrong:
        return "expected 1 to 96 of A-Z a-z 0-9 . _ @ + -"
    return "expected text without NUL and lone surrogates"
