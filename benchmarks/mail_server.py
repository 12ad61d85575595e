"""A mail server that only counts: it accepts every letter and writes its Message-ID down before it says so.

`python -m benchmarks.mail_server FILE PAUSE` prints its port and serves until it is ended; it thinks PAUSE seconds
about each command. It is a process of its own, so that whoever kills the senders has no part in when it answers.
"""

import os
import socketserver
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path


class _Talk(socketserver.StreamRequestHandler):
    """One SMTP conversation, as far as smtplib needs it."""

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 drill")
        while line := self.rfile.readline():
            time.sleep(self.server.pause)
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self.say("221 bye")
                return
            if verb == b"DATA":
                self.say("354 go on")
                self.letter()
            self.say("250 ok")

    def letter(self):
        """Read one letter and count it; one that breaks off before its end was not accepted."""
        key = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            if line.lower().startswith(b"message-id:"):
                key = line.split(b":", 1)[1].strip()
        time.sleep(self.server.pause)
        os.write(self.server.book, key + b"\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that was killed in the middle of a letter is what the drill is about."""


class MailServer:
    """The server from outside: its `port`, what it counted, and an end."""

    def __init__(self, book: Path, pause: float = 0.0):
        self.book = book
        self.child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.mail_server", str(book), str(pause)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        self.port = int(self.child.stdout.readline())

    def letters(self) -> Counter:
        """How often each Message-ID arrived."""
        return Counter(self.book.read_text().split())

    def total(self) -> int:
        """How many letters arrived."""
        return self.book.read_bytes().count(b"\n")

    def end(self):
        self.child.kill()
        self.child.wait()


def main(book, pause):
    server = _Server(("127.0.0.1", 0), _Talk)
    server.book = os.open(book, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server.pause = float(pause)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
