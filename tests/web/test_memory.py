"""When a serving process looks for garbage, and in what."""

import gc
from collections.abc import Iterator

import pytest

from exchange.memory import Settling, keep_what_is_loaded
from exchange.server import usual_threads

FULL = 2


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    gc.unfreeze()  # a server of another test has frozen what was there
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()


@pytest.fixture
def settling() -> Iterator[Settling]:
    gc.disable()  # a full collection that came of itself would be counted as one of the test's own
    made = Settling()
    gc.callbacks.append(made)
    yield made
    gc.callbacks.remove(made)


def test_a_server_that_looked_for_no_garbage_while_loading_looks_for_it_when_it_serves() -> None:
    gc.disable()
    keep_what_is_loaded()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000


@pytest.mark.usefixtures("settling")
def test_what_survives_the_first_full_collections_is_left_out_of_later_ones() -> None:
    gc.collect(0)
    gc.collect(1)
    assert gc.get_freeze_count() == 0
    held, counts = [], []
    for _ in range(3):
        held.append([[number] for number in range(50_000)])
        gc.collect(FULL)
        counts.append(gc.get_freeze_count())
    assert counts[0] > 50_000
    assert counts[1] > counts[0] + 50_000 - 1_000
    assert counts[2] <= counts[1]  # what comes later may become garbage


@pytest.mark.usefixtures("settling")
def test_garbage_is_taken_away_before_anything_is_left_out() -> None:
    class Part:
        gone = 0
        other: object = None

        def __del__(self) -> None:
            Part.gone += 1

    part = Part()
    part.other = part
    del part
    gc.collect(FULL)
    assert Part.gone == 1


def test_several_processes_have_fewer_threads_each_than_one_alone() -> None:
    assert (usual_threads(1), usual_threads(2), usual_threads(4)) == (8, 4, 4)
