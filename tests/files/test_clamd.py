"""A virus scanner behind a socket: a small real server speaks its protocol, and files wait while it does not answer."""

import socketserver
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.acting import CLOCK
from accounts.content import clamd
from accounts.content.words import sentence
from challenges.files.access import loadable_by, visible_to
from challenges.files.actions import attach, scan_waiting
from challenges.files.models import Attachment
from challenges.proposals.queries.proposal import problems_by_section
from notifications.models import SweepFault
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW
from tests.factories.files import PDF
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
# The signature that every scanner knows, put together here so that none finds it in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
LARGEST = 100_000


class Clamd(socketserver.StreamRequestHandler):
    """The daemon's side of PING and INSTREAM."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        self.wfile.write(found)


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def tcp():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server, serving(server):
        yield f"tcp://127.0.0.1:{server.server_address[1]}"


@pytest.fixture
def proposal(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return complete_proposal()


@pytest.fixture
def writer(proposal):
    return acting(proposal.organisation, "handler")


def put(proposal, writer, data=PDF, name="报告.pdf"):
    return attach(proposal, SimpleUploadedFile(name, data), kind="evidence", by=writer, at=NOW)


def states():
    return list(Attachment.objects.order_by("pk").values_list("scan_state", flat=True))


def test_what_the_scanner_finds_is_blocked_by_its_name(proposal, writer, settings, tcp):
    settings.CLAMD = tcp
    put(proposal, writer)
    put(proposal, writer, EICAR, "说明.txt")
    assert scan_waiting(by=CLOCK, at=NOW) == 2
    assert states() == ["clean", "blocked"]
    (found,) = Attachment.objects.get(scan_state="blocked").findings
    assert (found["code"], found["name"]) == ("virus", "Eicar-Signature")
    assert "Eicar-Signature" in sentence(found)


def test_it_is_reached_by_a_unix_socket_too(proposal, writer, settings, tmp_path):
    path = tmp_path / "clamd.ctl"
    with socketserver.ThreadingUnixStreamServer(str(path), Clamd) as server, serving(server):
        settings.CLAMD = f"unix:{path}"
        put(proposal, writer)
        assert scan_waiting(by=CLOCK, at=NOW) == 1


def test_files_wait_while_the_scanner_is_away_and_it_is_one_fault(proposal, writer, settings, tcp):
    settings.CLAMD = "tcp://127.0.0.1:9"
    put(proposal, writer)
    put(proposal, writer, name="又一份.pdf")
    put(proposal, writer, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.doc")
    assert scan_waiting(by=CLOCK, at=NOW) == 1
    # What our own check refuses needs no scanner.
    assert states() == ["waiting", "waiting", "blocked"]
    assert [(row.sweep, row.what) for row in SweepFault.objects.all()] == [("scanner", "scanner")]
    assert loadable_by(acting(proposal.challenge.lead, "signer")).count() == 0
    assert visible_to(writer).count() == 3
    codes = {problem.code for problem in problems_by_section(proposal, NOW)["attachments"]}
    assert codes == {"blocked"}
    settings.CLAMD = tcp
    assert scan_waiting(by=CLOCK, at=NOW) == 2
    assert states() == ["clean", "clean", "blocked"]
    assert not SweepFault.objects.exists()


def test_a_file_the_scanner_cannot_take_is_a_fault_of_that_file_alone(proposal, writer, settings, tcp):
    settings.CLAMD = tcp
    put(proposal, writer, PDF + b"\n%" + b"0" * 2 * LARGEST)
    put(proposal, writer)
    assert scan_waiting(by=CLOCK, at=NOW) == 1
    assert states() == ["failed", "clean"]
    fault = SweepFault.objects.get()
    assert (fault.what, "size limit" in fault.problem) == ("attachment", True)
    LATER = NOW + DAY
    settings.CLAMD = ""
    assert scan_waiting(by=CLOCK, at=LATER) == 1
    assert (states(), SweepFault.objects.count()) == (["clean", "clean"], 0)


def test_an_address_that_is_none_is_a_scanner_that_is_away(tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(clamd.ScannerDown):
        clamd.scan(f"unix:{tmp_path}/none", tmp_path / "a")
