"""The README's tables: states a second of CPU, beside the bare loop and the engines of others.

`python benchmarks/run.py` measures what is installed, `--peers` installs all of them before. It exits with 1 if a ratio
to the bare loop is missed, or a peer is faster. `--quick` looks at a few ratios only. Figures are process CPU,
medians of five; contenders take turns. Of a peer the better of CPU and time on the wall counts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

import api
from contenders import PEERS, Peer, bare, installed_peers, ours
from peer_programs import INSTALL, PeerError, install
from side_figures import ministack_row, parser_row, waiting_row
from tables import Row, WallRow, header, wall_header
from timing import LONG_SECONDS, Measure, machine_description, measuring, medians, say
from workloads import WORKLOADS, Workload

ROUNDS: Final = 5
PEER_ROUNDS: Final = 3
REPORTED: Final = tuple(name for name in WORKLOADS if not name.startswith(("w5", "w6")))
ON_THE_WALL: Final = ("w5", "w5_jsonata")
QUICK: Final = ("w1_1000", "w1_100_params", "w2_1000", "w3_1000", "w4")
QUICK_WITH_PEERS: Final = "w1_100_params"
QUICK_TRIES: Final = 3


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few short workloads, gated")
    parser.add_argument("--peers", action="store_true", help="install all peers first (npm and PyPI)")
    parser.add_argument(INSTALL.split()[-1], action="store_true", help="only install them")
    parser.add_argument("--no-peers", action="store_true", help="leave all of them out: they take minutes")
    parser.add_argument("workloads", nargs="*", default=[*REPORTED, *ON_THE_WALL], help="names, as w1_1000")
    arguments = parser.parse_args()
    if arguments.quick:
        return quick()
    if arguments.peers or arguments.install_peers:
        install()
    if arguments.install_peers:
        return 0
    return whole(arguments.workloads, () if arguments.no_peers else PEERS)


def whole(names: Sequence[str], asked: Sequence[str]) -> int:
    """All tables, with that of the API where no workload was asked for by name; 1 if something is missed."""
    with ExitStack() as stack:
        peers = _opened(stack, asked)
        say(header([peer.name for peer in peers]))
        rows = [_said(_row(name, WORKLOADS[name], peers)) for name in names if name not in ON_THE_WALL]
        say(wall_header([peer.name for peer in peers]))
        walls = [_said(_wall_row(name, WORKLOADS[name], peers)) for name in names if name in ON_THE_WALL]
        say("")
        for peer in peers:
            if peer.name == "ministack":
                say(ministack_row(peer.load))
    say(f"{waiting_row()}\n{parser_row()}\n")
    is_missed = bool(asked) and list(names) == [*REPORTED, *ON_THE_WALL] and api.whole()
    say(f"\n{machine_description()}")
    return int(is_missed or any(row.is_missed or row.is_behind for row in (*rows, *walls)))


def _opened(stack: ExitStack, asked: Sequence[str]) -> list[Peer]:
    peers = installed_peers(asked)
    for peer in peers:
        stack.callback(peer.close)
    return peers


def _said(row: Row | WallRow) -> Row | WallRow:
    say(str(row))
    return row


def _row(name: str, workload: Workload, peers: Sequence[Peer]) -> Row:
    actions = [ours(workload, with_history=False), ours(workload, with_history=True)]
    if not workload.is_jsonata:
        actions.append(bare(workload))
    alone, with_history, *loop = [spent.cpu for spent in medians([measuring(each) for each in actions], ROUNDS)]
    return Row(
        name=name,
        workload=workload,
        alone=alone,
        with_history=with_history,
        bare=loop[0] if loop else None,
        peers={peer.name: _peer_seconds(peer, workload) for peer in peers},
    )


def _peer_seconds(peer: Peer, workload: Workload) -> float | str:
    """The better of CPU and wall; or why there is none."""
    try:
        return min(medians([peer.load(workload)], PEER_ROUNDS)[0])
    except PeerError as error:
        peer.close()
        return str(error)


def _wall_row(name: str, workload: Workload, peers: Sequence[Peer]) -> WallRow:
    actions = [ours(workload, with_history=False)] + ([] if workload.is_jsonata else [bare(workload)])
    walls = [_least_wall(measuring(action)) for action in actions]
    return WallRow(
        name=name,
        workload=workload,
        ours=walls[0],
        bare=walls[1] if len(walls) > 1 else None,
        peers={peer.name: _peer_wall(peer, workload) for peer in peers},
    )


def _least_wall(measure: Measure) -> float:
    """The best of some runs, since a busy machine makes any of them slow."""
    return min(measure(1).wall for _ in range(3))


def _peer_wall(peer: Peer, workload: Workload) -> float | str:
    try:
        measure = peer.load(workload)
        first = measure(1).wall
        return first if first > LONG_SECONDS else _least_wall(measure)
    except PeerError as error:
        peer.close()
        return str(error)


def quick() -> int:
    """Gated ratios to the bare loop, each the best of at most three tries; and to moto, also through the API."""
    with ExitStack() as stack:
        peers = _opened(stack, ["moto"])
        say(header([peer.name for peer in peers]))
        rows = [_said(_best_row(name, peers if name == QUICK_WITH_PEERS else [])) for name in QUICK]
    say("")
    is_missed = api.quick()
    say(f"\n{machine_description()}")
    return int(is_missed or any(row.is_missed or row.is_behind for row in rows))


def _best_row(name: str, peers: Sequence[Peer]) -> Row:
    row = _row(name, WORKLOADS[name], peers)
    for _ in range(QUICK_TRIES - 1):
        if not row.is_missed:
            break
        row = _row(name, WORKLOADS[name], peers)
    return row


if __name__ == "__main__":
    sys.exit(main())
