/** Chooses one visit of a state: an iteration of a Map, a turn of a loop. */

import { sign } from '#shared/status.ts';
import type { ShownStep } from '#shared/wire.ts';
import { button, html } from './dom.ts';

export interface VisitChooser {
  readonly element: HTMLElement;
  show(visits: readonly ShownStep[], chosen: ShownStep): void;
}

export function visitChooser(chosen: (path: string) => void, signal: AbortSignal): VisitChooser {
  const list = html('select', { class: 'sfn-select', 'aria-label': 'Visit' });
  const position = html('span', { class: 'sfn-muted' });
  const earlier = button('‹', 'Previous visit', () => go(-1), signal);
  const later = button('›', 'Next visit', () => go(1), signal);
  const element = html('div', { class: 'sfn-visits' }, earlier, list, later, position);
  list.addEventListener('change', () => chosen(list.value), { signal });

  function go(step: number): void {
    const option = list.options[list.selectedIndex + step];
    if (option) chosen(option.value);
  }

  return {
    element,
    show(visits, { path }) {
      element.hidden = visits.length < 2;
      list.replaceChildren(...visits.map((visit, index) => choice(visit, index)));
      list.value = path;
      position.textContent = `${list.selectedIndex + 1} of ${visits.length}`;
      earlier.disabled = list.selectedIndex <= 0;
      later.disabled = list.selectedIndex === visits.length - 1;
    },
  };
}

/** The visit that is shown when nobody chose one: the last that failed, else the last. */
export function preferred(visits: readonly ShownStep[]): ShownStep | undefined {
  return visits.findLast(({ status }) => status === 'failed') ?? visits.at(-1);
}

function choice(visit: ShownStep, index: number): HTMLOptionElement {
  const name = visitName(visit) || `visit ${index + 1}`;
  return html('option', { value: visit.path }, `${sign(visit.status)} ${name}`);
}

/** Where a visit stands among those of its box: `item 3`, `item 3, visit 2`; "" for the first and only one. */
export function visitName({ path, node }: Pick<ShownStep, 'path' | 'node'>): string {
  const places = node.split('/');
  const words = path.split('/').flatMap((segment, index) => segmentWords(segment, places[index] ?? ''));
  return words.join(', ');
}

/** The index of a branch is part of its box, so it says nothing; that of an item is not. */
function segmentWords(segment: string, place: string): string[] {
  const [, visit, item] = /#(\d+)(?:\[(\d+)\])?$/.exec(segment) ?? [];
  const words: string[] = [];
  if (visit !== undefined && visit !== '1') words.push(`visit ${visit}`);
  if (item !== undefined && !place.endsWith(']')) words.push(`item ${item}`);
  return words;
}
