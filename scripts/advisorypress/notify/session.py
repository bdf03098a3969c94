"""
One connection to a relay, once it has greeted, trusted and let us in: texts go out one after another without waiting for
what need not be waited for (RFC 2920).

    ours      [text . MAIL RCPT DATA]                    [text . MAIL RCPT DATA]
    theirs                            250 250 250 354                            250 250 250 354

The session knows no ledger. It says when a text may go out (`may_send`) and what was answered (`replied`), and whoever
listens writes that down before the next text is given to it. At most one text is on its way.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple, Protocol

# One reply: far more than any server says, and little enough that one that never ends takes no memory.
MAX_REPLY = 65_536
_KEPT = 512
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_CODES = {b"%d" % code: code for code in range(200, 600)}
_CLOSING = 421
_GO_ON = 354


class Step(Enum):
    """
    What a reply answers.
    """

    RSET = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    TEXT = auto()
    # A lone dot: DATA was answered 354 although the recipient was refused, so an empty text must end it.
    DOT = auto()


# Python 3.11 looks a member of an enumeration up in Python code, and four replies a message ask for it.
_RSET, _MAIL, _RCPT, _DATA, _TEXT, _DOT = Step


class Parcel(NamedTuple):
    """
    One message for one recipient. *sender* and *to* are what stands between the angle brackets; *content* gives the text as
    the wire carries it, dots doubled and with the dot that ends it, when its turn comes.
    """

    subscriber: int
    attempts: int
    sender: bytes
    to: bytes
    content: Callable[[], bytes]
    # The address has letters that only RFC 6531 can carry.
    needs_utf8: bool = False


class Reply(NamedTuple):
    """
    What the relay answered at *step*; *words* as it said them, cut to a decent length.
    """

    step: Step
    code: int
    words: bytes

    @property
    def is_good(self) -> bool:
        """
        Whether it takes the message on.
        """
        return 200 <= self.code < 300


class Listener(Protocol):
    """
    Who is told what happens on a connection.
    """

    def may_send(self, session: Session) -> None:
        """
        The relay waits for the text of `session.parcel`.
        """

    def replied(self, session: Session, parcel: Parcel, reply: Reply) -> None:
        """
        *parcel* has its answer; `session.is_idle` says whether another can begin.
        """

    def lost(self, session: Session, doubtful: Parcel | None, waiting: tuple[Parcel, ...], why: str) -> None:
        """
        The connection is gone. *doubtful* may have arrived; *waiting* surely have not.
        """


class Session(asyncio.Protocol):
    """
    The protocol of one connection; `take_over` puts it onto a transport that is past EHLO, STARTTLS and AUTH.
    """

    def __init__(
        self, listener: Listener, *, pipelining: bool, utf8: bool, patience: float, clock: Callable[[], float]
    ) -> None:
        self.parcel: Parcel | None = None
        self.deadline: float | None = None
        self.port = 0
        self.utf8 = utf8
        self.is_lost = False
        self.accepted = 0
        self.ended = asyncio.Event()
        self._listener = listener
        self._pipelining = pipelining
        self._patience = patience
        self._clock = clock
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._expected: deque[tuple[Step, Parcel | None]] = deque()
        # Commands that wait for a reply to those before them, on a relay without PIPELINING.
        self._held: deque[tuple[Step, Parcel | None, bytes]] = deque()
        self._on_its_way: Parcel | None = None
        self._refusal: Reply | None = None
        self._needs_reset = False
        self._is_plain = False
        # The end of the text on its way has not left this process yet.
        self._is_stuck = False
        self._why = ""

    def take_over(self, transport: asyncio.Transport) -> None:
        """
        Begins to speak on *transport*.
        """
        self._transport = transport
        name = transport.get_extra_info("sockname")
        self.port = name[1] if isinstance(name, tuple) else 0
        self._is_plain = transport.get_extra_info("ssl_object") is None
        transport.set_protocol(self)
        if transport.is_closing():
            asyncio.get_running_loop().call_soon(self.connection_lost, None)

    @property
    def is_idle(self) -> bool:
        """
        Whether a parcel can begin at once.
        """
        return not self.is_lost and self.parcel is None and self._on_its_way is None

    @property
    def has_text_on_its_way(self) -> bool:
        """
        Whether the answer to a whole text is awaited.
        """
        return self._on_its_way is not None

    def begin(self, parcel: Parcel) -> None:
        """
        Announces *parcel*; `may_send` says when its text may go out.
        """
        self._send([], self._announce(parcel))

    def send_text(self, content: bytes, following: Parcel | None) -> None:
        """
        The text of `parcel`, which the relay waits for, and at once the announcement of *following*.
        """
        parcel, self.parcel = self.parcel, None
        assert parcel is not None  # noqa: S101 - only a session that said may_send is given a text
        self._on_its_way = parcel
        self._send([(_TEXT, parcel, content)], self._announce(following) if following else [])

    def end(self) -> None:
        """
        Says goodbye, when nothing is on its way.
        """
        if self._transport is not None and not self.is_lost:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()

    def break_off(self, why: str) -> None:
        """
        Drops the connection at once; `lost` follows.
        """
        if self._transport is not None and not self.is_lost and not self._why:
            self._why = why
            self._transport.abort()

    def _announce(self, parcel: Parcel) -> list[tuple[Step, Parcel | None, bytes]]:
        self.parcel = parcel
        self._refusal = None
        utf8 = b" SMTPUTF8" if parcel.needs_utf8 else b""
        commands: list[tuple[Step, Parcel | None, bytes]] = [
            (_MAIL, parcel, b"MAIL FROM:<%b>%b\r\n" % (parcel.sender, utf8)),
            (_RCPT, parcel, b"RCPT TO:<%b>\r\n" % parcel.to),
            (_DATA, parcel, b"DATA\r\n"),
        ]
        if self._needs_reset:
            commands.insert(0, (_RSET, None, b"RSET\r\n"))
            self._needs_reset = False
        return commands

    def _send(
        self, texts: list[tuple[Step, Parcel | None, bytes]], commands: list[tuple[Step, Parcel | None, bytes]]
    ) -> None:
        if self._transport is None or self.is_lost:
            return
        if self._pipelining:
            envelope = b"".join([octets for _, _, octets in commands])
            if texts and self._is_plain:
                # `pause_writing` now says that more than the commands is left: the text's own end has not gone out.
                self._transport.set_write_buffer_limits(high=len(envelope), low=len(envelope))
            self._is_stuck = False
            self._expected.extend([(step, parcel) for step, parcel, _ in (*texts, *commands)])
            # One write: over TLS each write is a record of its own.
            self._transport.write(b"".join([*[octets for _, _, octets in texts], envelope]))
        else:
            self._held.extend((*texts, *commands))
            self._let_one_go()
        self.deadline = self._clock() + self._patience

    def _let_one_go(self) -> None:
        if self._held and not self._expected and self._transport is not None:
            step, parcel, octets = self._held.popleft()
            if step is _TEXT and self._is_plain:
                self._transport.set_write_buffer_limits(high=0, low=0)
            self._is_stuck = False
            self._expected.append((step, parcel))
            self._transport.write(octets)

    def pause_writing(self) -> None:
        """
        More is left in our buffer than follows the text.
        """
        self._is_stuck = self._is_plain and self._on_its_way is not None

    def resume_writing(self) -> None:
        """
        The text has left.
        """
        self._is_stuck = False

    def data_received(self, data: bytes) -> None:
        """
        Octets of replies, cut anywhere.
        """
        *lines, rest = (self._buffer + data).split(b"\n")
        self._buffer = rest
        for line in lines:
            if self._is_broken():
                return
            self._size += len(line) + 1
            self._take_line(line.rstrip(b"\r"))
        if self._is_broken():
            return
        if self._size + len(rest) > MAX_REPLY:
            self.break_off("the relay's answer has no end")
        if self.deadline is None and (self._expected or self._held):
            self.deadline = self._clock() + self._patience

    def _is_broken(self) -> bool:
        return self.is_lost or bool(self._why)

    def _take_line(self, line: bytes) -> None:
        if self._size > MAX_REPLY:
            self.break_off("the relay's answer has no end")
            return
        code = _CODES.get(line[:3])
        if code is not None and line[3:4] == b" " and not self._lines:
            # Nearly every reply is one line.
            self._size = 0
            self._take_reply(code, line[4:_KEPT])
            return
        match = _LINE.fullmatch(line)
        if match is None or (self._lines and not line.startswith(self._lines[0][:3])):
            self.break_off("the relay answered something that is not SMTP")
            return
        self._lines.append(line[:_KEPT])
        if match[2] == b"-":
            return
        words = b" ".join(kept[4:] for kept in self._lines)[:_KEPT]
        self._lines.clear()
        self._size = 0
        self._take_reply(int(match[1]), words)

    def _take_reply(self, code: int, words: bytes) -> None:
        if code == _CLOSING or not self._expected:
            if code == _CLOSING and self._expected and self._expected[0][0] is _TEXT:
                # It says that it did not take the text.
                self._is_stuck = True
            self.break_off(
                f"the relay closes ({code})" if code == _CLOSING else "the relay answered without a question"
            )
            return
        step, parcel = self._expected.popleft()
        # A reply that is whole begins the patience with the next; some octets of one do not.
        self.deadline = None
        if step is _DATA:
            self._after_data(code, words)
        elif step is _TEXT or step is _DOT:
            self._after_text(parcel, Reply(step, code, words))
        elif code >= 300 and step is not _RSET and self._refusal is None:
            self._refusal = Reply(step, code, words)
        if self._held:
            self._let_one_go()

    def _after_text(self, parcel: Parcel | None, reply: Reply) -> None:
        if 200 <= reply.code < 400 and not reply.is_good:
            self.break_off("the relay answered something that is not SMTP")
        elif reply.step is _DOT:
            self._refuse()
        else:
            self._on_its_way = None
            assert parcel is not None  # noqa: S101 - a text has a parcel
            self.accepted += reply.is_good
            self._listener.replied(self, parcel, reply)

    def _after_data(self, code: int, words: bytes) -> None:
        if code == _GO_ON:
            if self._refusal is None:
                assert self.parcel is not None  # noqa: S101 - DATA is asked for a parcel
                self._listener.may_send(self)
            else:
                self._expected.appendleft((_DOT, self.parcel))
                assert self._transport is not None  # noqa: S101 - it has just been heard from
                self._transport.write(b".\r\n")
        elif code < 400:
            self.break_off("the relay answered something that is not SMTP")
        else:
            self._refusal = self._refusal or Reply(_DATA, code, words)
            self._refuse()

    def _refuse(self) -> None:
        parcel, refusal = self.parcel, self._refusal
        assert parcel is not None and refusal is not None  # noqa: S101 - it was announced and refused
        self.parcel, self._refusal, self._needs_reset = None, None, True
        self._listener.replied(self, parcel, refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """
        The relay or the network has ended it, or we have.
        """
        if self.is_lost:
            return
        self.is_lost = True
        self.deadline = None
        # In lock-step a text that was held back has not gone out, nor has what waits in our own buffer.
        is_held = any(step is _TEXT for step, _, _ in self._held)
        sent, announced = self._on_its_way, self.parcel
        is_doubtful = sent is not None and not is_held and not self._is_stuck
        waiting = tuple(parcel for parcel in (None if is_doubtful else sent, announced) if parcel is not None)
        self._on_its_way = self.parcel = None
        self.ended.set()
        self._listener.lost(
            self, sent if is_doubtful else None, waiting, self._why or "the relay closed the connection"
        )
