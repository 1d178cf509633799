"""The use of a store: nothing is given up under the hands of those who are in it, and errors name it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import OperationalError
from sqlalchemy.exc import StatementError

from socialcommerce import Conflict, StoreUnavailable
from socialcommerce.storage.use import Use


def test_what_nobody_uses_is_given_up_at_once() -> None:
    given_up: list[str] = []
    use = Use("memory://")
    with use:
        pass
    use.end(lambda: given_up.append("log"))
    assert given_up == ["log"]


def test_the_last_of_several_users_gives_up_everything_once() -> None:
    given_up: list[str] = []
    use = Use("memory://")
    with use:
        with use:
            use.end(lambda: given_up.append("log"))
            use.end(lambda: given_up.append("views"))
        assert given_up == []
    assert sorted(given_up) == ["log", "views"]


def test_a_user_of_another_thread_is_waited_for_too_without_anyone_waiting() -> None:
    given_up: list[str] = []
    use = Use("memory://")
    with ThreadPoolExecutor(1) as other, use:
        other.submit(use.end, lambda: given_up.append("log")).result()
        assert given_up == []
    assert given_up == ["log"]


def test_a_user_who_fails_gives_up_what_is_left() -> None:
    given_up: list[str] = []
    use = Use("memory://")

    def fail() -> None:
        with use:
            use.end(lambda: given_up.append("log"))
            raise LookupError("no")

    with pytest.raises(LookupError, match=r"^no$"):
        fail()
    assert given_up == ["log"]


def test_after_the_end_nobody_comes_in_though_others_are_still_in() -> None:
    use = Use("memory://")
    with use:
        use.end(lambda: None)
        with pytest.raises(StoreUnavailable, match=r"^store memory://: is closed$"), use:
            pytest.fail("came in")


def test_all_is_given_up_in_order_though_one_fails() -> None:
    given_up: list[str] = []
    use = Use("memory://")

    def fail() -> None:
        given_up.append("log")
        raise OSError("no")

    def leave() -> None:
        with use:
            use.end(fail)
            use.end(lambda: given_up.append("views"))

    with pytest.raises(OSError, match=r"^no$"):
        leave()
    assert given_up == ["log", "views"]


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("no more\nof it"),
        OSError("no more"),
        OperationalError("no more"),
        StatementError("it failed", "SELECT", None, sqlite3.DatabaseError("no more")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_driver_raises_names_the_store_once_and_not_its_password(error: Exception) -> None:
    use = Use("postgresql://lin:secret@shop/db")
    with pytest.raises(StoreUnavailable, match=r"^store postgresql://lin@shop/db: no more$") as caught, use, use:
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [LookupError("x"), Conflict("x"), StoreUnavailable("x"), KeyboardInterrupt("x")])
def test_what_no_driver_raises_is_told_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, Use("memory://"):
        raise error
    assert caught.value is error
