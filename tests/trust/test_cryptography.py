"""The inventory of keys and algorithms is what the source does (ASVS 5.0, 11.1.1, 11.1.2, 11.4.1)."""

from pathlib import Path

from tests.trust.cryptography import found, uses

PAGE = Path(__file__).parents[2] / "docs" / "cryptography.md"
KEYS = {
    "secret key": "secret key",
    "bundle key": "bundle key",
    "the app's own": "second factors",
    "the device's own": "passkeys",
    "the room server's secret": "secrets of other services",
}
UNPROTECTED = {"exchange/search/whoosh/term_table.py"}  # a file format that others have set


def test_the_inventory_is_the_source() -> None:
    written, scanned = {one.module: one.primitives for one in uses()}, found()
    assert len(written) == len(uses()), "a module stands there twice"
    assert written == scanned


def test_every_key_of_the_inventory_has_a_policy() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = {key.strip() for one in uses() for key in one.key.split(";")} - {"none"}
    assert named <= KEYS.keys()
    for key in named:
        assert f"| {KEYS[key]} |" in page, key
    assert all(len(one.purpose) > len("a short word") for one in uses())


def test_weak_functions_protect_nothing() -> None:
    weak = {"md5", "sha1", "random", "Random", "randint", "ARC4", "TripleDES", "ECB", "PKCS1v15"}
    assert {name for name, primitives in found().items() if primitives & weak} == UNPROTECTED


def test_the_page_is_made_from_the_inventory() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [one.module for one in uses() if f"`{one.module}`" not in page] == []
