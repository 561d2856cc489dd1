"""Turns whatever a damaged index makes Whoosh raise into the one error that callers answer."""

import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from whoosh.index import IndexError as WhooshIndexError
from whoosh.index import LockError
from whoosh.reading import CorruptIndexError, ReaderClosed

from exchange.search.port import SearchUnavailableError

# What 60 bit flips, truncations and missing files made Whoosh raise (trust.md 1.4), and their bases.
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    MemoryError,
    ImportError,
    struct.error,
    zlib.error,
    pickle.PickleError,
    WhooshIndexError,
    LockError,
    CorruptIndexError,
    ReaderClosed,
)


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Raise SearchUnavailableError instead of anything that a damaged or vanished file causes."""
    try:
        yield
    except SearchUnavailableError:
        raise
    except _DAMAGE as error:
        raise SearchUnavailableError("The index is damaged or gone.") from error
