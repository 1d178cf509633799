"""Variables of the process's environment change nothing: a store is what its URL says."""

import os
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import Tracking
from logs import fact, opened

from socialcommerce import ManualClock, SocialCommerce

MISLEADING = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "SQLITE_DBNAME": "elsewhere.db",
    "SQLITE_LOCK_TIMEOUT": "0",
    "POSTGRES_DBNAME": "elsewhere",
    "POSTGRES_HOST": "elsewhere.invalid",
    "POSTGRES_PORT": "1",
    "POSTGRES_USER": "nobody",
    "POSTGRES_PASSWORD": "wrong",
    "POSTGRES_SCHEMA": "elsewhere",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
    "POSTGRES_ORIGINATOR_ID_TYPE": "uuid",
    "ORIGINATOR_ID_TYPE": "uuid",
    "SINGLE_ROW_TRACKING": "n",
    "CREATE_TABLE": "n",
    "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
    "CIPHER_KEY": "MDEyMzQ1Njc4OWFiY2RlZg==",
    "COMPRESSOR_TOPIC": "eventsourcing.compressor:ZlibCompressor",
    "TRANSCODER_TOPIC": "eventsourcing.persistence:JSONTranscoder",
    "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
    "PROCESS_RECORDER_TOPIC": "eventsourcing.popo:POPOProcessRecorder",
    "APPLICATION_RECORDER_TOPIC": "eventsourcing.popo:POPOApplicationRecorder",
    "IS_SNAPSHOTTING_ENABLED": "y",
}
"""What the eventsourcing package reads, with values that would break a store or hide it."""


@pytest.fixture
def misled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in MISLEADING.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(f"SOCIALCOMMERCE_{name}", value)
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


def stored(url: str) -> list[tuple[str, int, str, bytes]]:
    """The bytes of a small log, written by a new store at *url*."""
    with opened(url) as log:
        log.append([fact("a"), fact("b", name="名字")], tracking=Tracking("journal", 5))
        assert log.tracked("journal") == 5
        return [(str(n.originator_id), n.originator_version, n.topic, n.state) for n in _notifications(log)]


def _notifications(log: Any) -> Any:
    return log.recorder.select_notifications(1, 10)


def test_the_log_writes_the_same_bytes_whatever_the_environment_says(store_url: str, misled: None) -> None:
    assert stored(store_url) == [
        (
            "merchant-a",
            1,
            "merchant.invited",
            b'{"at":"2021-05-01T04:00:00Z","event":{"merchant":"a","name":"Name"}}',
        ),
        (
            "merchant-b",
            1,
            "merchant.invited",
            '{"at":"2021-05-01T04:00:00Z","event":{"merchant":"b","name":"名字"}}'.encode(),
        ),
    ]
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
def test_a_store_written_under_one_environment_is_read_under_another(
    store_url: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        commerce.shops.open("m1")
    for name, value in MISLEADING.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(f"SOCIALCOMMERCE_{name}", value)
    with SocialCommerce.open(store_url, clock=clock, create=False) as commerce:
        commerce.shops.edit("m1", nickname="N")
        assert commerce.storefronts.of("m1").nickname == "N"
    for name in os.environ.keys() & MISLEADING.keys():
        monkeypatch.delenv(name)
        monkeypatch.delenv(f"SOCIALCOMMERCE_{name}")
    with SocialCommerce.open(store_url, clock=clock, create=False) as commerce:
        assert commerce.storefronts.of("m1").nickname == "N"
