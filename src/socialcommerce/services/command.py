"""The edge: what makes a service's method a command, with its arguments checked before anything is loaded.

The types of a command's parameters carry their limits, so the method's signature is the one place that says what
is right, for hosts that call it and for journals that name it.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import reduce, wraps
from operator import or_
from types import UnionType
from typing import Any, Final, Literal, ParamSpec, TypeVar, get_args, get_origin, get_type_hints, is_typeddict

import attrs
import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import asdict

P = ParamSpec("P")
R = TypeVar("R")

_PATH: Final = re.compile(r"^(?P<wrong>.*) - at `\$(?P<path>.*)`$", re.DOTALL)
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")
_SHOWN: Final = 60
_LONGEST: Final = 240


@attrs.frozen
class Command:
    """A method that changes things: the *function* without its check, and the structs of its *arguments*."""

    function: Callable[..., Any]
    arguments: type[msgspec.Struct]
    arguments_in_journals: type[msgspec.Struct]
    """Those without ``at`` and ``by``, which stand beside them in a journal."""


def checked(method: Callable[P, R]) -> Callable[P, R]:
    """Check the arguments of *method* against its annotations at each call; ``ValueError`` names what is wrong."""
    signature = inspect.signature(method)
    positional = [each.name for each in signature.parameters.values() if each.kind is each.POSITIONAL_OR_KEYWORD]
    required = {each.name for each in signature.parameters.values() if each.default is each.empty}
    names = signature.parameters.keys()
    hints = get_type_hints(method, include_extras=True)
    fields = [
        (name, _strict(hints[name]), *(() if parameter.default is parameter.empty else (parameter.default,)))
        for name, parameter in signature.parameters.items()
        if name != "self"
    ]
    arguments = _struct(method.__name__, fields)
    in_journals = _struct(method.__name__, [field for field in fields if field[0] not in ("at", "by")])

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        given = dict(zip(positional, args, strict=False)) | kwargs
        is_clear = len(given) == len(args) + len(kwargs)
        if not is_clear or not required <= given.keys() <= names:
            given = signature.bind(*args, **kwargs).arguments  # slow, and says what is wrong
        service: Any = given.pop("self")
        right = convert(given, arguments)
        function: Any = method
        return function(service, **given_to(right))  # type: ignore[no-any-return]

    call.command = Command(method, arguments, in_journals)  # type: ignore[attr-defined]
    return call


def command(method: Callable[P, R]) -> Callable[P, R]:
    """Make *method* a command, which journals can name: :func:`checked`, and known to :func:`commands_of`."""
    call = checked(method)
    call.is_command = True  # type: ignore[attr-defined]
    return call


def commands_of(service: type) -> dict[str, Command]:
    """The commands of a service's class, by the method's name."""
    return {name: method.command for name, method in vars(service).items() if hasattr(method, "is_command")}


def given_to(arguments: msgspec.Struct) -> dict[str, Any]:
    """The keyword arguments that *arguments* stand for."""
    given = asdict(arguments)
    for name, value in given.items():
        if type(value) is list or isinstance(value, msgspec.Struct):
            given[name] = _plain(value)
    return given


def convert(given: Mapping[str, Any], to: type[R]) -> R:
    """*given* as a struct; ``ValueError`` with one line that names the field, the value and what is right."""
    try:
        return msgspec.convert(given, to)
    except msgspec.ValidationError as error:
        raise ValueError(explain(error, given, to)) from None


def explain(error: msgspec.ValidationError, given: Any, to: Any = None, within: str = "") -> str:
    """*error* in one line, with the value that is wrong; *given*, to be a *to*, stands in the field *within*."""
    message = _short(_printable(str(error)))
    found = _PATH.match(message)
    where = f"{within}{found['path'] if found else ''}".lstrip(".")
    wrong = _in_words(found["wrong"] if found else message)
    if found and wrong.startswith("Invalid enum value"):
        wrong = f"expected one of {', '.join(_choices(to, _STEP.findall(found['path'])[0][0]))}"
    if not found:
        return f"{where}: {wrong}" if where else wrong
    value = given
    try:
        for name, index in _STEP.findall(found["path"]):
            value = value[name] if name else value[int(index)]
    except (LookupError, TypeError):
        return f"{where}: {wrong}"
    return f"{where} is {_shown(value)}: {wrong}"


def _struct(name: str, fields: list[Any]) -> type[msgspec.Struct]:
    return msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=True)


def _strict(hint: Any) -> Any:
    """Typed dictionaries, also in a list or beside None, as structs, which refuse keys that are not theirs."""
    if get_origin(hint) is list:
        return list[_strict(get_args(hint)[0])]  # type: ignore[misc]
    if get_origin(hint) is UnionType:
        return reduce(or_, (_strict(each) for each in get_args(hint)))
    if not is_typeddict(hint):
        return hint
    fields = [
        (name, each) if name in hint.__required_keys__ else (name, get_args(each)[0] | UnsetType, UNSET)
        for name, each in get_type_hints(hint, include_extras=True).items()
    ]
    return _struct(hint.__name__, fields)


def _plain(value: Any) -> Any:
    """Structs, also in a list, as the dictionaries that they were."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, msgspec.Struct):
        return {name: given for name, given in asdict(value).items() if given is not UNSET}
    return value


def _in_words(wrong: str) -> str:
    """What msgspec says is wrong, with keys and texts described instead of their regular expressions."""
    if "matching regex" not in wrong:
        return wrong.replace("Expected", "expected").replace("Object", "object")
    if "A-Za-z0-9" in wrong:
        return "expected 1 to 96 of A-Z a-z 0-9 . _ @ + -"
    if "[0-9]{4}-" in wrong:
        return "expected a calendar month such as 2021-05"
    if "[0-9]{1,19}" in wrong:
        return "expected the next of a page"
    return "expected text without NUL and lone surrogates"


def _choices(to: Any, field: str) -> list[str]:
    """The words that the *field* of the struct *to* can have."""

    def words(hint: Any) -> list[str]:
        if get_origin(hint) is Literal:
            return [str(word) for word in get_args(hint)]
        return [word for inner in get_args(hint) for word in words(inner)]

    return words(get_type_hints(to)[field])


def _shown(value: object) -> str:
    """*value* as a message shows it; some things have no repr, and some none that is short."""
    try:
        shown = _printable(repr(value))
    except (RecursionError, ValueError):
        return f"a {type(value).__name__} too large to show"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}… ({len(shown)} characters)"


def _printable(message: str) -> str:
    """*message* on one line, whatever it repeats from outside."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in message)


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
