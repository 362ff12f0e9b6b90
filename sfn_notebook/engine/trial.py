"""What a test of one state asks of the run that is made for it, in the words of TestState.

A run without a trial is an execution, and none of this concerns it.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sfn_notebook.engine.ports import Answer
from sfn_notebook.values import ABSENT, JSON, Maybe

STATE_DATA: Final = "STATE_DATA"
"""What `$$.Map.Item.Source` says of items that stand in the state's own data."""

if TYPE_CHECKING:
    from sfn_notebook.engine.compiled import Selector, Template
    from sfn_notebook.engine.transitions import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderData:
    """What an ItemReader would have read.

    Attributes:
        text: as it stands in the source: JSON, JSON Lines or CSV.
        config: ReaderConfig as the definition has it.
        parameters: Parameters or Arguments of the reader; they are evaluated, and nothing is read.
        max_items: None where there is no limit.
    """

    text: str
    config: Mapping[str, JSON]
    parameters: Template
    max_items: int | Selector | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a test says about the state beside its input.

    Attributes:
        mock: what stands for the work of the state; None has it done.
        context: the whole context object; ABSENT for that of the run.
        variables: those that the state can read.
        retry_count: how often each of its retriers has been used up to now.
        failed_iterations: of a Map; None where nothing is said about them.
        reader_data: the text that the ItemReader of a Map reads; None where nothing is said about it.
    """

    mock: Answer | None = None
    context: Maybe = ABSENT
    variables: Mapping[str, JSON] = field(default_factory=dict[str, JSON])
    retry_count: int = 0
    failed_iterations: int | None = None
    reader_data: str | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Trial:
    """A test of one state on its way.

    Attributes:
        task_token: of a Task that is answered through its token; None for every other state.
        has_reader: whether the items of a Map come from an ItemReader, and not from its input.
        reader: None where nothing is known of what is read.
        item_source: where the items of a Distributed Map come from, as `$$.Map.Item.Source` has it.
        fault: why the state failed, before its Retry and Catch had a look at it; None unless it did.
    """

    asked: Asked
    task_token: str | None = None
    has_reader: bool = False
    reader: ReaderData | None = None
    item_source: str = STATE_DATA
    fault: Fault | None = None
