"""A host's own suite, written with the kit alone, is green; and finds each fault that is planted in the host."""

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from host.faults import FAULTS

HOST: Final = Path(__file__).parent / "host"
OPTIONS: Final = ("-x", "-q", "-W", "error", "-c", os.devnull, "--rootdir", str(HOST), "-p", "no:cacheprovider")
PLUGIN: Final = "socialcommerce.testing.plugin"
"""Named by its module, whether or not the package that is installed declares it."""

PUBLIC: Final = {"socialcommerce", "socialcommerce.aggregates", "socialcommerce.testing"}


def run_suite(directory: Path, fault: str, first: str) -> tuple[int, str]:
    """The exit code of the host's suite with *fault* planted, and what it prints up to the first test that fails.

    The module *first* is run before the others, so that a fault is found soon.
    """
    modules = sorted(HOST.glob("test_*.py"), key=lambda path: path.name != first)
    environment = {"HOST_FAULT": fault, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, "-p", PLUGIN, *map(str, modules)],
        cwd=directory,
        env=os.environ | environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_without_a_fault_the_suite_is_green(tmp_path: Path) -> None:
    code, printed = run_suite(tmp_path, "", "test_points.py")
    assert code == 0, printed


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_found_and_told_by_its_law(fault: str, tmp_path: Path) -> None:
    module, told = FAULTS[fault]
    code, printed = run_suite(tmp_path, fault, module)
    assert code == 1, printed
    (failed,) = (line for line in printed.splitlines() if line.startswith("FAILED"))
    assert module in failed
    assert told in printed


@pytest.mark.parametrize("path", sorted(HOST.glob("*.py")), ids=lambda path: path.name)
def test_the_host_imports_public_names_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("socialcommerce"):
            assert node.module in PUBLIC
            assert {each.name for each in node.names} <= set(import_module(node.module).__all__)
        elif isinstance(node, ast.Import):
            assert not any(each.name.startswith("socialcommerce") for each in node.names)
