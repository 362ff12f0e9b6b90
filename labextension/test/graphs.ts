/** Graphs for tests: boxes of 100 by 40 at given places. */

import type { Edge, Graph, Node } from '../src/shared/wire.ts';

export function box(id: string, x: number, y: number, more: Partial<Node> = {}): Node {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const words = { name, label: name, type: 'Pass', subtitle: '', caption: 'Pass' };
  return { id, ...words, x, y, width: 100, height: 40, is_container: false, parent: '', ...more };
}

export function edge(source: string, target: string): Edge {
  return { id: `${source}>${target}`, source, target, kind: 'next', points: [], label: null };
}

export function graph(nodes: readonly Node[], edges: readonly Edge[]): Graph {
  return { width: 1000, height: 1000, nodes, edges };
}
