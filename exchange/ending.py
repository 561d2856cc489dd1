"""waitress that ends in order: newcomers are turned away, whoever is being answered gets the whole answer."""

import select
import time
from types import FrameType

import structlog
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from exchange.doors import ALONE, Door
from exchange.guests import send_dribblers_away
from exchange.looping import Loop

_TURN_SECONDS = 1.0  # a signal wakes the loop before that
_LOOK_SECONDS = 2.0  # at who sends a request too slowly
_SILENT_SECONDS = 3.0  # who says nothing for so long in the middle of a request is not waited for
log = structlog.get_logger("exchange.server")


class Serving:
    """One server of one process.

    waitress itself cuts off at the signal: what is queued is dropped, and an answer that the socket did not take at
    once is never sent. An exception out of a signal handler, which is how it is told, may also be lost in a finalizer.
    """

    def __init__(self, server: BaseWSGIServer, door: Door = ALONE) -> None:
        self._server = server
        self._loop = Loop(server, door)
        self._is_ending = False

    def end(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for the end; safe to call in a signal handler, and twice."""
        if not self._is_ending:
            self._is_ending = True
            self._server.pull_trigger()

    def serve(self) -> None:
        """Until the end is asked for."""
        look = time.monotonic() + _LOOK_SECONDS
        while not self._is_ending:
            self._turn(_TURN_SECONDS)
            if time.monotonic() >= look:
                send_dribblers_away(self._server)
                self._loop.look_at_all()
                look = time.monotonic() + _LOOK_SECONDS

    def answer_the_rest(self, *, seconds: float) -> None:
        """Turn newcomers away, and answer for so long what was sent before."""
        self._loop.wake_all()
        self._turn_away_newcomers()
        end = time.monotonic() + seconds
        while self._owes_answers() and time.monotonic() < end:
            self._turn(0.05)
        self._close()

    def _turn(self, seconds: float) -> None:
        self._loop.turn(seconds)

    def _turn_away_newcomers(self) -> None:
        """Take those in who connected already, then close the door."""
        while select.select([self._server.socket], [], [], 0)[0]:
            self._server.handle_accept()
            self._turn(0.0)
        wasyncore.dispatcher.close(self._server)  # the channels and the trigger go on

    def _owes_answers(self) -> bool:
        """Whether anyone waits; connections that are only kept open are closed meanwhile."""
        channels = list(self._server.active_channels.values())
        for channel in channels:
            channel.will_close = channel.will_close or not _is_busy(channel)
        return any(_is_busy(channel) for channel in channels)

    def _close(self) -> None:
        left = sum(_is_busy(channel) for channel in self._server.active_channels.values())
        if left:
            log.warning("requests took too long to be waited for", requests=left)
        self._turn(0.0)  # closes what was found idle last
        self._server.task_dispatcher.shutdown(timeout=0.2)
        self._server.trigger.close()
        self._loop.close()


def _is_busy(channel: HTTPChannel) -> bool:
    """A request waits, is answered, or its answer is on the way; or is being sent, or may be in a moment."""
    if channel.requests or channel.total_outbufs_len:
        return True
    said_nothing_yet = channel.last_activity == channel.creation_time
    is_speaking = channel.request is not None or said_nothing_yet
    return bool(is_speaking and time.time() - channel.last_activity < _SILENT_SECONDS)
