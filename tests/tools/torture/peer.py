"""A mail server that misbehaves as told, then takes everything; it keeps what it took."""

import asyncio
import contextlib
import ssl
import threading
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import trustme

BANNER = b"220 peer ESMTP\r\n"
EHLO = b"250-peer\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"
TAKEN = b"250 Mail OK\r\n"

# What the peer says at which command instead of the usual answer; None closes the connection.
REFUSALS: dict[str, dict[str, bytes | None]] = {
    "421 at the banner": {"BANNER": b"421 too busy\r\n"},
    "535 at login": {"AUTH": b"535 Error: authentication failed\r\n"},
    "553 sender": {"MAIL": b"553 Mail from must equal authorized user\r\n"},
    "550 no such user": {"RCPT": b"550 User not found\r\n"},
    "550 MI:STC": {"RCPT": b"550 MI:STC peer\r\n"},
    "450 three times": {"RCPT": b"450 mailbox busy\r\n"},
    "451 MI:SFQ": {"DOT": b"451 MI:SFQ peer\r\n"},
    "554 MI:STC": {"DOT": b"554 MI:STC peer\r\n"},
    "554 DT:SPM": {"DOT": b"554 DT:SPM peer\r\n"},
    "drop before DATA": {"DATA": None},
    "drop after the dot": {"DOT": None},
    "drop at QUIT": {"QUIT": None},
}
HANGS = {"hang at the banner": "BANNER", "hang after the dot": "DOT"}
# After these the peer has the message, whatever the site can know of it.
TAKEN_ALL_THE_SAME = ("drop after the dot", "hang after the dot")


class Peer:
    """One mail server on a port of its own, in a thread of its own."""

    def __init__(self, port: int, folder: Path, *, tls: bool = False) -> None:
        self.port = port
        self.mode = ""
        self.misbehaved = 0
        self.copies: Counter[str] = Counter()
        self.contexts = self._contexts(folder) if tls else {}
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @staticmethod
    def _contexts(folder: Path) -> dict[bool, ssl.SSLContext]:
        """Return a context that the site trusts by SSL_CERT_FILE, and one that it does not."""
        contexts = {}
        for is_trusted in (True, False):
            authority = trustme.CA()
            if is_trusted:
                authority.cert_pem.write_to_path(folder / "ca.pem")
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            authority.issue_cert("localhost").configure_cert(context)
            contexts[is_trusted] = context
        return contexts

    def start(self, mode: str = "") -> None:
        """Listen, misbehaving in a way until told to recover; `refuse` does not listen at all."""
        self.mode, self.misbehaved = mode, 0
        if mode != "refuse the connection":
            context = self.contexts.get(mode != "bad certificate")
            self._run(self._listen(context))

    def recover(self) -> None:
        """Behave from now on."""
        must_listen = self._server is None or self.mode == "bad certificate"
        self.mode = ""
        if must_listen:
            self._run(self._close())
            self._run(self._listen(self.contexts.get(True)))

    def stop(self) -> None:
        """Stop listening."""
        self._run(self._close())

    def _run(self, task: "asyncio.Future[None] | object") -> None:
        asyncio.run_coroutine_threadsafe(task, self._loop).result(10)  # type: ignore[arg-type]

    async def _listen(self, context: ssl.SSLContext | None) -> None:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=context, backlog=100
        )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mode = self.mode
        if not await self._answer(writer, mode, "BANNER", BANNER):
            return
        while line := await reader.readline():
            command = line[:4].decode("ascii", "replace").strip().upper()
            if command == "DATA":
                if not await self._answer(writer, mode, "DATA", b"354 go on\r\n"):
                    return
                content = await reader.readuntil(b"\r\n.\r\n")
                if not await self._take(writer, mode, content):
                    return
            elif command == "QUIT":
                await self._answer(writer, mode, "QUIT", b"221 Bye\r\n")
                return
            else:
                usual = {"EHLO": EHLO, "AUTH": b"235 Authentication successful\r\n"}
                reply = usual.get(command, b"250 OK\r\n")
                if not await self._answer(writer, mode, command, reply):
                    return

    async def _take(self, writer: asyncio.StreamWriter, mode: str, content: bytes) -> bool:
        message = message_from_bytes(content)
        if mode == "554 DT:SPM" and not message.is_multipart():
            mode = ""  # the minimal message passes
        is_refused = "DOT" in REFUSALS.get(mode, {}) or HANGS.get(mode) == "DOT"
        if mode in TAKEN_ALL_THE_SAME or not is_refused:
            self.copies[str(message["Message-ID"])] += 1
        return await self._answer(writer, mode, "DOT", TAKEN)

    async def _answer(
        self, writer: asyncio.StreamWriter, mode: str, command: str, usual: bytes
    ) -> bool:
        """Give the usual answer or misbehave; return whether the conversation goes on."""
        if HANGS.get(mode) == command:
            self.misbehaved += 1
            await asyncio.sleep(30)
            return False
        reply = REFUSALS.get(mode, {}).get(command, usual)
        if reply != usual:
            self.misbehaved += 1
        if reply is None:
            writer.transport.abort()
            return False
        writer.write(reply)
        await writer.drain()
        return command != "BANNER" or reply == BANNER
