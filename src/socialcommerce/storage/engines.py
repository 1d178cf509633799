"""The engines that a store can live on, by the scheme of its URL: ``memory``, ``sqlite``, ``postgresql``."""

from urllib.parse import urlsplit

from socialcommerce.errors import StoreUnavailable
from socialcommerce.storage.drivers import without_password
from socialcommerce.storage.engine import Engine
from socialcommerce.storage.memory import MemoryEngine
from socialcommerce.storage.sqlite import SQLiteEngine


def engine_of(url: str) -> Engine:
    """The engine for a store's *url*; ``ValueError`` if its form is not one of the three."""
    scheme = urlsplit(url).scheme
    if url == "memory://":
        return MemoryEngine(url)
    if scheme == "sqlite":
        return SQLiteEngine(url)
    if scheme in ("postgresql", "postgres"):
        return _postgres(url)
    raise ValueError(
        f"store {without_password(url)!r} is not understood: write memory://, sqlite:///file.db or postgresql://…"
    )


def _postgres(url: str) -> Engine:
    try:
        from socialcommerce.storage.postgres import PostgresEngine
    except ModuleNotFoundError as missing:
        if missing.name not in ("psycopg", "psycopg_pool"):
            raise
        raise StoreUnavailable("PostgreSQL needs more: pip install 'socialcommerce[postgres]'") from None
    return PostgresEngine(url)
