"""Merges beside the requests: one thread at a time, which looks whether any is due."""

import threading

import structlog

from exchange.search.port import SearchIndex, SearchUnavailableError

log = structlog.get_logger("exchange.index")


class Merger:
    """Runs `SearchIndex.merge` until nothing is due."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def nudge(self, index: SearchIndex) -> None:
        """Look whether merging is due; returns at once."""
        if self._thread is not None and self._thread.is_alive():
            return
        # A daemon: a merge that the end of the process cuts short leaves nothing but files that no commit names.
        self._thread = threading.Thread(target=_merge_all, args=(index,), name="search-merge", daemon=True)
        self._thread.start()


def _merge_all(index: SearchIndex) -> None:
    try:
        while index.merge():
            log.info("segments merged", segments=index.status().segments)
    except SearchUnavailableError as error:
        log.warning("merge given up", error=str(error))
