"""What functions print, log and display lands in the cell that runs them, whatever thread they run in."""

from __future__ import annotations

import pytest
from live_kernel import LiveKernel

pytestmark = pytest.mark.slow

TASK = 'Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:tell", End: true'
FUNCTION = """
import logging, threading
from IPython.display import HTML, display
logging.basicConfig(level=logging.INFO, format="%(message)s")

@sfn.function("tell")
def tell(event):
    print(f"printed {event}")
    logging.info(f"logged {event}")
    display(HTML(f"<b>displayed {event}</b>"))
    return threading.current_thread() is threading.main_thread()
"""


def test_a_lone_function_runs_on_the_main_thread_and_its_output_is_marked(kernel: LiveKernel) -> None:
    kernel.run(FUNCTION)
    cell = f"%%statemachine one --input 1 --view text --out execution\nStartAt: Tell\nStates:\n  Tell: {{{TASK}}}\n"
    outputs = kernel.run(cell)
    assert ("stdout", "[Tell] printed 1\n") in outputs.streams
    assert ("stderr", "[Tell] logged 1\n") in outputs.streams
    assert outputs.bundles[0] == {"text/plain": "[Tell]"}
    assert outputs.bundles[1]["text/html"] == "<b>displayed 1</b>"
    assert kernel.value("execution.output") is True


def test_functions_side_by_side_write_into_the_running_cell(kernel: LiveKernel) -> None:
    kernel.run(FUNCTION)
    outputs = kernel.run(
        "%%statemachine many --input [1,2,3] --view text --out execution\n"
        "StartAt: Each\nStates:\n  Each:\n    Type: Map\n    End: true\n    ItemProcessor:\n"
        f"      StartAt: Tell\n      States:\n        Tell: {{{TASK}}}\n"
    )
    lines = sorted(outputs.printed.splitlines())
    assert lines == [f"[Tell] {how} {number}" for how in ("logged", "printed") for number in (1, 2, 3)]
    displayed = sorted(bundle["text/html"] for bundle in outputs.bundles if "text/html" in bundle)
    assert displayed == [f"<b>displayed {number}</b>" for number in (1, 2, 3)]
    assert outputs.displayed.count("[Tell]\n") == 3
    assert kernel.value("execution.output") == [False] * 3


def test_what_was_written_is_kept_with_the_step(kernel: LiveKernel) -> None:
    kept = kernel.value('["".join(step.printed) for step in execution.steps if step.name == "Tell"]')
    assert [text.splitlines()[:2] for text in kept] == [[f"printed {each}", f"logged {each}"] for each in (1, 2, 3)]
    assert all("HTML object" in text for text in kept)


def test_a_mistake_is_one_short_block(kernel: LiveKernel) -> None:
    outputs = kernel.run("%%statemachine wrong\nStartAt: A\nStates:\n  B: {Type: Pass, End: true}\n")
    assert outputs.error is not None
    assert outputs.error["ename"] == "AslError"
    assert outputs.error["traceback"][:1] == ['SFN203 error: no state "A" in this machine']
    assert not any("Traceback" in line for line in outputs.error["traceback"])


def test_completion_reaches_the_front_end(kernel: LiveKernel) -> None:
    reply = kernel.client.complete("%sfn hist", reply=True, timeout=20)
    assert reply["content"]["matches"] == ["history"]
