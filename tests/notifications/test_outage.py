"""The short version of tests/faults/mail_outage.py: the same server, the same counts, fewer events."""

from pathlib import Path

from tests.faults.mail_outage import digests, fresh_app, outage
from tests.support.clock import FixedClock


def test_every_message_arrives_and_none_where_it_must_not(tmp_path: Path) -> None:
    clock = FixedClock()
    counts = outage(fresh_app(str(tmp_path), clock), clock, events=60)
    assert counts.is_whole, str(counts)
    assert counts.arrived == 120


def test_everyone_gets_one_collected_mail(tmp_path: Path) -> None:
    clock = FixedClock()
    app = fresh_app(str(tmp_path), clock)
    written, _seconds = digests(app, clock, people=30)
    assert written == 30
