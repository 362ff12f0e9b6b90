/** The head of an execution: its status, name, times and error, as on the execution page of the AWS console. */

import type { Summary } from '../shared/wire.ts';
import { statusPill } from './details.ts';
import { html } from './dom.ts';
import { duration, moment } from './format.ts';

export interface SummaryView {
  readonly element: HTMLElement;
  show(summary: Summary): void;
}

export function summaryHead(): SummaryView {
  const status = html('span', { class: 'sfn-summary-status' });
  const name = html('span', { class: 'sfn-summary-name' });
  const facts = html('dl', { class: 'sfn-summary-facts' });
  const head = html('div', { class: 'sfn-summary-line' }, status, name, facts);
  const banner = html('div', { class: 'sfn-banner', role: 'note', hidden: true });
  return {
    element: html('header', { class: 'sfn-summary' }, head, banner),
    show(summary) {
      status.replaceChildren(statusPill(summary.status));
      name.textContent = summary.name;
      name.title = summary.title;
      facts.replaceChildren(...factsOf(summary).flatMap(([term, text]) => [html('dt', {}, term), html('dd', {}, text)]));
      banner.hidden = !summary.error && !summary.cause;
      banner.replaceChildren(html('strong', {}, summary.error ?? 'Failed'), html('span', {}, summary.cause ?? ''));
    },
  };
}

function factsOf({ started, elapsed, transitions }: Summary): [string, string][] {
  const facts: [string, string][] = [
    ['Duration', duration(elapsed)],
    ['Transitions', String(transitions)],
  ];
  if (started !== null) facts.push(['Started', moment(started).slice(0, 19)]);
  return facts;
}
