"""Kill a process that brings in a history, again and again, and see that the log is that of a quiet run.

usage: python tests/e2e/kill_ingest.py HISTORY [--kills N]

HISTORY is a journal that is brought into two SQLite files, in a temporary directory (where ``TMPDIR`` says): into one
by a process that is left in peace, into the other by processes that are killed with SIGKILL while they run, N times
(default: 5), spread over the history. Exits with 1 if the two logs differ in a stream, version, topic or byte. Takes
about twice as long as bringing the history in, and a little for each kill.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from journals import Fact, facts
from socialcommerce.journal import LINES_AT_ONCE
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.keyring import Keyring
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.views import ViewDatabase

CHILD: Final = Path(__file__).resolve().parent / "ingesting.py"

Report = dict[str, Any]


def bring_in(
    url: str,
    history: Path,
    *,
    killed_after: int | None = None,
    word: str = "",
    lines_at_once: int = LINES_AT_ONCE,
    ask: bool = False,
) -> Report | None:
    """Let a process bring *history* in; its report, or None if it was killed.

    It is killed as soon as it has said as many words as *killed_after* that begin with *word*: just there if it is
    to *ask*, else while it goes on.
    """
    command = [sys.executable, str(CHILD), url, str(history), f"--lines-at-once={lines_at_once}", *["--ask"] * ask]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said, last = 0, ""
        for last in process.stdout:
            said += last.startswith(word)
            if said == killed_after:
                process.kill()
                process.wait()
                return None
            if ask:
                process.stdin.write("go on\n")
                process.stdin.flush()
    if process.returncode:
        raise RuntimeError(f"bringing {history} in ended with {process.returncode}")
    report: Report = json.loads(last)
    return report


def log_at(url: str) -> list[Fact]:
    """What the log at *url* holds."""
    engine = engine_of(url)
    with (
        closing(ViewDatabase(engine)) as database,
        engine.opening(),
        closing(EventLog(engine, Keyring(database))) as log,
    ):
        return facts(log)


def counts(report: Report | None) -> str:
    """How many lines became what."""
    found = report or {}
    return ", ".join(f"{value:,} {name}" for name, value in found.items() if isinstance(value, int))


def main() -> None:
    ask = argparse.ArgumentParser(description="Kill a process that brings in a history, and see that nothing is lost.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--kills", type=int, default=5, help="how often the process is killed (default: 5)")
    given = ask.parse_args()
    with given.history.open("rb") as lines:
        transactions = sum(1 for _ in lines) // LINES_AT_ONCE + 1
    step = max(transactions // (given.kills + 1), 1)
    with tempfile.TemporaryDirectory(prefix="killed-") as directory:
        quiet, killed = (f"sqlite:///{Path(directory) / name}.db" for name in ("quiet", "killed"))
        print("in peace:", counts(bring_in(quiet, given.history)))
        for kill in range(1, given.kills + 1):
            if bring_in(killed, given.history, killed_after=step, word="done") is not None:
                raise SystemExit(f"the history is too short for {given.kills} kills")
            print(f"killed for the {kill}. time, {step} or more transactions on: {len(log_at(killed)):,} events")
        print("at last:", counts(bring_in(killed, given.history)))
        events = log_at(quiet)
        same = log_at(killed) == events
        print(f"{given.kills} kills, {len(events):,} events:", "the same log" if same else "THE LOGS DIFFER")
    sys.exit(not same)


if __name__ == "__main__":
    main()
