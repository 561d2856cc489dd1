"""Rules about the code that no linter knows."""

import ast

from tests.architecture.sources import Source, method_calls, sources

LONGEST_FILE = 300
COMMITS = {
    "exchange/web/db.py",
    "exchange/search/bench/peers.py",
    "exchange/search/bench/speed/rust.py",  # peers of a measurement, not our database
    "exchange/search/bench/speed/sqlite.py",
    "exchange/search/bench/speed/xapian.py",
}
FOLDS = "exchange/kernel/languages.py"
ASCII_ONLY = {  # addresses, host names, header values and identifiers: ASCII by definition, no dotless i can occur
    "exchange/accounts/addresses.py",
    "exchange/mailbox/incoming.py",
    "exchange/meetings/links.py",
    "exchange/meetings/mail/replies.py",
    "exchange/meetings/mail/tokens.py",
    "exchange/notifications/returned.py",
    "exchange/kernel/settings.py",
    "exchange/web/logs.py",
}


def test_only_one_place_commits() -> None:
    found = [source.name for source in sources() if any(method_calls(source, "commit"))]
    assert set(found) <= COMMITS


def test_letters_are_folded_in_one_place() -> None:
    """İ, I, ı and i: str.lower() and casefold() are wrong for Turkish and Azerbaijani."""
    found = {
        f"{source.name}:{call.lineno}"
        for source in sources()
        if source.name != FOLDS and source.name not in ASCII_ONLY
        for call in method_calls(source, "lower", "upper", "casefold", "capitalize", "title", "swapcase")
    }
    assert found == set()


def test_files_stay_readable() -> None:
    long = {source.name: lines for source in sources() if (lines := _lines(source)) > LONGEST_FILE}
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [source.name for source in sources() if not ast.get_docstring(source.tree)] == []


def test_domain_files_hold_no_flask() -> None:
    """Direct imports; import-linter follows the indirect ones."""
    domain = {"models", "policies", "service", "queries", "events"}
    web = {"flask", "werkzeug", "jinja2", "flask_sqlalchemy", "flask_babel", "flask_login", "flask_wtf"}
    found = {
        f"{source.name}: {name}"
        for source in sources()
        if source.path.stem in domain or source.path.parent.name in domain
        for name in _imports(source)
        if name.partition(".")[0] in web
    }
    assert found == set()


def test_only_the_adapter_imports_whoosh() -> None:
    found = {
        source.name
        for source in sources()
        for name in _imports(source)
        if name == "whoosh" or name.startswith("whoosh.")
    }
    assert all(name.startswith("exchange/search/whoosh/") for name in found)
    assert found, "the adapter does not use Whoosh"


def _imports(source: Source) -> list[str]:
    names: list[str] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return names


def _lines(source: Source) -> int:
    return len(source.path.read_text(encoding="utf-8").splitlines())
