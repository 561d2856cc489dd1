"""Where the product uses cryptography, as cryptography.txt has it, and as its source has it; docs/cryptography.md."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.sources import Source, sources

_WHOLE = frozenset({"hashlib", "hmac", "secrets", "jwt", "pyotp", "webauthn", "random"})
_PACKAGES = frozenset(
    {"argon2", "cryptography", "hashlib", "hmac", "itsdangerous", "joserfc", "jwt", "pyotp", "random", "secrets"}
)
_OWN = {"exchange.kernel.signing": "signer", "exchange.kernel.vault": "Vault"}
_NO_PRIMITIVES = ("Error", "InvalidToken", "Signature", "BadData")  # faults are no cryptography


@dataclass(frozen=True)
class Use:
    """One module: what it uses, which key it holds (or none), and what for."""

    module: str
    primitives: frozenset[str]
    key: str
    purpose: str


def uses() -> list[Use]:
    """The inventory as it is written down."""
    text = Path(__file__).with_name("cryptography.txt").read_text(encoding="utf-8")
    rows = [line.split("|", 3) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [_use(*(cell.strip() for cell in row)) for row in rows]


def _use(module: str, primitives: str, key: str, purpose: str) -> Use:
    return Use(module, frozenset(primitives.split()), key, purpose)


def found() -> dict[str, frozenset[str]]:
    """What the source uses, by module."""
    scanned = {source.name: frozenset(_primitives(source)) for source in sources() if "/bench/" not in source.name}
    return {name: names for name, names in scanned.items() if names}


def _primitives(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _WHOLE:
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _imported(node)


def _imported(node: ast.ImportFrom) -> Iterator[str]:
    names = [alias.name for alias in node.names]
    package = (node.module or "").partition(".")[0]
    if node.module in _OWN:
        yield from (name for name in names if name == _OWN[node.module])
    elif package in _PACKAGES:
        yield from (name for name in names if not name.endswith(_NO_PRIMITIVES))


def as_markdown() -> str:
    """The table of docs/cryptography.md."""
    lines = ["| where | what | key | what for |", "|---|---|---|---|"]
    lines += [
        f"| `{one.module}` | {', '.join(f'`{name}`' for name in sorted(one.primitives))} | {one.key} | {one.purpose} |"
        for one in uses()
    ]
    return "\n".join(lines)
