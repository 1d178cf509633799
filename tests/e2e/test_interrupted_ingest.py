"""The command line interrupted from the keyboard: it says so, and the same command goes on where it was."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from kill_ingest import log_at

from journals import HISTORY, facts
from socialcommerce import SocialCommerce
from socialcommerce.journal import ingest

CHILD: Final = Path(__file__).resolve().parent / "telling_commits.py"
LINES: Final = 200


def interrupted(directory: Path, words: list[str], *, commits: int) -> tuple[int, str]:
    """Interrupt the command line before so many commits; the code with which it ended, and what it complained of."""
    command = [sys.executable, str(CHILD), str(LINES), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=directory, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(commits - 1):
            assert process.stdout.readline() == "committing\n"
            process.stdin.write("go on\n")
            process.stdin.flush()
        assert process.stdout.readline() == "committing\n"
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate()
    assert said == ""
    return process.returncode, complained


@pytest.mark.parametrize("commits", [2, 12])
def test_an_interrupted_ingest_says_so_and_the_same_command_finishes_it(tmp_path: Path, commits: int) -> None:
    """The first commits create the store."""
    words = ["ingest", str(HISTORY), "--store", "sqlite:///store.db", "--json"]

    code, complained = interrupted(tmp_path, words, commits=commits)

    assert code == 130
    assert complained.startswith("socialcommerce: interrupted")
    assert complained.count("\n") == 1
    run = "from socialcommerce.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", run, *words], cwd=tmp_path, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (json.loads(ended.stdout)["skipped"] > 0) == (commits == 12)
    with SocialCommerce.open() as quiet:
        ingest(quiet, HISTORY)
        assert log_at(f"sqlite:///{tmp_path / 'store.db'}") == facts(quiet.log)
