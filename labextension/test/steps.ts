/** Visits for tests. */

import type { NodeState, Pushed, ShownStep } from '../src/shared/wire.ts';

export function step(path: string, node: string, more: Partial<ShownStep> = {}): ShownStep {
  return {
    path,
    node,
    name: node.slice(node.lastIndexOf('/') + 1),
    type: 'Task',
    status: 'succeeded',
    entered_event_id: 2,
    entered: 1000,
    exited: 2000,
    stages: [],
    attempts: [],
    error: null,
    cause: null,
    event_ids: [],
    printed: null,
    waits_for: null,
    times_out: null,
    heartbeat_seconds: null,
    events: [],
    ...more,
  };
}

export function nodeState(node: string, more: Partial<NodeState> = {}): NodeState {
  return { node, status: 'succeeded', visits: 1, attempts: 1, iterations: null, badge: '', ...more };
}

export function pushed(revision: number, steps: ShownStep[], nodes: NodeState[] = []): Pushed {
  return { revision, steps, nodes, left_out: 0 };
}
