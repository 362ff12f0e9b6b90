from __future__ import annotations

import asyncio
import contextlib
import contextvars
import io
import logging
import sys
import threading
from typing import TextIO

import pytest

from sfn_notebook.integrations import printing
from sfn_notebook.integrations.printing import KEPT_CHARACTERS, Recorder, StreamProxy, recording

say = print  # the one thing that handlers do here


def test_what_is_printed_is_shown_with_its_state_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        say("one")
        say("two", "three")
    assert capsys.readouterr().out == "[Charge] one\n[Charge] two three\n"
    assert [(each.stream, each.text) for each in recorder.printed()] == [("stdout", "one\ntwo three\n")]


def test_a_line_without_an_end_is_shown_at_the_end_of_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        say("half", end="")
        assert capsys.readouterr().out == ""
    assert capsys.readouterr().out == "[Charge] half\n"
    assert recorder.printed()[0].text == "half"


def test_the_two_streams_keep_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        say("a")
        say("b", file=sys.stderr)
        say("c")
    assert capsys.readouterr().err == "[Charge] b\n"
    assert [(each.stream, each.text) for each in recorder.printed()] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]


def test_of_a_line_that_is_overwritten_the_last_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge"):
        sys.stdout.writelines(["\r10%", "\r100%", "\n", "done\r\n"])
    assert capsys.readouterr().out == "[Charge] 100%\n[Charge] done\n"


def test_what_one_call_may_keep_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        say("x" * (KEPT_CHARACTERS + 1))
        say("more")
    kept = recorder.printed()[0].text
    assert kept.endswith(f"x\n{printing.CUT_NOTE}")
    assert len(kept) == KEPT_CHARACTERS + 1 + len(printing.CUT_NOTE)
    assert capsys.readouterr().out.endswith("[Charge] more\n")


def test_half_of_a_surrogate_pair_is_kept_as_a_question_mark() -> None:
    recorder = Recorder("Charge")
    recorder.write("stdout", "so \ud83d, not \U0001f680")
    assert recorder.printed()[0].text == "so ?, not \U0001f680"


def test_the_streams_are_as_before_after_the_call() -> None:
    before = (sys.stdout, sys.stderr)
    with recording("Charge"):
        assert isinstance(sys.stdout, StreamProxy)
    assert (sys.stdout, sys.stderr) == before


def test_the_streams_are_as_before_after_a_failure() -> None:
    before = sys.stdout
    with contextlib.suppress(ValueError), recording("Charge"):
        raise ValueError
    assert sys.stdout is before


def test_what_is_printed_elsewhere_meanwhile_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        thread = threading.Thread(target=print, args=("elsewhere",))
        thread.start()
        thread.join()
    assert capsys.readouterr().out == "elsewhere\n"
    assert recorder.printed() == ()


def test_calls_in_two_threads_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    meet = threading.Barrier(2, timeout=10)
    kept: dict[str, str] = {}

    def call(name: str) -> None:
        with recording(name) as recorder:
            for _ in range(3):
                meet.wait()
                say(name, end="-")
                say("line")
        kept[name] = recorder.printed()[0].text

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(call, name)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == {"A": "A-line\n" * 3, "B": "B-line\n" * 3}
    assert sorted(capsys.readouterr().out.splitlines()) == ["[A] A-line"] * 3 + ["[B] B-line"] * 3


def test_calls_in_two_asyncio_tasks_do_not_mix() -> None:
    async def call(name: str) -> str:
        with recording(name) as recorder:
            for _ in range(3):
                await asyncio.sleep(0)
                say(name)
        return recorder.printed()[0].text

    async def both() -> list[str]:
        return list(await asyncio.gather(call("A"), call("B")))

    assert asyncio.run(both()) == ["A\n" * 3, "B\n" * 3]


def test_a_call_inside_a_call_keeps_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Outer") as outer:
        say("1")
        with recording("Inner") as inner:
            say("2")
        say("3")
    assert (outer.printed()[0].text, inner.printed()[0].text) == ("1\n3\n", "2\n")
    assert capsys.readouterr().out == "[Outer] 1\n[Inner] 2\n[Outer] 3\n"


def test_a_stream_that_is_replaced_during_a_call_stays_replaced() -> None:
    before, other = sys.stdout, io.StringIO()
    try:
        with recording("Charge"):
            sys.stdout = other
            say("to the other")
        assert sys.stdout is other
    finally:
        sys.stdout = before
    assert other.getvalue() == "to the other\n"


def test_a_proxy_that_somebody_kept_goes_on_forwarding(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge"):
        kept: TextIO = sys.stdout
    say("later", file=kept)
    assert capsys.readouterr().out == "later\n"


def test_a_proxy_that_somebody_put_back_is_used_again() -> None:
    before = sys.stdout
    with recording("Charge"):
        kept = sys.stdout
    sys.stdout = kept
    with recording("Charge"):
        assert sys.stdout is kept
    assert sys.stdout is before


def test_a_proxy_answers_like_the_stream_it_stands_for() -> None:
    with recording("Charge"):
        assert sys.stdout.encoding == sys.__stdout__.encoding if sys.__stdout__ else True
        sys.stdout.flush()


def test_log_lines_of_a_handler_that_holds_the_real_stream_are_kept() -> None:
    logger = logging.getLogger("sfn_notebook.tests.printing")
    handler = logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    held = handler.stream
    try:
        with recording("Charge") as recorder:
            logger.warning("careful")
        assert handler.stream is held
    finally:
        logger.removeHandler(handler)
    assert [(each.stream, each.text) for each in recorder.printed()] == [("stderr", "careful\n")]


def test_what_is_displayed_can_be_kept_without_being_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with recording("Charge") as recorder:
        assert printing.record("<Figure>")
    assert recorder.printed()[0].text == "<Figure>\n"
    assert capsys.readouterr().out == ""


def test_outside_of_a_call_nothing_is_kept() -> None:
    assert not printing.record("<Figure>")


def test_printing_while_calls_come_and_go_in_other_threads_does_not_crash(capsys: pytest.CaptureFixture[str]) -> None:
    done = threading.Event()

    def call_again_and_again() -> None:
        while not done.is_set():
            with recording("Busy"):
                pass

    thread = threading.Thread(target=call_again_and_again)
    thread.start()
    for number in range(20_000):
        print(number)  # noqa: T201 - it is what crashed
    done.set()
    thread.join(10)
    assert capsys.readouterr().out.split() == [str(number) for number in range(20_000)]
