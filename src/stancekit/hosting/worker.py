"""A plugin's classifier or extractor in a process of its own, so that one that hangs or crashes costs one answer.

The process is forked and makes the part; questions and answers pass as MessagePack, and what comes back is decoded by
its type: nothing of a plugin's is unpickled. Imports the interfaces.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

import msgspec

from stancekit.contract.classifier import Classifier, Pair
from stancekit.contract.extractor import Extractor
from stancekit.errors import (
    FailureError,
    GarbageError,
    InputError,
    NotFittedError,
    OverdueError,
    PluginError,
    StancekitError,
    describe,
    message_of,
)
from stancekit.hosting.asking import ENCODER, call, listed
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
"""How many bytes say how long a message is, and as many the number of the question that it is or answers."""

_LOOK = 0.5
"""After how many seconds a keeper looks whether its parent is there; it is told at once where nobody else is forked."""


class ConfinedClassifier:
    """A classifier that answers within a time limit, or is stopped and made anew for the next question."""

    def __init__(self, make: Callable[[], Classifier], time_limit: float) -> None:
        """Make the classifier in its process; the arguments and errors are those of `_Worker`."""
        # What the process has received of targets; it fills its copy, and this one stays empty for the next.
        received: dict[int, Target] = {}
        self._worker = _Worker(make, partial(_classify, received), list[Stance], "stances", time_limit)

    def classify(self, pairs: Sequence[Pair], seconds: float | None = None) -> Sequence[Stance]:
        """What the classifier answers; arguments and errors are those of `_Worker.ask`."""
        return self._worker.ask(partial(_pack, pairs), seconds)


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

    def ask(self, question: Callable[[dict[int, Target]], bytes], seconds: float | None = None) -> Answer:
        """The answer to a question.

        Args:
            question: Makes it from the targets that the process has been sent before.
            seconds: How long it may take, where that is less than the limit.

        Raises:
            OverdueError: The part took too long.
            FailureError: The part raised or crashed.
            GarbageError: The answer isn't of its kind.
            StancekitError: What the part raised on purpose.
        """
        with self._lock:
            process = self._started()
            reply = self._exchange(process, question(process.sent), seconds)
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

    def _exchange(self, process: "_Process", question: bytes | None, seconds: float | None = None) -> _Reply:
        try:
            data = process.exchange(question, min(seconds or self._limit, self._limit))
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

        self._reply(connection, 0, make)
        while made and (asked := _receive(connection, None))[1]:
            self._reply(connection, asked[0], partial(self._answer, made[0], asked[1]))

    def _reply(self, connection: socket.socket, number: int, answer: Callable[[], object]) -> None:
        try:
            answered = call(answer)
        except StancekitError as error:
            reply = _Reply(kind=type(error).__name__, message=message_of(error))
            if reply.kind not in _KINDS:
                reply.message = describe(error)
        except BaseException as error:
            reply = _Reply(kind=type(error).__name__, message=describe(error))
        else:
            try:
                reply = _Reply(msgspec.Raw(ENCODER.encode(answered)))
            except Exception as error:
                reply = _Reply(
                    kind=GarbageError.__name__,
                    message=f"something that isn't a sequence of {self._called} ({describe(error)})",
                )
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        _send(connection, number, msgspec.msgpack.encode(reply))


class _Process:
    """A process that serves, and its keeper: a process between ours and it, which ends it and all that comes of it.

    The keeper does so when ours is gone, in whatever way, when the connection to it is closed, and when the one that
    serves has ended and left others behind. None of a plugin's code runs in it.

    Attributes:
        parent: The process that started both.
        sent: The targets that it has been sent, by number.
    """

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self.parent = os.getpid()
        self.sent: dict[int, Target] = {}
        self._asked = 0
        ours, theirs = socket.socketpair()
        control, kept = socket.socketpair()
        _CONNECTIONS.update((ours, control))
        control_process = _system_calls()
        # What waits in these would be written by all.
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _become_keeper(serve, theirs, kept, self.parent, control_process)
        theirs.close()
        kept.close()
        self._connection, self._control = ours, control
        self.stop = weakref.finalize(self, _stop, self.parent, pid, ours, control)

    def exchange(self, question: bytes | None, limit: float) -> bytes:
        """Send a question and wait for the reply; the first reply, that the part is made, needs none."""
        deadline = time.monotonic() + limit
        try:
            if question is not None:
                self._asked += 1
                self._connection.settimeout(limit)
                _send(self._connection, self._asked, question)
            number, reply = _receive(self._connection, deadline)
        except TimeoutError as error:
            raise OverdueError(f"it took longer than {limit:g} s and was stopped") from error
        except ConnectionError:
            number, reply = 0, b""
        if not reply:
            raise FailureError(self._end())
        if number != self._asked:
            raise FailureError("its process gave an answer to another question than was asked, and was stopped")
        return reply

    def _end(self) -> str:
        """How the process ended by itself."""
        # It has closed the connection, and may live on all the same.
        self._control.settimeout(1)
        try:
            status = self._control.recv(_LENGTH)
        except OSError:
            status = b""
        self.stop()
        code = os.waitstatus_to_exitcode(int.from_bytes(status)) if status else -signal.SIGKILL
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"its process ended {how}"


_CONNECTIONS: "weakref.WeakSet[socket.socket]" = weakref.WeakSet()
"""Our ends of all connections: a process that is forked later must not keep them open."""

_DIE_WITH_PARENT, _ADOPT = 1, 36
"""What Linux calls PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER."""


def _become_keeper(
    serve: Callable[[socket.socket], None],
    connection: socket.socket,
    control: socket.socket,
    parent: int,
    control_process: Callable[[int, int], object],
) -> NoReturn:
    """What a process does from the fork to its end; it must not go on with what its parent was about to do."""
    try:
        for other in list(_CONNECTIONS):
            other.close()
        # What a plugin prints must not get into the result, nor may it read what the program is given.
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stopping, signal.SIG_IGN)
        woken, wake = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        control_process(_ADOPT, 1)
        keeper = os.getpid()
        worker = os.fork()
        if worker == 0:
            _become_worker(serve, connection, control, (woken, wake), keeper, control_process)
        connection.close()
        _keep(worker, control, woken, parent)
    finally:
        os._exit(0)


def _become_worker(
    serve: Callable[[socket.socket], None],
    connection: socket.socket,
    control: socket.socket,
    pipe: tuple[int, int],
    keeper: int,
    control_process: Callable[[int, int], object],
) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        for own in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(own, signal.SIG_DFL)
        for end in pipe:
            os.close(end)
        control.close()
        os.setsid()
        control_process(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == keeper:
            serve(connection)
    finally:
        os._exit(0)


def _keep(worker: int, control: socket.socket, woken: int, parent: int) -> None:
    """Wait until the worker or our parent has ended; then end what is left, and tell how the worker ended."""
    status: int | None = None
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    waiting.register(woken, select.POLLIN)
    while status is None and os.getppid() == parent:
        ready = {descriptor for descriptor, _ in waiting.poll(_LOOK * 1000)}
        if control.fileno() in ready:
            break  # nothing is ever sent: it is closed
        if woken in ready:
            os.read(woken, 4096)
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == worker:
                status = ended[1]
                break
    deadline = time.monotonic() + 1
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                os.killpg(worker, signal.SIGKILL)
            # Those that left its group; when their parents are gone, they are ours.
            for child in _children():
                with contextlib.suppress(OSError):
                    os.kill(child, signal.SIGKILL)
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == worker:
                    status = ended[1]
            time.sleep(0.001)
    if status is not None:
        with contextlib.suppress(OSError):
            control.sendall(status.to_bytes(_LENGTH))


def _children() -> list[int]:
    """The processes whose parent this one is, where the system says so."""
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def _system_calls() -> Callable[[int, int], object]:
    """Linux's `prctl` with one argument; elsewhere nothing, so that a keeper has what the group of processes gives."""
    if sys.platform != "linux":
        return lambda option, argument: None
    try:
        import ctypes

        prctl: Callable[[int, int], object] = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return lambda option, argument: None
    return prctl


def _stop(parent: int, keeper: int, *connections: socket.socket) -> None:
    if os.getpid() != parent:
        return  # a fork of the parent has a copy of everything, and no say
    for connection in connections:
        _close(connection)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(keeper, 0)


def _close(connection: socket.socket) -> None:
    _CONNECTIONS.discard(connection)
    connection.close()


def _send(connection: socket.socket, number: int, message: bytes) -> None:
    connection.sendall(len(message).to_bytes(_LENGTH) + number.to_bytes(_LENGTH) + message)


def _receive(connection: socket.socket, deadline: float | None) -> tuple[int, bytes]:
    """The next message and its number; empty where the other end is closed. Raises `TimeoutError` at the deadline."""
    head = _receive_exactly(connection, 2 * _LENGTH, deadline)
    number = int.from_bytes(head[_LENGTH:])
    return number, _receive_exactly(connection, int.from_bytes(head[:_LENGTH]), deadline)


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
    pairs = [
        Pair(asked.statements[statement], received[target], asked.documents[document] if document >= 0 else None)
        for statement, target, document in asked.pairs
    ]
    return listed(classifier.classify(pairs), Stance, "stances")


def _extract(extractor: Extractor, question: bytes) -> object:
    return listed(extractor.extract(msgspec.msgpack.decode(question, type=Document)), Statement, "statements")
