"""MiniStack keeps what it was given over a clean stop, its streams flow again, and a cut-off is noticed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from laptop.ministack import STOP_S, MiniStack
from laptop.place import Place
from laptop.port import free_port
from laptop.steps import Refused
from laptop.venvs import MINISTACK

pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)


@pytest.fixture
def ministack(tmp_path: Path) -> Iterator[MiniStack]:
    running = MiniStack(Place(tmp_path, free_port()))
    running.start()
    yield running
    running.stop()


def test_a_bucket_and_a_queue_survive_a_stop(ministack: MiniStack) -> None:
    s3, sqs = ministack.place.client("s3"), ministack.place.client("sqs")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="letter", Body=b"dear")
    url = sqs.create_queue(QueueName="kept")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="dear")

    ministack.stop()
    ministack.start()
    s3, sqs = ministack.place.client("s3"), ministack.place.client("sqs")

    assert s3.get_object(Bucket="kept", Key="letter")["Body"].read() == b"dear"
    assert [m["Body"] for m in sqs.receive_message(QueueUrl=url)["Messages"]] == ["dear"]


def test_one_that_keeps_nothing_ends_cleanly_all_the_same(tmp_path: Path) -> None:
    ministack = MiniStack(Place(tmp_path, free_port()), keeps=False)
    ministack.start()
    ministack.place.client("sqs").create_queue(QueueName="gone")

    ministack.stop()
    left = ministack.pid(), ministack.was_cut_off()
    ministack.start()
    queues = ministack.place.client("sqs").list_queues()
    ministack.stop()

    assert left == (None, False)
    assert not queues.get("QueueUrls")


def test_a_clean_stop_leaves_no_process_and_no_mark(ministack: MiniStack) -> None:
    ministack.stop()

    assert ministack.pid() is None
    assert not ministack.was_cut_off()
    assert not ministack.answers()


def test_one_that_has_saved_everything_is_not_waited_for_when_it_hangs(
    ministack: MiniStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laptop.ministack.SAVED_S", 0.2)
    pid = ministack.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    (ministack.place.folder / "saved").touch()

    waits: list[tuple[float, bool]] = []
    wait = MiniStack._wait

    def noted(self: MiniStack, seconds: float, is_done: Callable[[], bool]) -> bool:
        waits.append((seconds, wait(self, seconds, is_done)))
        return waits[-1][1]

    monkeypatch.setattr(MiniStack, "_wait", noted)
    ministack.stop()

    assert waits[:2] == [(STOP_S, True), (0.2, False)], "it has saved, and does not end"
    assert ministack.pid() is None
    assert not ministack.was_cut_off()


def test_one_that_is_still_saving_is_neither_killed_nor_taken_for_stopped(
    ministack: MiniStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STOP_S", "SAVED_S"):
        monkeypatch.setattr(f"laptop.ministack.{name}", 0.1)
    pid = ministack.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)

    with pytest.raises(Refused, match=r"is still saving after .* Run `make down` again"):
        ministack.stop()

    assert ministack.pid() == pid
    os.kill(pid, signal.SIGCONT)
    assert ministack._wait(60, lambda: ministack.pid() is None)
    monkeypatch.undo()


def test_a_clean_stop_says_that_everything_is_saved(ministack: MiniStack) -> None:
    ministack.stop()

    assert (ministack.place.folder / "saved").exists()


def test_a_kill_is_noticed_as_a_cut_off(ministack: MiniStack) -> None:
    pid = ministack.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while ministack.pid() is not None:
        pass

    assert ministack.was_cut_off()


def test_a_bucket_of_a_first_start_that_was_cut_off_is_in_nobodys_way(ministack: MiniStack) -> None:
    ministack.place.client("s3").create_bucket(Bucket="kept")
    ministack.place.client("s3").put_object(Bucket="kept", Key="letter", Body=b"dear")
    pid = ministack.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while ministack.pid() is not None:
        pass

    ministack.start()

    assert ministack.place.client("s3").list_buckets()["Buckets"] == []


def test_another_command_finds_the_running_one_by_its_folder(ministack: MiniStack) -> None:
    assert MiniStack(ministack.place).pid() == ministack.pid()


def test_a_process_that_only_has_the_noted_number_is_not_taken_for_it(tmp_path: Path) -> None:
    somebody = subprocess.Popen(["sleep", "30"])
    (tmp_path / "ministack.pid").write_text(str(somebody.pid))

    assert MiniStack(Place(tmp_path, free_port())).pid() is None

    somebody.kill()
    somebody.wait(10)


def test_a_start_forgets_positions_in_streams_whose_records_are_gone(tmp_path: Path) -> None:
    saved = tmp_path / "state" / "lambda.json"
    saved.parent.mkdir()
    saved.write_text(json.dumps({"payload": {"dynamodb_stream_positions": {"esm": 7}, "functions": {}}}))
    ministack = MiniStack(Place(tmp_path, free_port()))

    ministack.start()
    kept = json.loads(saved.read_text())
    ministack.stop()

    assert "dynamodb_stream_positions" not in kept["payload"]


def test_a_taken_port_is_refused_with_its_holder(ministack: MiniStack, tmp_path: Path) -> None:
    second = MiniStack(Place(tmp_path / "second", ministack.place.port))

    with pytest.raises(
        Refused, match=rf"Port {ministack.place.port} is taken by process {ministack.pid()} \(.*ministack"
    ):
        second.start()
