"""Ed25519 signatures of seals, and the keys for them, kept in PEM files."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import attrs
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from socialcommerce.audit.seals.chain import Seal

_UNREADABLE: Final = (ValueError, TypeError, UnsupportedAlgorithm)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file; ``ValueError`` if there is none that can be used without a password."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except _UNREADABLE:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path}: no Ed25519 private key in PEM, without a password")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file; ``ValueError`` if there is none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except _UNREADABLE:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path}: no Ed25519 public key in PEM")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """What seals call a key: the SHA-256 of its 32 bytes, in hexadecimal."""
    return sha256(key.public_bytes_raw()).hexdigest()


def signed(seal: Seal, key: Ed25519PrivateKey) -> Seal:
    """The seal with the signature of its head, which vouches for all seals before it too."""
    return attrs.evolve(seal, key=key_id(key.public_key()), signature=key.sign(seal.head).hex())


def is_signed_by(seal: Seal, key: Ed25519PublicKey) -> bool:
    """Whether the seal has a signature, and it is one of *key* under just this seal."""
    try:
        key.verify(bytes.fromhex(seal.signature or ""), seal.head)
    except (ValueError, InvalidSignature):
        return False
    return seal.key == key_id(key)
