"""Writers of one process stand in line: nobody is refused for bad luck (fault 11, decision 0033)."""

import threading
import time

from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.web.db import transaction
from exchange.web.turns import Line
from tests.factories.accounts import make_ministry

WRITERS, EACH, HELD = 16, 10, 0.005


def test_many_threads_write_in_turn_and_each_gets_through(app: Flask, session: Session) -> None:
    ministry = make_ministry(session, "AZ")
    session.commit()
    turns: list[int] = []  # of everybody: how many others had theirs since this one was wanted
    failed: list[Exception] = []

    def write() -> None:
        for _ in range(EACH):
            before = len(turns)
            try:
                with app.app_context(), transaction() as writing:
                    found = writing.get_one(Ministry, ministry.id)
                    found.promised_days = (found.promised_days or 0) % 20 + 1
                    turns.append(len(turns) - before)
                    time.sleep(HELD)
            except Exception as error:  # noqa: BLE001 - whatever a writer meets is what this test is about
                failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    session.expire_all()
    assert session.get_one(Ministry, ministry.id).promised_days is not None
    assert max(turns) < len(turns) / 4, "somebody waited for a quarter of the turns of all"


def test_who_waits_too_long_steps_out_and_the_next_one_is_called() -> None:
    line, came = Line(), []
    assert line.enter(seconds=1)
    assert not line.enter(seconds=1), "it is this thread's already"

    def wait(name: str, seconds: float) -> None:
        if line.enter(seconds=seconds):
            came.append(name)
            line.leave()

    waiting = [threading.Thread(target=wait, args=one) for one in (("impatient", 0.05), ("first", 30), ("second", 30))]
    for thread in waiting:
        thread.start()
        time.sleep(0.02)
    waiting[0].join()
    line.leave()
    for thread in waiting:
        thread.join()
    assert came == ["first", "second"]
    assert line.enter(seconds=0)
