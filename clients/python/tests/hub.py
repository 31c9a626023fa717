"""A real hub on a real broker, for these tests."""

from __future__ import annotations

import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import uuid
from types import TracebackType

from goldthread.v1 import event_pb2

PROGRAM = os.environ["GT_PROGRAM"]
BROKERS = pathlib.Path(os.environ["GT_KAFKA_ADDRESS"]).read_text().strip()
SECURE = pathlib.Path(os.environ["GT_KAFKA_SECURE"])


def new_feed() -> str:
    """The default registry knows it, and nobody else uses it: brokers outlive a run."""
    return f"northmere-hospital/{uuid.uuid4().hex}"


def event(feed: str, number: int) -> event_pb2.Event:
    """Invented. Breaks no rule."""
    made = event_pb2.Event(
        id=f"e{number}", feed=feed, feed_sequence=number, category=event_pb2.INFORMATION_CATEGORY_HEALTH
    )
    made.occurred.date = "2026-03-09"
    made.recorded_at.FromJsonString("2026-03-10T09:00:00Z")
    made.subjects.add(record="p1", role=event_pb2.SUBJECT_ROLE_CHILD)
    made.attendance_concern.concern = "unexplained-absence"
    return made


def without_category(feed: str, number: int) -> event_pb2.Event:
    made = event(feed, number)
    made.ClearField("category")
    return made


def free_port() -> int:
    """Where nobody is given one by chance: a hub comes back to it."""
    while True:
        port = random.randrange(12_000, 20_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Hub:
    """`goldthread serve`, its log on a topic of its own. `kafka`: lines of [kafka] in hub.toml."""

    def __init__(self, feed: str, brokers: str = BROKERS, kafka: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="goldthread-client.")
        self.data = pathlib.Path(self._folder.name) / "hub"
        self.data.mkdir()
        (self.data / "hub.toml").write_text(
            f'mode = "development"\n[kafka]\nbrokers = "{brokers}"\nreplicas = 1\nmake_topic = true\n'
            f'topic = "goldthread.events-{uuid.uuid4().hex}"\ninbox = ["{feed}"]\n{kafka}'
        )
        self._process: subprocess.Popen[str] | None = None
        self.address = f"127.0.0.1:{free_port()}"
        self.serve()

    def __enter__(self) -> Hub:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._folder.cleanup()

    def serve(self) -> None:
        words = [PROGRAM, "serve", "--data", str(self.data), "--listen", self.address, "--json"]
        log = self.data.parent / "log"
        with log.open("a") as out:
            self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=out, text=True)
        assert self._process.stdout is not None
        welcome = self._process.stdout.readline()
        assert welcome, f"the hub did not start: {log.read_text()}"

    def kill(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def feeds(self) -> list[dict[str, object]]:
        """What the hub knows of its feeds."""
        words = [PROGRAM, "feeds", "--json", "--hub", self.address]
        answer = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
        return list(json.loads(answer)["feeds"])
