from pathlib import Path

from doc_pages import DOCS, fences, run_script

TUTORIAL = DOCS / "tutorial" / "first-host.md"


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    program, shown = (fence for fence in fences(TUTORIAL) if fence.info in ("python", "text"))
    assert run_script(program.text, tmp_path) == shown.text


def test_the_tutorial_is_a_host_in_thirty_lines() -> None:
    program = next(fence for fence in fences(TUTORIAL) if fence.info == "python")
    assert len(program.text.splitlines()) <= 30
