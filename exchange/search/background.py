"""Merges beside the requests: one thread at a time, started when an index has become many segments."""

import threading

import structlog

from exchange.search.port import SearchIndex, SearchUnavailableError

MANY_SEGMENTS = 5
log = structlog.get_logger("exchange.index")


class Merger:
    """Runs `SearchIndex.merge` until nothing is due."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def nudge(self, index: SearchIndex) -> None:
        """Look whether merging is due; returns at once."""
        is_running = self._thread is not None and self._thread.is_alive()
        if is_running or index.status().segments < MANY_SEGMENTS:
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
