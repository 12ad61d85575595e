"""The virus scanner clamd, asked over its socket: one connection a file, its bytes in pieces, a line for an answer."""

import socket
import struct
from contextlib import closing
from pathlib import Path

PIECE = 64 * 1024
# To be reached at all, and to answer about one file.
CONNECT_SECONDS, ANSWER_SECONDS = 5, 120
LONGEST_ANSWER = 4096


class ScannerDown(RuntimeError):
    """The scanner does not answer: no file is at fault, and all that need it wait."""

    def __init__(self, told: str):
        super().__init__(told)
        self.told = told


class NotScanned(RuntimeError):
    """The scanner answered, and could not look at this one file (it is too large for it, for one)."""

    def __init__(self, told: str):
        super().__init__(told)
        self.told = told


def scan(address: str, path: Path, *, seconds: float = ANSWER_SECONDS) -> str:
    """Return the name of what the scanner finds in a file, or an empty text, at most about `seconds` later.

    `address` is `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`. Raises FileNotFoundError, ScannerDown, NotScanned.
    """
    with Path(path).open("rb") as file:
        answer = asked(address, b"INSTREAM", file, seconds=seconds)
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return answer.rpartition("FOUND")[0].partition(":")[2].strip() or "?"
    raise NotScanned(answer[:120] or "no answer")


def asked(address: str, command: bytes, file=None, *, seconds: float = CONNECT_SECONDS) -> str:
    """Return the scanner's answer to one command, a file sent along with it."""
    with closing(connected(address)) as line:
        line.settimeout(seconds)
        try:
            line.sendall(b"z" + command + b"\0")
            try:
                while file is not None and (piece := file.read(PIECE)):
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                if file is not None:
                    line.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it stopped listening in the middle of the file, and says why
            return heard(line)
        except OSError as problem:
            if command != b"PING" and asked(address, b"PING") == "PONG":
                raise NotScanned(f"{type(problem).__name__}: {problem.strerror or ''}") from problem
            raise ScannerDown(f"{type(problem).__name__}: {problem.strerror or ''}") from problem


def heard(line: socket.socket) -> str:
    """Return what the scanner says, up to its end mark."""
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (piece := line.recv(LONGEST_ANSWER)):
        answer += piece
    return answer.partition(b"\0")[0].decode(errors="replace").strip()


def connected(address: str) -> socket.socket:
    """Return an open line to the scanner; raises ScannerDown when there is none."""
    kind, _sign, where = address.partition(":")
    try:
        if kind == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            line.connect(where)
        else:
            host, _sign, port = where.removeprefix("//").rpartition(":")
            line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    except OSError as problem:
        raise ScannerDown(f"{type(problem).__name__}: {problem.strerror or ''}") from problem
    return line
