"""The file itself: a zip with a manifest of hashes and one signature over it. Nothing in it is ever executed."""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exchange.bundles.keys import Signer, is_signed, public_text, sign
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message

FORMAT = "exchange-bundle"
VERSION = 1
MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_FILES = 2_000
_MANIFEST, _SIGNATURE = "manifest.json", "signature"
_NAME = re.compile(r"(practices|dossiers)/[a-z0-9][a-z0-9-]{0,199}\.json|papers/[0-9a-f]{64}")
_FOREIGN = N_(
    "The bundle comes from an installation that is not trusted here: %(key)s. "
    "Compare the key with it, then run exchange bundle trust."
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same content makes the same bytes


@dataclass(frozen=True)
class Bundle:
    """An opened bundle, every byte of which was checked."""

    signer: Signer
    made_by: str  # the installation's own name for itself
    files: Mapping[str, bytes]  # by path
    hashes: Mapping[str, str]


def pack(files: Mapping[str, Any], *, key: Ed25519PrivateKey, made_by: str) -> bytes:
    """Values as JSON, papers as they are, their hashes, and the signature."""
    written = {path: value if isinstance(value, bytes) else canonical(value) for path, value in sorted(files.items())}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": made_by,
        "key": public_text(key),
        "files": [{"path": path, "sha256": hash_of(content)} for path, content in written.items()],
    }
    listed = canonical(manifest)
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in ((_MANIFEST, listed), (_SIGNATURE, sign(key, listed).encode()), *written.items()):
            packed.writestr(zipfile.ZipInfo(path, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return found.getvalue()


def unpack(content: bytes, *, trusted: Mapping[str, Signer]) -> Bundle:
    """Open a bundle; the whole of it is checked before a word of it is used.

    Raises:
        InvalidError: too large, from the future, signed by nobody known, or changed since; the sentence says which.
    """
    if len(content) > MOST_BYTES:
        raise _refused(Message(N_("The bundle is larger than %(number)s MB."), {"number": MOST_BYTES // 2**20}))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _checked(packed, trusted)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _refused(N_("This is no bundle, or it was damaged on its way.")) from error
    except zlib.error as error:
        raise _refused(N_("The bundle was changed after it was signed.")) from error


def _checked(packed: zipfile.ZipFile, trusted: Mapping[str, Signer]) -> Bundle:
    sizes = [info.file_size for info in packed.infolist()]
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_UNPACKED:
        raise _refused(N_("The bundle unpacks to more than this installation takes at once."))
    listed = packed.read(_MANIFEST)
    manifest = json.loads(listed)
    _require_format(manifest)
    signer = trusted.get(str(manifest["key"]))
    if signer is None:
        raise _refused(Message(_FOREIGN, {"key": str(manifest["key"])[:60]}))
    if not is_signed(signer.key, packed.read(_SIGNATURE).decode("ascii"), listed):
        raise _refused(N_("The bundle was changed after it was signed."))
    hashes = {str(entry["path"]): str(entry["sha256"]) for entry in manifest["files"]}
    return Bundle(signer, str(manifest["made_by"]), _files(packed, hashes), hashes)


def _require_format(manifest: Mapping[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise ValueError(FORMAT)
    if int(manifest["version"]) > VERSION:
        raise _refused(N_("The bundle was made by a newer version of the exchange. Upgrade this installation first."))


def _files(packed: zipfile.ZipFile, hashes: Mapping[str, str]) -> dict[str, bytes]:
    names = [info.filename for info in packed.infolist() if info.filename not in {_MANIFEST, _SIGNATURE}]
    if sorted(names) != sorted(hashes) or not all(_NAME.fullmatch(name) for name in names):
        raise _refused(N_("The bundle holds other files than its signed list says."))
    files = {name: packed.read(name) for name in names}
    for name, content in files.items():
        if hash_of(content) != hashes[name]:
            raise _refused(Message(N_("%(file)s was changed after the bundle was signed."), {"file": name}))
    return files


def canonical(value: Any) -> bytes:
    """One way to write a value, so that equal content has equal hashes."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def hash_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _refused(reason: Message | str) -> InvalidError:
    return InvalidError({"bundle": reason})
