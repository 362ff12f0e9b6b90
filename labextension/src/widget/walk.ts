/** Where an arrow key leads: along the edges of the graph up and down, to the neighbour left and right. */

import type { Edge, Graph, Node } from '#shared/wire.ts';

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

const ARROWS: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

export function isArrow(key: string): key is Arrow {
  return ARROWS.includes(key);
}

export function isMark(node: Node): boolean {
  return node.type === 'Start' || node.type === 'End';
}

/** The id of the state that the arrow leads to; undefined where there is none. */
export function neighbour(graph: Graph, id: string, arrow: Arrow): string | undefined {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const here = nodes.get(id);
  if (here === undefined) return undefined;
  switch (arrow) {
    case 'ArrowDown':
      return closest(here, follow(graph, nodes, here, 'forward'));
    case 'ArrowUp':
      return closest(here, follow(graph, nodes, here, 'backward'));
    case 'ArrowLeft':
      return closest(here, beside(graph, nodes, here, -1));
    case 'ArrowRight':
      return closest(here, beside(graph, nodes, here, 1));
  }
}

type Nodes = ReadonlyMap<string, Node>;
type Direction = 'forward' | 'backward';

/** The states one edge further. Marks are no stops: they lead into a container or out of it. */
function follow(graph: Graph, nodes: Nodes, here: Node, direction: Direction): Node[] {
  const found: Node[] = here.is_container && direction === 'forward' ? inside(graph, nodes, here) : [];
  if (found.length > 0) return found;
  return beyond(graph, nodes, here, direction);
}

function beyond(graph: Graph, nodes: Nodes, here: Node, direction: Direction): Node[] {
  const found: Node[] = [];
  for (const edge of graph.edges) {
    const [from, to] = ends(edge, direction);
    const next = from === here.id ? nodes.get(to) : undefined;
    if (next === undefined || next.id === here.id) continue;
    found.push(...(isMark(next) ? leave(graph, nodes, next, direction) : [next]));
  }
  return found;
}

function leave(graph: Graph, nodes: Nodes, mark: Node, direction: Direction): Node[] {
  const container = nodes.get(mark.parent);
  if (container === undefined) return [];
  return direction === 'backward' ? [container] : beyond(graph, nodes, container, direction);
}

function inside(graph: Graph, nodes: Nodes, container: Node): Node[] {
  const starts = graph.nodes.filter((node) => node.parent === container.id && node.type === 'Start');
  return starts.flatMap((start) => beyond(graph, nodes, start, 'forward'));
}

function ends(edge: Edge, direction: Direction): [string, string] {
  return direction === 'forward' ? [edge.source, edge.target] : [edge.target, edge.source];
}

/** States on the same height, on one side, that neither contain `here` nor lie inside it. */
function beside(graph: Graph, nodes: Nodes, here: Node, side: 1 | -1): Node[] {
  return graph.nodes.filter(
    (node) =>
      !isMark(node) &&
      (middle(node).x - middle(here).x) * side > 0 &&
      node.y < here.y + here.height &&
      here.y < node.y + node.height &&
      !contains(nodes, node, here) &&
      !contains(nodes, here, node),
  );
}

function contains(nodes: Nodes, outer: Node, inner: Node): boolean {
  for (let at = nodes.get(inner.parent); at !== undefined; at = nodes.get(at.parent)) {
    if (at.id === outer.id) return true;
  }
  return false;
}

function closest(here: Node, candidates: readonly Node[]): string | undefined {
  const from = middle(here);
  const distance = (node: Node) => Math.hypot(middle(node).x - from.x, middle(node).y - from.y);
  return [...candidates].sort((one, other) => distance(one) - distance(other))[0]?.id;
}

function middle(node: Node): { x: number; y: number } {
  return { x: node.x + node.width / 2, y: node.y + node.height / 2 };
}
