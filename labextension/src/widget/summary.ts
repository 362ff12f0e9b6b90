/** The head of an execution: its status, name, times and error, as on the execution page of the AWS console. */

import { LOOKS } from '#shared/palette.ts';
import { textOf } from '#shared/text.ts';
import type { WireSummary } from '#shared/wire.ts';
import { statusPill } from './details.ts';
import { html } from './dom.ts';
import { duration, moment } from './format.ts';

export interface SummaryView {
  readonly element: HTMLElement;
  show(summary: WireSummary): void;
}

export function summaryHead(): SummaryView {
  const status = html('span', { class: 'sfn-summary-status' });
  const name = html('span', { class: 'sfn-summary-name' });
  const facts = html('div', { class: 'sfn-summary-facts' });
  const head = html('div', { class: 'sfn-summary-line' }, status, name, facts);
  const banner = html('div', { class: 'sfn-banner', role: 'note', hidden: true });
  return {
    element: html('header', { class: 'sfn-summary' }, head, banner),
    show(summary) {
      status.replaceChildren(statusPill(LOOKS[summary.status], capital(summary.status)));
      name.textContent = summary.name;
      facts.replaceChildren(...factsOf(summary).map(([term, text]) => drawFact(term, text)));
      banner.hidden = !summary.error && !summary.cause;
      banner.replaceChildren(
        html('strong', {}, summary.error ?? 'No error name'),
        html('span', {}, textOf(summary.cause)),
      );
    },
  };
}

function drawFact(term: string, text: string): HTMLElement {
  return html('span', { class: 'sfn-fact' }, html('span', { class: 'sfn-muted' }, term), html('b', {}, text));
}

/** `TIMED_OUT` as `Timed out`. */
function capital(status: string): string {
  return `${status.charAt(0)}${status.slice(1).toLowerCase().replace('_', ' ')}`;
}

function factsOf({ started, ended, transitions }: WireSummary): [string, string][] {
  const facts: [string, string][] = [['Transitions', String(transitions)]];
  if (ended !== null) facts.unshift(['Duration', duration(ended - started)]);
  if (started > 0) facts.push(['Started', moment(started).slice(0, 19)]);
  return facts;
}
