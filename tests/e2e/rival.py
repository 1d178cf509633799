"""One of several processes that pay out, tick and refund the same orders at the same time.

usage: python rival.py URL NAME ORDERS

Waits for a line on standard input before it begins, and prints as JSON how it fared.
"""

import json
import sys
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rivalry import compete

if __name__ == "__main__":
    url, name, orders = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(attrs.asdict(compete(url, name, int(orders)))), flush=True)
