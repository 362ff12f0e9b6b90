/** The events of one visit, and what its handlers printed. */

import { textOf } from '#shared/text.ts';
import type { ShownStep } from '#shared/wire.ts';
import { html } from './dom.ts';
import { duration } from './format.ts';

export function drawEvents(step: ShownStep): HTMLElement {
  const head = html('tr', {}, ...['Id', 'Event', 'After'].map((name) => html('th', { scope: 'col' }, name)));
  const rows = step.events.map(({ id, type, at }) =>
    html(
      'tr',
      {},
      html('td', {}, String(id)),
      html('td', {}, type),
      html('td', { class: 'sfn-muted' }, duration(at - step.entered)),
    ),
  );
  return html('table', { class: 'sfn-table' }, html('thead', {}, head), html('tbody', {}, ...rows));
}

export function drawPrinted({ printed }: ShownStep): HTMLElement {
  if (printed === null) return html('p', { class: 'sfn-muted' }, 'Nothing was printed');
  return html('pre', { class: 'sfn-json', tabindex: 0 }, textOf(printed));
}
