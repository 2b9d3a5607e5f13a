"""A plugin's classifier or extractor in a process of its own, so that one that hangs or crashes costs one answer.

The process is forked and makes the part; questions and answers pass as MessagePack, and what comes back is decoded by
its type: nothing of a plugin's is unpickled. Imports the interfaces.
"""

import os
import signal
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, NoReturn, TypeVar

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.contract.extractor import Extractor
from stancekit.errors import (
    FailureError,
    GarbageError,
    InputError,
    NotFittedError,
    PluginError,
    StancekitError,
    describe,
)
from stancekit.nouns.document import Document
from stancekit.nouns.stance import Stance
from stancekit.nouns.statement import Statement
from stancekit.nouns.target import Target

Part = TypeVar("Part")
Answer = TypeVar("Answer")

_KINDS: dict[str, type[StancekitError | FailureError]] = {
    kind.__name__: kind for kind in (GarbageError, InputError, NotFittedError, PluginError, StancekitError)
}
"""The errors that arrive as what they were; any other is a `FailureError` with its kind in the message."""

_MAX_TARGETS = 4096
"""How many targets a process keeps; a table may have one of its own in each row."""

_LENGTH = 8
"""How many bytes say how long a message is."""


class ConfinedClassifier:
    """A classifier that answers within a time limit, or is stopped and made anew for the next question."""

    def __init__(self, make: Callable[[], Classifier], time_limit: float) -> None:
        """Make the classifier in its process; the arguments and errors are those of `_Worker`."""
        # What the process has received of targets; it fills its copy, and this one stays empty for the next.
        received: dict[int, Target] = {}
        self._worker = _Worker(make, partial(_classify, received), list[Stance], "stances", time_limit)

    def classify(self, pairs: Sequence[Pair]) -> Sequence[Stance]:
        """What the classifier answers; the errors are those of `_Worker.ask`."""
        return self._worker.ask(partial(_pack, pairs))


class ConfinedExtractor:
    """An extractor that answers within a time limit, or is stopped and made anew for the next document."""

    def __init__(self, make: Callable[[], Extractor], time_limit: float) -> None:
        """Make the extractor in its process; the arguments and errors are those of `_Worker`."""
        self._worker = _Worker(make, _extract, list[Statement], "statements", time_limit)

    def extract(self, document: Document) -> Sequence[Statement]:
        """What the extractor answers; the errors are those of `_Worker.ask`."""
        return self._worker.ask(lambda sent: msgspec.msgpack.encode(document))


class _Asked(msgspec.Struct, array_like=True):
    """Pairs, with each document and statement once, however many pairs have it, and each target once in a process.

    Attributes:
        documents, statements: What the pairs are of.
        forget: Whether the targets that were sent before are asked about no more.
        targets: Those that haven't been sent before, each with a number: a codebook's are larger than most articles.
        pairs: For each the index of its statement, the number of its target, and the index of its document, or -1 where
            it has none.
    """

    documents: list[Document]
    statements: list[Statement]
    forget: bool
    targets: list[tuple[int, Target]]
    pairs: list[tuple[int, int, int]]


class _Reply(msgspec.Struct, array_like=True):
    """An answer as MessagePack, or what was raised instead: `kind` is the name of its class."""

    answer: msgspec.Raw = msgspec.Raw(msgspec.msgpack.encode(None))
    kind: str = ""
    message: str = ""


class _Worker(Generic[Part, Answer]):
    """A process that makes a part of a plugin and answers questions with it."""

    def __init__(
        self,
        make: Callable[[], Part],
        answer: Callable[[Part, bytes], object],
        kind: type[Answer],
        called: str,
        time_limit: float,
    ) -> None:
        """Start the process and make the part.

        Args:
            make: Makes the part; runs in the process.
            answer: Answers a question with the part; runs in the process.
            kind: The type of an answer.
            called: What an answer is a sequence of, for errors.
            time_limit: The seconds that an answer, and making the part, may take.

        Raises:
            FailureError: Making it took too long or crashed.
            StancekitError: What making it raised, or processes can't be forked here.
        """
        if not 0 < time_limit <= threading.TIMEOUT_MAX:
            raise ValueError(f"a time limit is a number of seconds above 0, not {time_limit}")
        if not hasattr(os, "fork"):
            raise StancekitError(
                "a time limit needs a system whose processes can fork, such as Linux; this one's can't"
            )
        self._make = make
        self._answer = answer
        self._kind = kind
        self._called = called
        self._limit = time_limit
        self._process: _Process | None = None
        self._lock = threading.Lock()
        with self._lock:
            self._started()

    def ask(self, question: Callable[[dict[int, Target]], bytes]) -> Answer:
        """The answer to a question, which is made from the targets that the process has been sent before.

        Raises:
            FailureError: The part raised, took too long or crashed.
            GarbageError: The answer isn't of its kind.
            StancekitError: What the part raised on purpose.
        """
        with self._lock:
            process = self._started()
            reply = self._exchange(process, question(process.sent))
        try:
            return msgspec.msgpack.decode(reply.answer, type=self._kind)
        except msgspec.MsgspecError as error:
            raise GarbageError(f"something that isn't a sequence of {self._called} ({error})") from error

    def _started(self) -> "_Process":
        """The process, forked where there is none, where it was stopped, and where it is that of a parent of ours."""
        if self._process is None or self._process.parent != os.getpid():
            started = self._process = _Process(self._serve)
            self._exchange(started, None)
        return self._process

    def _exchange(self, process: "_Process", question: bytes | None) -> _Reply:
        try:
            data = process.exchange(question, self._limit)
            reply = msgspec.msgpack.decode(data, type=_Reply)
        except BaseException:
            # Whatever it was, the process may still be busy with this question.
            process.stop()
            self._process = None
            raise
        if reply.kind:
            if question is None:
                process.stop()
                self._process = None
            raise _KINDS.get(reply.kind, FailureError)(reply.message)
        return reply

    def _serve(self, connection: socket.socket) -> None:
        """What the process does: make the part, then answer until nobody asks any more."""
        made: list[Part] = []

        def make() -> None:
            made.append(self._make())

        self._reply(connection, make)
        while made and (question := _receive(connection, None)):
            self._reply(connection, partial(self._answer, made[0], question))

    def _reply(self, connection: socket.socket, answer: Callable[[], object]) -> None:
        # Should the one who asks be gone by then, nobody else ends a process that hangs.
        signal.setitimer(signal.ITIMER_REAL, 2 * self._limit + 1)
        try:
            answered = answer()
        except StancekitError as error:
            reply = _Reply(kind=type(error).__name__, message=str(error))
            if reply.kind not in _KINDS:
                reply.message = describe(error)
        except BaseException as error:
            reply = _Reply(kind=type(error).__name__, message=describe(error))
        else:
            try:
                reply = _Reply(msgspec.Raw(_ENCODER.encode(answered)))
            except Exception as error:
                reply = _Reply(
                    kind=GarbageError.__name__, message=f"something that isn't a sequence of {self._called} ({error})"
                )
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.flush()
        sys.stderr.flush()
        _send(connection, msgspec.msgpack.encode(reply))


class _Process:
    """A forked process and the connection to it.

    Attributes:
        parent: The process that forked it.
        sent: The targets that it has been sent, by number.
    """

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self.parent = os.getpid()
        self.sent: dict[int, Target] = {}
        ours, theirs = socket.socketpair()
        _CONNECTIONS.add(ours)
        # What waits in these would be written by both.
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            _become_worker(serve, theirs)
        theirs.close()
        self._connection = ours
        self.stop = weakref.finalize(self, _stop, self.parent, self._pid, ours)

    def exchange(self, question: bytes | None, limit: float) -> bytes:
        """Send a question and wait for the reply; the first reply, that the part is made, needs none."""
        deadline = time.monotonic() + limit
        try:
            if question is not None:
                self._connection.settimeout(limit)
                _send(self._connection, question)
            reply = _receive(self._connection, deadline)
        except TimeoutError as error:
            raise FailureError(f"it took longer than {limit:g} s and was stopped") from error
        except ConnectionError:
            reply = b""
        if not reply:
            raise FailureError(self._end())
        return reply

    def _end(self) -> str:
        """How the process ended by itself."""
        self.stop.detach()
        _close(self._connection)
        # It has closed the connection, and may live on all the same.
        deadline = time.monotonic() + 1
        while not (waited := os.waitpid(self._pid, os.WNOHANG))[0]:
            if time.monotonic() > deadline:
                os.kill(self._pid, signal.SIGKILL)
            time.sleep(0.001)
        code = os.waitstatus_to_exitcode(waited[1])
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"its process ended {how}"


_CONNECTIONS: "weakref.WeakSet[socket.socket]" = weakref.WeakSet()
"""Our ends of all connections: a process that is forked later must not keep them open."""


def _become_worker(serve: Callable[[socket.socket], None], connection: socket.socket) -> NoReturn:
    """What a process does from the fork to its end; it must not go on with what its parent was about to do."""
    try:
        for other in list(_CONNECTIONS):
            other.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        # What a plugin prints must not get into the result, nor may it read what the program is given.
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        serve(connection)
    finally:
        os._exit(0)


def _stop(parent: int, pid: int, connection: socket.socket) -> None:
    if os.getpid() != parent:
        return  # a fork of the parent has a copy of everything, and no say
    _close(connection)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _close(connection: socket.socket) -> None:
    _CONNECTIONS.discard(connection)
    connection.close()


def _send(connection: socket.socket, message: bytes) -> None:
    connection.sendall(len(message).to_bytes(_LENGTH) + message)


def _receive(connection: socket.socket, deadline: float | None) -> bytes:
    """The next message; empty where the other end is closed. Raises `TimeoutError` at the deadline."""
    length = int.from_bytes(_receive_exactly(connection, _LENGTH, deadline))
    return _receive_exactly(connection, length, deadline)


def _receive_exactly(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < length:
        if deadline is not None:
            connection.settimeout(max(deadline - time.monotonic(), 1e-6))
        piece = connection.recv(min(length - len(received), 1 << 20))
        if not piece:
            return b""
        received += piece
    return bytes(received)


def _pack(pairs: Sequence[Pair], sent: dict[int, Target]) -> bytes:
    asked = _Asked([], [], len(sent) > _MAX_TARGETS, [], [])
    if asked.forget:
        sent.clear()
    # By identity: to compare documents costs more than to send one twice. What is sent is kept, so that a target's
    # identity isn't that of another later on.
    known: dict[int, int] = {}
    for pair in pairs:
        if (document := known.get(id(pair.document), -1)) < 0 and pair.document is not None:
            document = known[id(pair.document)] = len(asked.documents)
            asked.documents.append(pair.document)
        if (statement := known.get(id(pair.statement), -1)) < 0:
            statement = known[id(pair.statement)] = len(asked.statements)
            asked.statements.append(pair.statement)
        if (target := id(pair.target)) not in sent:
            sent[target] = pair.target
            asked.targets.append((target, pair.target))
        asked.pairs.append((statement, target, document))
    return msgspec.msgpack.encode(asked)


def _classify(received: dict[int, Target], classifier: Classifier, question: bytes) -> object:
    asked = msgspec.msgpack.decode(question, type=_Asked)
    if asked.forget:
        received.clear()
    received.update(asked.targets)
    return classifier.classify(
        [
            Pair(asked.statements[statement], received[target], asked.documents[document] if document >= 0 else None)
            for statement, target, document in asked.pairs
        ]
    )


def _extract(extractor: Extractor, question: bytes) -> object:
    return extractor.extract(msgspec.msgpack.decode(question, type=Document))


def _plain(value: Any) -> object:
    """A value that MessagePack has no form for and that is fine in an answer: another sequence, a number of NumPy's."""
    if isinstance(value, Sequence):
        return list(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"it has a {type(value).__name__}")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
