/** The graph as SVG, drawn once from the positions computed in Python; only its statuses change. */

import type { Graph, NodeState } from '#shared/wire.ts';
import { html, setAttributes, svg } from './dom.ts';
import { drawEdge, drawLabel } from './edge.ts';
import { type Box, drawMark, drawNode, isState } from './node.ts';
import { isArrow, neighbour } from './walk.ts';
import { type Zoom, zoomable } from './zoom.ts';

export interface GraphView {
  readonly element: HTMLElement;
  readonly zoom: Zoom;
  show(stateOf: (node: string) => NodeState): void;
  select(node: string | undefined): void;
  focus(node: string): void;
}

interface Options {
  readonly graph: Graph;
  /** Called with the id of a state when it is clicked or Enter is pressed on it. */
  readonly selected: (node: string) => void;
  readonly signal: AbortSignal;
}

export function drawGraph({ graph, selected, signal }: Options): GraphView {
  const boxes = new Map(graph.nodes.filter(isState).map((node) => [node.id, drawNode(node)]));
  const scene = svg('g', {}, ...layers(graph, boxes));
  const picture = svg('svg', { class: 'sfn-graph', role: 'group', 'aria-label': 'State machine' });
  picture.append(scene);
  const element = html('div', { class: 'sfn-viewport' }, picture);
  const zoom = zoomable({
    viewport: element,
    picture,
    scene,
    width: graph.width,
    height: graph.height,
    signal,
  });
  const keyboard = rove(boxes, zoom);
  keyboard.enter(boxes.keys().next().value);

  picture.addEventListener('click', (event) => choose(nodeOf(event.target)), { signal });
  picture.addEventListener('focusin', (event) => keyboard.enter(nodeOf(event.target)), { signal });
  picture.addEventListener('keydown', pressed, { signal });

  function choose(node: string | undefined): void {
    if (node !== undefined && !zoom.wasDragged()) selected(node);
  }

  function pressed(event: KeyboardEvent): void {
    const node = nodeOf(event.target);
    if (node === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') selected(node);
    else if (isArrow(event.key)) keyboard.focus(neighbour(graph, node, event.key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    element,
    zoom,
    show(stateOf) {
      for (const [id, box] of boxes) box.show(stateOf(id));
    },
    select(node) {
      for (const [id, box] of boxes) box.select(id === node);
    },
    focus(node) {
      keyboard.focus(node);
    },
  };
}

/** Containers, arrows, all other boxes, labels: nothing hides what it should not. */
function layers(graph: Graph, boxes: ReadonlyMap<string, Box>): SVGGElement[] {
  const drawnBoxes = [...boxes.values()];
  const containers = drawnBoxes.filter(({ node }) => node.is_container);
  const others = drawnBoxes.filter(({ node }) => !node.is_container);
  return [
    ...containers.map(({ element }) => element),
    ...graph.edges.map(drawEdge),
    ...graph.nodes.filter((node) => !isState(node)).map(drawMark),
    ...others.map(({ element }) => element),
    ...graph.edges.flatMap(({ label, kind }) => (label ? [drawLabel(label, kind)] : [])),
  ];
}

interface Keyboard {
  /** Makes a state the one that Tab reaches. */
  enter(node: string | undefined): void;
  focus(node: string | undefined): void;
}

/** One state is in the order of Tab, the others are reached by arrows. */
function rove(boxes: ReadonlyMap<string, Box>, zoom: Zoom): Keyboard {
  let current: Box | undefined;
  return {
    enter(node) {
      const box = node === undefined ? undefined : boxes.get(node);
      if (box === undefined) return;
      if (current) setAttributes(current.element, { tabindex: -1 });
      setAttributes(box.element, { tabindex: 0 });
      current = box;
    },
    focus(node) {
      const box = node === undefined ? undefined : boxes.get(node);
      if (box === undefined) return;
      box.element.focus({ preventScroll: true });
      zoom.reveal(box.node);
    },
  };
}

function nodeOf(target: EventTarget | null): string | undefined {
  const group = target instanceof Element ? target.closest('[data-node]') : null;
  return group?.getAttribute('data-node') ?? undefined;
}
