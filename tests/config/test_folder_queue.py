"""The embedded queue: a message is seen whole or not at all, and no content of a file ends the worker."""

import base64
import json
import os
import threading
import time
from pathlib import Path
from queue import Empty

import celery
import pytest
from celery.signals import setup_logging
from kombu import Connection

from config import folder_queue

folder_queue.register()
QUEUE = "celery"


def options(folder: Path) -> dict:
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "aside_folder": str(folder / "aside"),
        "polling_interval": 0.01,
    }


def application(folder: Path, taken: list) -> celery.Celery:
    # No fixups: that of Django would close this process's connection around every task from then on.
    app = celery.Celery(
        "drill",
        broker="folder://localhost//",
        set_as_current=False,
        fixups=[],
        broker_transport_options=options(folder),
    )
    app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True)

    @app.task(name="drill.note")
    def note(word):
        taken.append(word)

    return app


def coded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def message(**changes) -> dict:
    """What Celery writes for a task, with some of it replaced."""
    body = coded(json.dumps([["whole"], {}, {}]))
    return {
        "body": body,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"task": "drill.note", "id": "1", "lang": "py", "retries": 0},
        "properties": {"delivery_tag": "1", "body_encoding": "base64", "delivery_info": {"exchange": ""}},
    } | changes


WHOLE = json.dumps(message()).encode()
HEADERS = message()["headers"]
POISON = {
    "empty": b"",
    "half": WHOLE[: len(WHOLE) // 2],
    "binary": bytes(range(256)),
    "no text": b"\xff\xfe{}",
    "a number": b"7",
    "nothing": b"null",
    "a list": b"[]",
    "no properties": b"{}",
    "no delivery tag": json.dumps(message(properties={})).encode(),
    "no headers": json.dumps(message(headers=None)).encode(),
    "a list of headers": json.dumps(message(headers=[])).encode(),
    "no task": json.dumps(message(headers={})).encode(),
    "a task that is a list": json.dumps(message(headers=HEADERS | {"task": ["drill.note"]})).encode(),
    "an unknown task": json.dumps(message(headers=HEADERS | {"task": "drill.unknown"})).encode(),
    "no id": json.dumps(message(headers={"task": "drill.note"})).encode(),
    "a wrong expiry": json.dumps(message(headers=HEADERS | {"expires": "yesterday"})).encode(),
    "a wrong time": json.dumps(message(headers=HEADERS | {"eta": {"a": 1}})).encode(),
    "wrong limits": json.dumps(message(headers=HEADERS | {"timelimit": "soon"})).encode(),
    "wrong retries": json.dumps(message(headers=HEADERS | {"retries": "many"})).encode(),
    "a body that is no base64": json.dumps(message(body="%%%")).encode(),
    "a body in an unknown encoding": json.dumps(
        message(properties={"delivery_tag": "1", "body_encoding": "rot13"})
    ).encode(),
    "a body that is a number": json.dumps(message(body=5)).encode(),
    "a body of another kind": json.dumps(message(body=coded("[1]"))).encode(),
    "an unknown content": json.dumps(message(**{"content-type": "application/x-python-serialize"})).encode(),
    "a deep one": b"[" * 100_000,
    "a large one": b" " * (folder_queue.LARGEST + 1),
}


def lay_poison(folder: Path) -> None:
    """Put one of each kind before everything else, old enough to be nobody's work any more."""
    queue = folder / "queue"
    queue.mkdir(exist_ok=True)
    for number, content in enumerate(POISON.values()):
        (queue / f"{number:020d}_poison.{QUEUE}.msg").write_bytes(content)
    (queue / f"00000000000000000100_folder.{QUEUE}.msg").mkdir()
    (queue / f"00000000000000000101_link.{QUEUE}.msg").symlink_to("nowhere")
    os.mkfifo(queue / f"00000000000000000102_pipe.{QUEUE}.msg")
    shut = queue / f"00000000000000000103_shut.{QUEUE}.msg"
    shut.write_bytes(b"")
    shut.chmod(0)
    for path in queue.iterdir():
        os.utime(path, (1, 1), follow_symlinks=False)


@pytest.fixture
def own_log():
    """A worker of the suite's own process leaves the suite's log as it is."""

    def leave_alone(**_more):
        """Celery sets up no log where somebody else has."""

    setup_logging.connect(leave_alone)
    yield
    setup_logging.disconnect(leave_alone)


@pytest.mark.slow
def test_a_worker_passes_every_malformed_message_and_goes_on(tmp_path, own_log):
    taken = []
    app = application(tmp_path, taken)
    lay_poison(tmp_path)
    app.tasks["drill.note"].delay("behind the poison")
    ended = []
    worker = app.Worker(pool="solo", without_mingle=True, without_gossip=True, without_heartbeat=True, loglevel="ERROR")

    def work():
        try:
            worker.start()
        finally:
            ended.append(True)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        limit = time.monotonic() + 30
        while "behind the poison" not in taken and not ended and time.monotonic() < limit:
            time.sleep(0.05)
        assert ended == []
        assert "behind the poison" in taken
        assert [path.name for path in (tmp_path / "queue").glob("*.msg")] == []
        assert len(list((tmp_path / "aside").iterdir())) > 15
    finally:
        worker.stop()
        thread.join(10)


@pytest.fixture
def channel(tmp_path):
    with Connection("folder://localhost//", transport_options=options(tmp_path)) as connection:
        yield connection.channel()


def test_what_is_put_is_taken_in_its_order_and_once(channel):
    for number in range(20):
        channel._put(QUEUE, message(body=coded(str(number))))
    assert [channel._get(QUEUE)["body"] for _ in range(20)] == [coded(str(number)) for number in range(20)]
    with pytest.raises(Empty):
        channel._get(QUEUE)


def test_a_message_that_is_still_written_is_left_alone(channel, tmp_path):
    channel._put(QUEUE, message())
    young = tmp_path / "queue" / f"0_young.{QUEUE}.msg"
    young.write_bytes(WHOLE[:40])
    assert channel._get(QUEUE)
    with pytest.raises(Empty):
        channel._get(QUEUE)
    young.write_bytes(WHOLE)
    assert channel._get(QUEUE) == message()
    assert not (tmp_path / "aside").exists()


def test_two_who_read_the_same_folder_share_the_messages(channel, tmp_path):
    with Connection("folder://localhost//", transport_options=options(tmp_path)) as second:
        other = second.channel()
        for number in range(50):
            channel._put(QUEUE, message(body=coded(str(number))))
        found = []
        for one in (channel, other) * 40:
            try:
                found.append(one._get(QUEUE)["body"])
            except Empty:
                continue
        assert sorted(found) == sorted(coded(str(number)) for number in range(50))


def test_writers_and_readers_at_once_lose_nothing_and_see_nothing_half(channel, tmp_path):
    found, wrong = [], []

    def write():
        with Connection("folder://localhost//", transport_options=options(tmp_path)) as mine:
            for number in range(200):
                mine.channel()._put(QUEUE, message(body=coded("x" * 20_000 + str(number))))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    limit = time.monotonic() + 30
    while len(found) < 600 and time.monotonic() < limit:
        try:
            body = channel._get(QUEUE)["body"]
        except Empty:
            continue
        (found if body.startswith(coded("x" * 18_000)) else wrong).append(body)
    assert (len(found), wrong) == (600, [])
    assert not (tmp_path / "aside").exists()


@pytest.mark.parametrize("content", [b"", b'[["celery", "", "cel', b"{}", b"7", b"\xff"])
def test_a_half_written_table_loses_no_message(channel, tmp_path, content):
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "celery.exchange").write_bytes(content)
    assert list(channel._lookup("celery", QUEUE)) == [QUEUE]
    channel._queue_bind("celery", QUEUE, None, QUEUE)
    assert json.loads((tmp_path / "control" / "celery.exchange").read_bytes()) == [[QUEUE, "", QUEUE]]


def test_a_folder_that_was_removed_is_made_again(channel, tmp_path):
    with pytest.raises(Empty):
        channel._get(QUEUE)
    (tmp_path / "queue").rmdir()
    channel._put(QUEUE, message())
    assert channel._get(QUEUE) == message()


def test_what_is_set_aside_is_bounded(channel, tmp_path, monkeypatch):
    monkeypatch.setattr(folder_queue, "MOST_ASIDE", 5)
    (tmp_path / "queue").mkdir()
    for number in range(9):
        path = tmp_path / "queue" / f"{number}.{QUEUE}.msg"
        path.write_bytes(b"half")
        os.utime(path, (1, 1))
    with pytest.raises(Empty):
        channel._get(QUEUE)
    assert len(list((tmp_path / "aside").iterdir())) == 5


def test_a_full_disk_is_said_and_leaves_no_half_file(channel, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(folder_queue.ChannelError, match="No space left"):
        channel._put(QUEUE, message())
    assert list((tmp_path / "queue").iterdir()) == []
