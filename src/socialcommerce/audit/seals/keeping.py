"""Seals in a file of their own, one a line, to be kept where those who can change the store cannot reach."""

import os
from pathlib import Path

from socialcommerce.audit.seals.chain import Seal, seal_of
from socialcommerce.audit.seals.store import Store, ledger_of


def export(store: Store, path: Path) -> int:
    """Add to the file at *path* the store's seals that it lacks, and return how many; what it holds is never changed.

    Raises ``ValueError`` if what the file holds is not what the store's seals begin with.
    """
    lines = (f"{line}\n".encode() for _, line in ledger_of(store).lines())
    if path.exists():
        with path.open("rb") as held:
            for number, kept in enumerate(held, 1):
                if kept != next(lines, None):
                    raise ValueError(f"{path}: seal {number} is not the store's: verify it, or name another file")
    with path.open("ab") as file:
        added = sum(1 for line in lines if file.write(line))
        file.flush()
        os.fsync(file.fileno())
    return added


def read(path: Path) -> list[Seal]:
    """The seals in a file, in its order; ``ValueError`` if it has none, or a line is none."""
    found: list[Seal] = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            found.append(seal_of(line))
        except ValueError as error:
            raise ValueError(f"{path}: line {number} {error}") from None
    if not found:
        raise ValueError(f"{path}: holds no seals")
    return found
