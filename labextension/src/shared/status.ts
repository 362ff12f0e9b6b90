/** How a status looks besides its colour: a sign and a border; never colour alone. */

import { SIGNS } from './palette.ts';
import type { Status } from './wire.ts';

/** Names the colours and the border in the style sheet: `sfn-caught-error`. */
export function className(status: Status): string {
  return `sfn-${status.replace(' ', '-')}`;
}

export function sign(status: Status): string {
  return SIGNS[status];
}

export const ALL_CLASS_NAMES: readonly string[] = [
  className('in progress'),
  className('succeeded'),
  className('failed'),
  className('caught error'),
  className('cancelled'),
  className('not reached'),
];

/** `1 visit`, `3 visits`. */
export function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
