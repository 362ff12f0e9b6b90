from __future__ import annotations

from shown_runs import chain, executed, feed_of, unpacked

from sfn_notebook.widget.feed import MOST_PATCH_BYTES


def test_a_patch_holds_everything_since_its_base() -> None:
    execution = executed(chain(3))
    feed, events = feed_of(execution), execution.record.run.events
    feed.take(events[:3])
    first = feed.push()
    feed.take(events[3:5])
    second = feed.push()
    paths = [[step["path"] for step in unpacked(push.patch)["steps"]] for push in (first, second)]
    assert paths == [["/S0#1"], ["/S0#1", "/S1#1"]]
    assert first.base is second.base is None


def test_the_last_push_has_all_of_it_in_the_base() -> None:
    execution = executed(chain(3))
    feed = feed_of(execution)
    feed.take(execution.record.run.events)
    push = feed.push(is_last=True)
    assert push.base is not None
    assert [step["name"] for step in unpacked(push.base)["steps"]] == ["S0", "S1", "S2"]
    assert [node["status"] for node in unpacked(push.base)["nodes"]] == ["succeeded"] * 3
    assert unpacked(push.patch)["steps"] == []


def test_a_patch_that_grew_becomes_a_base() -> None:
    execution = executed(chain(40, 8_000))
    feed, events = feed_of(execution), execution.record.run.events
    bases = 0
    for start in range(0, len(events) - 1, 4):
        feed.take(events[start : start + 4])
        push = feed.push()
        bases += push.base is not None
        assert len(push.patch) <= MOST_PATCH_BYTES
    assert bases > 0


def test_revisions_grow_so_that_an_old_patch_is_known() -> None:
    execution = executed(chain(2))
    feed = feed_of(execution)
    revisions = [unpacked(feed.push().patch)["revision"] for _ in range(2)]
    last = feed.push(is_last=True)
    assert last.base is not None
    assert [*revisions, unpacked(last.base)["revision"], unpacked(last.patch)["revision"]] == [1, 2, 3, 3]


def test_large_values_are_cut_until_the_base_fits() -> None:
    execution = executed(chain(60, 8_000))
    feed = feed_of(execution, 60_000)
    feed.take(execution.record.run.events)
    push = feed.push(is_last=True)
    assert push.base is not None
    assert len(push.base) <= 60_000
    held = unpacked(push.base)
    assert len(held["steps"]) == 60
    value = held["steps"][30]["stages"][-1]["value"]
    assert (value["truncated"], value["bytes"]) == (True, 8_002)


def test_the_first_of_very_many_visits_are_left_out_and_counted() -> None:
    execution = executed(chain(2_100))
    feed = feed_of(execution)
    feed.take(execution.record.run.events)
    push = feed.push(is_last=True)
    assert push.base is not None
    held = unpacked(push.base)
    assert (held["left_out"], len(held["steps"]), held["steps"][0]["name"]) == (100, 2_000, "S100")
    assert len(held["nodes"]) == 2_100


def test_each_visit_carries_its_events() -> None:
    execution = executed(chain(1))
    feed = feed_of(execution)
    feed.take(execution.record.run.events)
    step = unpacked(feed.push().patch)["steps"][0]
    assert [event["type"] for event in step["events"]] == ["PassStateEntered", "PassStateExited"]


def test_the_summary_counts_transitions_as_events_come() -> None:
    execution = executed(chain(5))
    feed, events = feed_of(execution), execution.record.run.events
    feed.take(events[:4])
    early = feed.summary()
    feed.take(events[4:])
    late = feed.summary()
    assert (early.status, early.transitions) == ("RUNNING", 2)
    assert (late.status, late.transitions) == ("SUCCEEDED", execution.transitions)
