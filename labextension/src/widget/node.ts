/** A box: a state, a container, or a mark for START and END. */

import { ICON_PATHS, SIGN_PATHS } from '#shared/palette.ts';
import { ALL_CLASS_NAMES, className, counted } from '#shared/status.ts';
import type { Node, NodeState } from '#shared/wire.ts';
import { setAttributes, svg } from './dom.ts';
import { isMark } from './walk.ts';

const RADIUS = 8;
const HEAD = 46;
const ICON_LEFT = 22;
const ICON_TOP = 23;
const TEXT_LEFT = 42;
const NAME_TOP = 20;
const CAPTION_TOP = 35.5;
const BADGE_HEIGHT = 16;
const BADGE_LETTER = 6.2;

export interface Box {
  readonly node: Node;
  readonly element: SVGGElement;
  show(state: NodeState): void;
  select(selected: boolean): void;
}

/** A box that can be focused; whoever draws it listens to it. */
export function drawNode(node: Node): Box {
  const sign = svg('path', { class: 'sfn-sign-stroke' });
  const badge = drawBadge(node);
  const told = svg('title');
  const element = svg(
    'g',
    {
      class: `sfn-node${node.is_container ? ' sfn-container' : ''}`,
      role: 'button',
      tabindex: -1,
      'data-node': node.id,
    },
    told,
    ...outline(node),
    ...words(node),
    badge.element,
    drawSign(node, sign),
  );
  return {
    node,
    element,
    show(state) {
      element.classList.remove(...ALL_CLASS_NAMES);
      element.classList.add(className(state.status));
      setAttributes(sign, { d: SIGN_PATHS[state.status] ?? '' });
      badge.show(state.badge);
      told.textContent = node.subtitle
        ? `${node.name}\n${node.type}: ${node.subtitle}`
        : `${node.name}\n${node.type}`;
      setAttributes(element, { 'aria-label': describe(node, state) });
    },
    select(selected) {
      element.classList.toggle('sfn-selected', selected);
      setAttributes(element, { 'aria-pressed': String(selected) });
    },
  };
}

/** A round or a dot that nobody can select. */
export function drawMark(node: Node): SVGGElement {
  const { x, y, width, height, label } = node;
  const shape = svg('rect', { x, y, width, height, rx: height / 2 });
  const at = { x: x + width / 2, y: y + height / 2 + 4 };
  const inner = label
    ? svg('text', at, label)
    : svg('circle', { cx: x + width / 2, cy: y + height / 2, r: width / 2 - 3 });
  const kind = label ? 'sfn-mark' : `sfn-mark sfn-dot-${node.type.toLowerCase()}`;
  return svg('g', { class: kind, 'aria-hidden': 'true' }, shape, inner);
}

/** What a screen reader says: `Task state Charge, failed, 2 attempts`. */
export function describe(node: Node, { status, visits, attempts, iterations }: NodeState): string {
  const parts = [`${node.type} state ${node.name}`, status];
  if (visits > 1) parts.push(counted(visits, 'visit'));
  else if (attempts > 1) parts.push(counted(attempts, 'attempt'));
  if (iterations) parts.push(`${iterations.succeeded} of ${counted(iterations.total, 'item')} succeeded`);
  return parts.join(', ');
}

export function isState(node: Node): boolean {
  return !isMark(node);
}

/** The border, a second one that only a double border shows, and the head of a container or the shadows of a Map. */
function outline({ x, y, width, height, type, is_container }: Node): SVGElement[] {
  const box = svg('rect', { class: 'sfn-box', x, y, width, height, rx: RADIUS });
  const inset = { x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: RADIUS - 3 };
  const parts: SVGElement[] = [box, svg('rect', { class: 'sfn-double', ...inset })];
  if (is_container)
    parts.splice(1, 0, svg('path', { class: 'sfn-head', d: head(x, y, width) }), frame(x, y, width, height));
  if (type === 'Map')
    parts.unshift(...[3.5, 7].map((step) => shadow(x + step, y + height + step, width - 2 * step)));
  return parts;
}

function head(x: number, y: number, width: number): string {
  const corner = `a${RADIUS} ${RADIUS} 0 0 1 `;
  const left = `M${x} ${y + HEAD}V${y + RADIUS}${corner}${RADIUS} -${RADIUS}`;
  return `${left}H${x + width - RADIUS}${corner}${RADIUS} ${RADIUS}V${y + HEAD}z`;
}

/** The border once more, above the head that covers it. */
function frame(x: number, y: number, width: number, height: number): SVGRectElement {
  return svg('rect', { class: 'sfn-box sfn-frame', x, y, width, height, rx: RADIUS });
}

function shadow(x: number, y: number, width: number): SVGPathElement {
  return svg('path', { class: 'sfn-stack', d: `M${x + RADIUS} ${y}h${width - 2 * RADIUS}` });
}

function words({ x, y, type, label, caption }: Node): SVGElement[] {
  const place = `translate(${x + ICON_LEFT} ${y + ICON_TOP})`;
  return [
    svg('path', { class: 'sfn-icon', d: ICON_PATHS[type] ?? '', transform: place }),
    svg('text', { class: 'sfn-name', x: x + TEXT_LEFT, y: y + NAME_TOP }, label),
    svg('text', { class: 'sfn-caption', x: x + TEXT_LEFT, y: y + CAPTION_TOP }, caption),
  ];
}

function drawSign({ x, y, width }: Node, stroke: SVGPathElement): SVGGElement {
  const place = `translate(${x + width - 4} ${y + 3})`;
  return svg('g', { class: 'sfn-sign', transform: place }, svg('circle', { r: 8.5 }), stroke);
}

function drawBadge({ x, y, width, height, is_container }: Node): {
  element: SVGGElement;
  show(text: string): void;
} {
  const top = y + (is_container ? HEAD : height) - BADGE_HEIGHT / 2;
  const box = svg('rect', { y: top, height: BADGE_HEIGHT, rx: BADGE_HEIGHT / 2 });
  const text = svg('text', { y: top + 11.5 });
  return {
    element: svg('g', { class: 'sfn-badge' }, box, text),
    show(words) {
      const wide = words ? words.length * BADGE_LETTER + 12 : 0;
      const left = x + width - wide - 10;
      setAttributes(box, { x: left, width: wide });
      setAttributes(text, { x: left + wide / 2 });
      text.textContent = words;
    },
  };
}
