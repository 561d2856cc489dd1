"""Rows of different length in one flat array: `start[n]` to `start[n + 1]` is row n (CSR)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def starts_of(counts: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Where each row begins, and where the last one ends."""
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    return starts


def members(start: NDArray[np.integer], rows: NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """Places in the flat array of these rows, one after another, and how many each row has."""
    begin = start[rows].astype(np.int64)
    counts = start[rows + 1].astype(np.int64) - begin
    before = np.cumsum(counts) - counts
    return np.repeat(begin - before, counts) + np.arange(int(counts.sum())), counts


def take_rows(
    start: NDArray[np.integer], values: np.ndarray, rows: NDArray[np.integer]
) -> tuple[NDArray[np.uint32], np.ndarray]:
    """The same rows in another order, as a ragged array of its own."""
    places, counts = members(start, rows)
    return starts_of(counts), values[places]


def stacked(parts: Sequence[tuple[NDArray[np.integer], np.ndarray]]) -> tuple[NDArray[np.uint32], np.ndarray]:
    """Ragged arrays one below another."""
    counts = [np.diff(start.astype(np.int64)) for start, _ in parts]
    return starts_of(np.concatenate(counts)), np.concatenate([values for _, values in parts])


def runs(ascending: NDArray[np.integer], wanted: NDArray[np.integer]) -> Numbers:
    """Where any of the wanted numbers stand in an ascending array that may hold each several times."""
    begin = np.searchsorted(ascending, wanted)
    counts = np.searchsorted(ascending, wanted, "right") - begin
    before = np.cumsum(counts) - counts
    return np.repeat(begin - before, counts) + np.arange(int(counts.sum()))


def changes(ascending: NDArray[np.integer]) -> NDArray[np.intp]:
    """Where each different number begins (np.unique builds a table first: ten times as long for millions)."""
    changed = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=changed[1:])
    return np.flatnonzero(changed)
