"""The SMTP server of the outage: aiosmtpd's, in one of several moods."""

import asyncio
from collections import Counter
from email import message_from_bytes
from typing import Any

MODES = ("well", "hangs", "4xx", "5xx", "drops", "refuses every address")
HANGS_SECONDS = 0.4  # longer than the transport of this run waits


class Server:
    """An aiosmtpd handler in one of its modes. A mail counts as arrived once DATA was complete, said or not."""

    def __init__(self) -> None:
        self.mode = "well"
        self.arrived: Counter[str] = Counter()
        self.recipients: set[str] = set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.mode == "refuses every address":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.mode == "4xx":
            return "451 4.3.0 try again later"
        if self.mode == "5xx":
            return "554 5.3.0 this server is ill"
        if self.mode == "hangs":
            await asyncio.sleep(HANGS_SECONDS)
        self.arrived[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        self.recipients.update(envelope.rcpt_tos)
        if self.mode == "drops":
            server.transport.abort()
        return "250 OK"
