"""Who uses the connections of a store, so that none is given up while a thread is using it, and errors name it.

A driver that is told to close a connection in the midst of another thread's statement can end the whole process.
"""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Final

from socialcommerce.errors import StoreUnavailable
from socialcommerce.storage.drivers import first_line, is_of_driver, without_password


class Use:
    """The use of one store, as a context manager that any number of threads, and each repeatedly, can be in.

    Always: once :meth:`end` was called nobody comes in any more, and nothing is given up while anybody is in.
    Whoever comes in then is told :class:`~socialcommerce.errors.StoreUnavailable`, and so is whoever is in when a
    driver raises something.
    """

    def __init__(self, url: str) -> None:
        """*url* is that of the store."""
        self._url: Final = url
        self._lock: Final = threading.RLock()
        self._users = 0
        self._ended = False
        self._left: Final[list[Callable[[], None]]] = []

    def __enter__(self) -> None:
        with self._lock:
            if self._ended:
                raise StoreUnavailable(f"store {without_password(self._url)}: is closed")
            self._users += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._users -= 1
        self._give_up()
        if error is not None and is_of_driver(error):
            raise StoreUnavailable(f"store {without_password(self._url)}: {first_line(error)}") from error

    def end(self, give_up: Callable[[], None]) -> None:
        """End the use, and call *give_up* now, or have it called by the last user when they are done."""
        with self._lock:
            self._ended = True
            self._left.append(give_up)
        self._give_up()

    def _give_up(self) -> None:
        with ExitStack() as all_of_it, self._lock:
            while self._left and not self._users:
                all_of_it.callback(self._left.pop())
