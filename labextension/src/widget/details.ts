/** What happened in one visit of a state: times, attempts, error and cause. */

import { className, sign } from '#shared/status.ts';
import { textOf } from '#shared/text.ts';
import type { ShownStep, Status, WaitsFor, WireAttempt } from '#shared/wire.ts';
import { html } from './dom.ts';
import { duration, moment } from './format.ts';

export const WAITING: Readonly<Record<WaitsFor, string>> = {
  callback: 'Waits for a callback',
  activity: 'Waits for a worker',
};

export function drawDetails(step: ShownStep): HTMLElement {
  const facts: [string, Node | string][] = [
    ['Status', statusPill(step.status, step.waits_for === null ? undefined : WAITING[step.waits_for])],
    ['Type', step.type],
    ['Entered', moment(step.entered)],
  ];
  if (step.exited !== null)
    facts.push(['Exited', moment(step.exited)], ['Duration', duration(step.exited - step.entered)]);
  if (step.error) facts.push(['Error', html('code', {}, step.error)]);
  if (step.cause) facts.push(['Cause', html('div', { class: 'sfn-cause' }, textOf(step.cause))]);
  const list = html(
    'dl',
    { class: 'sfn-facts' },
    ...facts.flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)]),
  );
  const parts: Node[] = [list];
  if (step.attempts.length > 0)
    parts.push(html('h4', { class: 'sfn-heading' }, 'Attempts'), drawAttempts(step.attempts));
  return html('div', {}, ...parts);
}

export function statusPill(status: Status, text = words(status)): HTMLElement {
  const glyph = html('span', { 'aria-hidden': 'true' }, sign(status));
  return html('span', { class: `sfn-pill ${className(status)}` }, glyph, text);
}

function words(status: Status): string {
  return status.charAt(0).toUpperCase() + status.slice(1);
}

function drawAttempts(attempts: readonly WireAttempt[]): HTMLElement {
  const head = html(
    'tr',
    {},
    ...['', 'Started', 'Duration', 'Result'].map((name) => html('th', { scope: 'col' }, name)),
  );
  const rows = attempts.map((attempt, index) =>
    html(
      'tr',
      {},
      html('td', {}, String(index + 1)),
      html('td', {}, moment(attempt.started)),
      html('td', {}, attempt.ended === null ? '…' : duration(attempt.ended - attempt.started)),
      html('td', {}, result(attempt)),
    ),
  );
  return html('table', { class: 'sfn-table' }, html('thead', {}, head), html('tbody', {}, ...rows));
}

function result({ error, cause, ended }: WireAttempt): Node | string {
  if (ended === null) return 'in progress';
  if (error === null && cause === null) return 'succeeded';
  return html('code', { title: textOf(cause) }, error ?? 'failed');
}
