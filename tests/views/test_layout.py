from __future__ import annotations

from random import Random

import pytest
from geometry import faults
from machines import generate_machine
from parsing import definition_of

from sfn_notebook.asl.model import Definition, PassState
from sfn_notebook.values import JSON
from sfn_notebook.views.graph import Edge, Graph, Node
from sfn_notebook.views.layout import layout


def drawn(states: dict[str, JSON], start: str | None = None) -> Graph:
    return layout(definition_of({"StartAt": start or next(iter(states)), "States": states}))


def node(graph: Graph, name: str) -> Node:
    return next(node for node in graph.nodes if node.name == name)


def edge(graph: Graph, source: str, target: str) -> Edge:
    return next(edge for edge in graph.edges if edge.source == f"/{source}" and edge.target == f"/{target}")


def generated(seed: int, most: int) -> Definition:
    size = Random(seed).randint(5, most)  # noqa: S311 - nothing is kept secret
    return definition_of(generate_machine(seed, size, 3))


@pytest.mark.parametrize("seed", range(60))
def test_nothing_overlaps_in_small_machines(seed: int) -> None:
    assert faults(layout(generated(seed, 40))) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 1_300))
def test_nothing_overlaps_in_machines_of_up_to_200_states(seed: int) -> None:
    assert faults(layout(generated(seed, 200))) == []


def test_the_checker_sees_what_is_wrong() -> None:
    graph = drawn({"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}})
    a, c = node(graph, "A"), node(graph, "C")
    ends = edge(graph, "A", "B").points[0], edge(graph, "B", "C").points[-1]
    line = (ends[0], ends[0], ends[1], ends[1])
    through = Edge(id="long", source="/A", target="/C", kind="next", points=line)
    wrong = Graph(width=graph.width, height=graph.height, nodes=graph.nodes, edges=(through,))
    assert faults(wrong) == ["long through /B"]
    twice = Graph(width=10, height=graph.height, nodes=(a, c), edges=())
    assert faults(twice) == ["/A outside ", "/C outside "]


def test_the_same_machine_gives_the_same_picture() -> None:
    machine = generated(7, 60)
    assert layout(machine) == layout(machine)


def test_a_chain_is_one_straight_line() -> None:
    graph = drawn({"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}})
    assert len({point.x for one in graph.edges for point in one.points}) == 1


def test_a_catcher_does_not_bend_the_main_way() -> None:
    task: JSON = {
        "Type": "Task",
        "Resource": "arn:aws:lambda:us-east-1:111111111111:function:work",
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Repair"}],
        "Next": "B",
    }
    graph = drawn({"A": task, "B": {"Type": "Succeed"}, "Repair": {"Type": "Pass", "End": True}})
    assert len({point.x for point in edge(graph, "A", "B").points}) == 1


def test_start_stands_above_and_end_below_all_states() -> None:
    graph = drawn({"A": {"Type": "Pass", "End": True}, "B": {"Type": "Succeed"}})
    tops = [node(graph, name).y for name in ("Start", "A", "B", "End")]
    assert tops[0] < tops[1] == tops[2] < tops[3]


def test_a_state_that_nothing_leads_to_is_drawn() -> None:
    graph = drawn({"A": {"Type": "Succeed"}, "Lost": {"Type": "Succeed"}})
    assert node(graph, "Lost").id == "/Lost"
    assert [one.target for one in graph.edges if one.source == "/^start"] == ["/A"]


def test_a_transition_to_nowhere_is_left_out() -> None:
    states = {"A": PassState(name="A", next="Nowhere")}
    graph = layout(Definition(start_at="Elsewhere", states=states))
    assert graph.edges == ()


def test_rules_with_one_target_share_an_arrow_and_its_label() -> None:
    choices: JSON = [{"Variable": "$.n", "NumericEquals": number, "Next": "B"} for number in (1, 2)]
    choice: JSON = {"Type": "Choice", "Choices": choices, "Default": "B"}
    graph = drawn({"A": choice, "B": {"Type": "Succeed"}})
    label = edge(graph, "A", "B").label
    assert label is not None
    assert label.title == "$.n = 1; $.n = 2; Default"


def test_a_way_back_leaves_and_enters_at_the_right() -> None:
    rule: JSON = {"Variable": "$.again", "BooleanEquals": True, "Next": "A"}
    choice: JSON = {"Type": "Choice", "Choices": [rule], "Default": "C"}
    graph = drawn({"A": {"Type": "Pass", "Next": "B"}, "B": choice, "C": {"Type": "Succeed"}})
    back = edge(graph, "B", "A").points
    a, b = node(graph, "A"), node(graph, "B")
    assert back[0].x == pytest.approx(b.x + b.width, abs=0.2)
    assert back[-1].x == pytest.approx(a.x + a.width, abs=0.2)
    assert faults(graph) == []


def test_a_way_to_oneself_is_a_loop_with_its_label_beside_it() -> None:
    rule: JSON = {"Variable": "$.again", "BooleanEquals": True, "Next": "A"}
    graph = drawn({"A": {"Type": "Choice", "Choices": [rule], "Default": "B"}, "B": {"Type": "Succeed"}})
    loop = edge(graph, "A", "A")
    assert loop.label is not None
    assert loop.label.at.x > max(point.x for point in loop.points)
    assert faults(graph) == []


def test_a_long_name_is_cut_in_its_box_and_whole_beside_it() -> None:
    name = "A name that is far too long for the box that it stands in"
    graph = drawn({name: {"Type": "Succeed"}})
    box = node(graph, name)
    assert box.label.endswith("…")
    assert box.width == 216


def test_boxes_of_inner_machines_have_ids_by_branch_and_processor() -> None:
    inner: JSON = {"StartAt": "X/Y", "States": {"X/Y": {"Type": "Succeed"}}}
    other: JSON = {"StartAt": "Z", "States": {"Z": {"Type": "Succeed"}}}
    fan: JSON = {"Type": "Parallel", "Branches": [inner, other], "Next": "Each"}
    last: JSON = {"StartAt": "Work", "States": {"Work": {"Type": "Succeed"}}}
    graph = drawn({"Fan": fan, "Each": {"Type": "Map", "ItemProcessor": last, "End": True}})
    states = {one.id: one.parent for one in graph.nodes if one.type == "Succeed"}
    assert states == {"/Fan[0]/X%2FY": "/Fan", "/Fan[1]/Z": "/Fan", "/Each/Work": "/Each"}


def test_containers_stand_before_what_they_contain() -> None:
    places = {one.id: index for index, one in enumerate(layout(generated(3, 80)).nodes)}
    nodes = layout(generated(3, 80)).nodes
    assert all(places[one.parent] < places[one.id] for one in nodes if one.parent)


def test_containers_thirty_deep_are_laid_out() -> None:
    machine: JSON = {"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}
    for level in range(30):
        body: JSON = {"Type": "Map", "ItemProcessor": machine, "End": True}
        machine = {"StartAt": f"M{level}", "States": {f"M{level}": body}}
    assert faults(layout(definition_of(machine))) == []


def test_many_ways_back_to_one_box_and_from_one_box_stay_apart() -> None:
    rules: list[JSON] = [{"Variable": "$.n", "NumericEquals": n, "Next": f"S{n}"} for n in range(6)]
    states: dict[str, JSON] = {f"S{n}": {"Type": "Pass", "Next": f"S{n + 1}"} for n in range(6)}
    states["S6"] = {"Type": "Choice", "Choices": [*rules, {"Variable": "$.m", "IsNull": True, "Next": "S6"}]}
    assert faults(drawn(states)) == []


def test_a_loop_without_a_label_has_none() -> None:
    graph = drawn({"A": {"Type": "Pass", "Next": "A"}})
    assert edge(graph, "A", "A").label is None
    assert faults(graph) == []
