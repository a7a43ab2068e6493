"""Whose updates this build takes: Ed25519 keys that were put into it."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop_app.resources import resource_path

SIGNED_AS: Final = b"TACEWatch update 1\n"
"""Stands before what is signed, so that a signature made for another purpose fits no update."""
KEY_BYTES, SIGNATURE_BYTES = 32, 64


def public_keys(file: Path | None = None) -> tuple[bytes, ...]:
    """One per line in base64; "#" begins a remark. Empty where this build takes no updates."""
    path = file or resource_path("updates", "public_key")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    keys = (_key(line.partition("#")[0].strip()) for line in lines)
    return tuple(key for key in keys if key is not None)


def _key(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def is_signed(manifest: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
    """Whether any of these keys has signed exactly this manifest."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED_AS + manifest)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False
