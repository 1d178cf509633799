"""Change the deciding code in one place at a time, and see that the fast tests notice.

usage: python tests/mutation/mutants.py [PART ...] [--children N] [--survivors FILE] [--json]

PARTs are kernel, shops, referrals, orders and earnings; all by default. The checkout is copied to a temporary directory
(where ``TMPDIR`` says), in which mutmut works: pip install 'socialcommerce[mutation]'. Exits with 1 if less than nine
in ten mutants of a part are noticed. Described in the README beside this file.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parents[2]
PARTS: Final = {
    "kernel": "kernel",
    "shops": "domain/shops",
    "referrals": "domain/referrals",
    "orders": "domain/orders",
    "earnings": "domain/earnings",
}
GOAL: Final = 0.9
COPIED: Final = ("src", "tests", "docs", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml")

ABOUT_OTHERS: Final = ("docs", "kit", "visibility", "disclosure", "checks", "inbox", "case_list", "told_twice", "smoke")
"""Tests of units that have little to do with deciding and take long: words in the names of their files."""

ABOUT_THESE: Final = ("what_parties_are_told", "member_export", "csv_exports")
"""Tests of what is decided that reach it through the whole store alone."""

NOTICED: Final = {
    1: "killed",
    3: "killed",
    36: "timeout",
    -24: "timeout",
    24: "timeout",
    152: "timeout",
    255: "timeout",
}
"""What mutmut's exit codes mean where a mutant was noticed; 0 is that none failed, and 33 that no test comes by."""

SHOWN: Final = 20
"""Lines of what mutmut said last, where it failed."""

progress: Final = Console(stderr=True, highlight=False)


def main() -> int:
    ask = argparse.ArgumentParser(description="Change the deciding code in one place at a time; do tests notice?")
    ask.add_argument("parts", metavar="PART", nargs="*", choices=[*PARTS, []], help=", ".join(PARTS))
    ask.add_argument("--children", type=int, default=os.cpu_count(), help="mutants that are tried at a time")
    ask.add_argument("--survivors", type=Path, help="a file to write the mutants to that nobody noticed, as diffs")
    ask.add_argument("--json", action="store_true", help="print the figures for machines")
    given = ask.parse_args()
    parts = given.parts or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary:
        copy = _copied(Path(temporary) / "checkout", parts)
        _run(copy, given.children)
        tally = {part: _tally(copy, part) for part in parts}
        if given.survivors:
            given.survivors.write_text("\n".join(_survivors(copy)), encoding="utf-8")
    print(json.dumps(tally, indent=2)) if given.json else Console().print(_table(tally))
    return 0 if all(_share(counts) >= GOAL for counts in tally.values()) else 1


def _copied(copy: Path, parts: Iterable[str]) -> Path:
    copy.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, copy / name)
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(parts))
    return copy


def _settings(parts: Iterable[str]) -> str:
    settings = {
        "source_paths": ["src/socialcommerce"],
        "only_mutate": [f"src/socialcommerce/{PARTS[part]}/*" for part in parts],
        "also_copy": [name for name in COPIED if name not in ("src", "tests", "pyproject.toml")],
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(_fast_tests()),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    return "\n".join(["", "[tool.mutmut]", "track_dependencies = false", *lines, ""])


def _fast_tests() -> Iterator[str]:
    """Tests of units that name what decides."""
    for path in sorted((ROOT / "tests" / "unit").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        decides = "from socialcommerce.kernel" in text or "from socialcommerce.domain" in text
        if path.stem.removeprefix("test_") in ABOUT_THESE or (
            decides and not any(f"_{word}" in path.stem for word in ABOUT_OTHERS)
        ):
            yield str(path.relative_to(ROOT))


def _run(copy: Path, children: int) -> None:
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children)]
    paths = {"PYTHONPATH": ""}
    with progress.status("trying mutants …"):
        done = subprocess.run(command, cwd=copy, env=os.environ | paths, capture_output=True, text=True, check=False)
    if done.returncode or not any((copy / "mutants").rglob("*.meta")):
        last = (done.stdout + done.stderr).strip().splitlines()[-SHOWN:] or [f"exit status {done.returncode}"]
        sys.exit("\n".join(["error: mutmut failed:", *last]))


def _tally(copy: Path, part: str) -> dict[str, int]:
    return dict(Counter(what for _, what in _results(copy, part)))


def _results(copy: Path, part: str) -> Iterator[tuple[str, str]]:
    """The mutants of a *part*, each with what became of it."""
    for path in sorted((copy / "mutants" / "src" / "socialcommerce" / PARTS[part]).rglob("*.meta")):
        codes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        for name, code in codes.items():
            if code is None:
                sys.exit(f"error: mutmut stopped before it had tried {name}")
            yield name, NOTICED.get(code, "untested" if code == 33 else "survived")


def _survivors(copy: Path) -> Iterator[str]:
    for part in PARTS:
        for name, what in _results(copy, part):
            if what in ("survived", "untested"):
                show = [sys.executable, "-m", "mutmut", "show", name]
                yield subprocess.run(show, cwd=copy, capture_output=True, text=True, check=False).stdout


def _share(counts: dict[str, int]) -> float:
    """How many of the mutants were noticed."""
    return (counts.get("killed", 0) + counts.get("timeout", 0)) / max(1, sum(counts.values()))


def _table(tally: dict[str, dict[str, int]]) -> Table:
    table = Table(title="Mutants, and whether tests noticed")
    for heading in ("part", "mutants", "killed", "timeout", "survived", "untested", "noticed"):
        table.add_column(heading, justify="left" if heading == "part" else "right")
    whole: Counter[str] = Counter()
    for counts in tally.values():
        whole.update(counts)
    for part, counts in {**tally, "all": dict(whole)}.items():
        numbers = [counts.get(what, 0) for what in ("killed", "timeout", "survived", "untested")]
        share = _share(counts)
        colour = "green" if share >= GOAL else "red"
        table.add_row(part, f"{sum(numbers):,}", *(f"{number:,}" for number in numbers), f"[{colour}]{share:.1%}[/]")
    return table


if __name__ == "__main__":
    sys.exit(main())
