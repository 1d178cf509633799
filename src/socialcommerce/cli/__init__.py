"""The terminal: ``socialcommerce ingest``, ``board``, ``feed`` and the rest of what ``--help`` lists."""

import sys


def main() -> None:
    """Run the command line; without the ``cli`` extra, say in one line how to get it."""
    try:
        from socialcommerce.cli.app import run
    except ModuleNotFoundError as missing:
        if missing.name not in ("typer", "rich"):
            raise
        sys.stderr.write("socialcommerce: the command line needs more: pip install 'socialcommerce[cli]'\n")
        sys.exit(2)
    run()
