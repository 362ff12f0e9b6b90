from __future__ import annotations

from histories import CATCH_ALL, END, inner, machine, task

from sfn_notebook.values import JSON
from sfn_notebook.views.dot import to_graphviz


def test_containers_are_clusters_and_their_arrows_end_there() -> None:
    fan: JSON = {"Type": "Parallel", "Branches": [inner(X=END)], "Catch": CATCH_ALL, "Next": "T"}
    source = to_graphviz(machine(Fan=fan, T=task(), Repair=END)).source
    assert "subgraph cluster_n1" in source
    assert "n0 -> n1 [lhead=cluster_n1]" in source
    assert 'n1 -> n6 [label="any error" ltail=cluster_n1 style=dashed]' in source


def test_names_are_escaped() -> None:
    source = to_graphviz(machine(**{'say "\\N"': END})).source
    assert r'label="say \"\\N\"' in source
