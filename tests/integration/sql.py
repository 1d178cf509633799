"""Stored rows as a vandal finds them: read and changed by SQL, behind the library's back, on SQLite and PostgreSQL."""

import sqlite3
from typing import Any

import psycopg
import pytest

on_disk = pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
"""For tests with ``store_url``: only the engines whose stores outlive the process."""


def execute(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one *statement*, its values marked by ``?``, on the store at *url*; the rows it gives."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()
    with psycopg.connect(url, options="-c search_path=socialcommerce,public") as server:
        cursor = server.execute(statement.replace("?", "%s"), values)
        return cursor.fetchall() if cursor.description else []


def state_of(url: str, stream: str, version: int) -> bytes:
    """The bytes that one event is stored as."""
    ((state,),) = execute(
        url, "SELECT state FROM stored_events WHERE originator_id = ? AND originator_version = ?", stream, version
    )
    return bytes(state)


def change(url: str, stream: str, version: int, column: str, value: Any) -> None:
    """Give a *column* of one stored event another *value*."""
    execute(
        url,
        f"UPDATE stored_events SET {column} = ? WHERE originator_id = ? AND originator_version = ?",
        value,
        stream,
        version,
    )


def remove(url: str, stream: str, version: int) -> None:
    """Take one stored event away."""
    execute(url, "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = ?", stream, version)
