/** An arrow and its label. */

import type { Edge, Label, Point } from '#shared/wire.ts';
import { svg } from './dom.ts';

const HEAD_LENGTH = 8;
const HEAD_SIDE = 3.6;

export function drawEdge({ kind, points }: Edge): SVGGElement {
  return svg(
    'g',
    { class: `sfn-edge sfn-edge-${kind}`, 'aria-hidden': 'true' },
    svg('path', { class: 'sfn-line', d: curve(points) }),
    svg('path', { class: 'sfn-tip', d: tip(points) }),
  );
}

export function drawLabel({ at, width, height, text, title }: Label, kind: Edge['kind']): SVGGElement {
  const box = { x: at.x - width / 2, y: at.y - height / 2, width, height, rx: height / 2 };
  return svg(
    'g',
    { class: `sfn-label sfn-edge-${kind}`, 'aria-hidden': 'true' },
    svg('title', {}, title),
    svg('rect', box),
    svg('text', { x: at.x, y: at.y + 3.8 }, text),
  );
}

/** `points[0]`, then pieces of three points each: two controls and an end. */
export function curve([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return '';
  return `M${first.x} ${first.y}C${rest.map(({ x, y }) => `${x} ${y}`).join(' ')}`;
}

/** A triangle with its point at the end of the curve, along its last piece. */
function tip(points: readonly Point[]): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined) return '';
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const dx = (end.x - before.x) / length;
  const dy = (end.y - before.y) / length;
  const x = end.x - dx * HEAD_LENGTH;
  const y = end.y - dy * HEAD_LENGTH;
  const one = `${x - dy * HEAD_SIDE} ${y + dx * HEAD_SIDE}`;
  const other = `${x + dy * HEAD_SIDE} ${y - dx * HEAD_SIDE}`;
  return `M${end.x} ${end.y}L${one}L${other}z`;
}
