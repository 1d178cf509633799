"""Seals: evidence of tampering. They fix a log as it is, and later name the first event that is not as it was.

Seal now and then, keep the seals elsewhere, and verify::

    from socialcommerce.audit import seals

    seals.seal(commerce)
    seals.export(commerce, Path("kept.jsonl"))
    verdict = seals.verify(commerce, Path("kept.jsonl"))

They look at stored bytes alone, so members can be erased: what is stored of them stays, and only the key goes.
"""

from socialcommerce.audit.seals.chain import Seal
from socialcommerce.audit.seals.keeping import export, read
from socialcommerce.audit.seals.leaves import event_bytes
from socialcommerce.audit.seals.proving import Inclusion, Proof, confirms, proof_of, prove, read_proof
from socialcommerce.audit.seals.sealing import EVERY, seal
from socialcommerce.audit.seals.signing import is_signed_by, read_key, read_public_key
from socialcommerce.audit.seals.verdict import Difference, Verdict
from socialcommerce.audit.seals.verifying import verify
from socialcommerce.storage.ledger import Ledger

__all__ = [
    "EVERY",
    "Difference",
    "Inclusion",
    "Ledger",
    "Proof",
    "Seal",
    "Verdict",
    "confirms",
    "event_bytes",
    "export",
    "is_signed_by",
    "proof_of",
    "prove",
    "read",
    "read_key",
    "read_proof",
    "read_public_key",
    "seal",
    "verify",
]
