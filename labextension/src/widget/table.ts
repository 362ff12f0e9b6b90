/** The visits as a table: the graph for a screen reader. */

import type { State } from '#shared/state.ts';
import type { ShownStep } from '#shared/wire.ts';
import { statusPill } from './details.ts';
import { html } from './dom.ts';
import { duration } from './format.ts';
import { visitName } from './visits.ts';

export interface Table {
  readonly element: HTMLElement;
  show(state: State): void;
}

const COLUMNS = ['', 'State', 'Type', 'Status', 'Started after', 'Duration', 'Attempts'] as const;

export function stepTable(selected: (node: string, path: string) => void, signal: AbortSignal): Table {
  const body = html('tbody');
  const head = html('tr', {}, ...COLUMNS.map((name) => html('th', { scope: 'col' }, name)));
  const caption = html(
    'caption',
    { class: 'sfn-hidden' },
    'The visited states in the order in which they were entered',
  );
  const table = html('table', { class: 'sfn-table sfn-steps' }, caption, html('thead', {}, head), body);
  const note = html('p', { class: 'sfn-muted' });
  const element = html('div', { class: 'sfn-table-view', hidden: true }, note, table);

  // One listener for all rows: they are drawn anew with each patch.
  body.addEventListener(
    'click',
    ({ target }) => {
      const row = target instanceof Element ? target.closest('tr') : null;
      const { node, path } = row?.dataset ?? {};
      if (node !== undefined && path !== undefined) selected(node, path);
    },
    { signal },
  );

  return {
    element,
    show({ steps, leftOut, summary }) {
      const started = summary?.started ?? 0;
      body.replaceChildren(...steps.map((step, index) => row(step, leftOut + index + 1, started)));
      note.hidden = leftOut === 0;
      note.textContent = `The first ${leftOut} visits found no room in this view.`;
    },
  };
}

function row(step: ShownStep, number: number, started: number): HTMLTableRowElement {
  const where = visitName(step);
  const name = html('button', { type: 'button', class: 'sfn-text-button' }, step.name);
  const cells: (Node | string)[][] = [
    [String(number)],
    where ? [name, html('span', { class: 'sfn-muted' }, ` ${where}`)] : [name],
    [step.type],
    [statusPill(step.status)],
    [duration(step.entered - started)],
    [step.exited === null ? '…' : duration(step.exited - step.entered)],
    [step.attempts.length > 0 ? String(step.attempts.length) : ''],
  ];
  const place = { 'data-node': step.node, 'data-path': step.path };
  return html('tr', place, ...cells.map((content) => html('td', {}, ...content)));
}
