"""A mail server that only counts: it accepts every letter and remembers its Message-ID."""

import socketserver
import threading
import time
from collections import Counter


class _Talk(socketserver.StreamRequestHandler):
    """One SMTP conversation, as far as smtplib needs it."""

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 drill")
        self.server.sessions += 1
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self.say("221 bye")
                return
            if verb == b"DATA":
                self.say("354 go on")
                self.letter()
            self.say("250 ok")

    def letter(self):
        """Read one letter; it counts from the moment it is acknowledged."""
        key = ""
        while (line := self.rfile.readline()) and line != b".\r\n":
            if line.lower().startswith(b"message-id:"):
                key = line.split(b":", 1)[1].strip().decode()
        time.sleep(self.server.pause)
        with self.server.guard:
            self.server.letters[key] += 1


class MailServer(socketserver.ThreadingTCPServer):
    """`letters` counts arrivals by Message-ID, `sessions` connections; each letter takes `pause` seconds."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, pause=0.0):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters, self.sessions, self.pause, self.guard = Counter(), 0, pause, threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that was killed in the middle of a letter is what the drill is about."""
