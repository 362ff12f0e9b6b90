/** The head of an execution: its status, name, times and error, as on the execution page of the AWS console. */

import { LOOKS } from '#shared/palette.ts';
import { textOf } from '#shared/text.ts';
import type { WireSummary } from '#shared/wire.ts';
import { statusPill } from './details.ts';
import { html, textButton } from './dom.ts';
import { duration, moment } from './format.ts';
import type { Kernel, Presence } from './kernel.ts';

export interface SummaryView {
  readonly element: HTMLElement;
  /** `last`: when something happened last, in milliseconds on the clock of the execution. */
  show(summary: WireSummary, last: number): void;
}

const TICK = 1000;
const MOST_OF_A_NAME = 24;
const ABSENT: Readonly<Partial<Record<Presence, string>>> = {
  silent: 'The kernel is busy, and does this when it is idle.',
  gone: 'The kernel is gone: this is how the execution stood. %sfn resume lets it go on in a new kernel.',
};

export function summaryHead(kernel: Kernel, signal: AbortSignal): SummaryView {
  let shown: WireSummary | undefined;
  let asked = '';
  let last = 0;
  let isAsking = false;
  let since = performance.now();
  const status = html('span', { class: 'sfn-summary-status' });
  const name = html('span', { class: 'sfn-summary-name' });
  const facts = html('div', { class: 'sfn-summary-facts' });
  const stop = textButton('Stop', () => void act('stop'), signal);
  const redrive = textButton('Redrive', () => void act('redrive'), signal);
  stop.title = 'Abort this execution';
  redrive.title = 'Do again what did not succeed, in the background, and go on';
  const head = html('div', { class: 'sfn-summary-line' }, status, name, facts, stop, redrive);
  const banner = html('div', { class: 'sfn-banner', role: 'note', hidden: true });
  const note = html('p', { class: 'sfn-note', role: 'status', hidden: true });
  const timer = setInterval(drawFacts, TICK);
  signal.addEventListener('abort', () => clearInterval(timer));

  async function act(ask: 'stop' | 'redrive'): Promise<void> {
    say('');
    isAsking = true;
    const refused = await kernel.ask({ ask });
    isAsking = false;
    say(refused ?? '');
  }

  function say(text: string): void {
    note.textContent = text;
    note.hidden = text === '';
  }

  /** What can be done changes with the status; only Python knows it. */
  function askHow({ status: now }: WireSummary): void {
    if (asked === now) return;
    asked = now;
    void kernel.ask({ ask: 'how' });
  }

  function drawButtons(isRunning: boolean): void {
    const standing = kernel.standing();
    const isThere = kernel.presence() === 'there';
    stop.hidden = !(isRunning && standing?.can_stop);
    redrive.hidden = isRunning || !standing?.can_redrive;
    stop.disabled = redrive.disabled = !isThere;
    drawNote(isRunning || standing?.can_redrive === true);
  }

  /** `matters`: there is something to press, or would be. */
  function drawNote(matters: boolean): void {
    const absent = ABSENT[kernel.presence()];
    const isShown = isAsking || (matters && kernel.presence() === 'gone');
    if (absent !== undefined && isShown) say(absent);
    else if (Object.values(ABSENT).includes(note.textContent ?? '')) say('');
  }

  function elapsed(summary: WireSummary): number {
    const standing = kernel.standing();
    const passed = kernel.presence() === 'there' ? performance.now() - since : 0;
    return Math.max(last - summary.started, standing?.elapsed ?? 0) + passed * (standing?.pace ?? 0);
  }

  function drawFacts(): void {
    if (shown === undefined) return;
    const running = shown.ended === null ? elapsed(shown) : undefined;
    facts.replaceChildren(...factsOf(shown, running).map(([term, text]) => drawFact(term, text)));
  }

  return {
    element: html('header', { class: 'sfn-summary' }, head, banner, note),
    show(summary, moved) {
      const isNew = shown?.status !== summary.status || moved !== last;
      if (isNew) since = performance.now();
      shown = summary;
      last = moved;
      askHow(summary);
      status.replaceChildren(statusPill(LOOKS[summary.status], capital(summary.status)));
      name.textContent = summary.name;
      drawFacts();
      drawButtons(summary.status === 'RUNNING');
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

/** `running`: milliseconds since the start of one that has not ended. */
function factsOf(
  { started, ended, transitions, parent }: WireSummary,
  running: number | undefined,
): [string, string][] {
  const facts: [string, string][] = [['Transitions', String(transitions)]];
  if (ended !== null) facts.unshift(['Duration', duration(ended - started)]);
  if (running !== undefined && started > 0) facts.unshift(['Elapsed', wholeSeconds(running)]);
  if (started > 0) facts.push(['Started', moment(started).slice(0, 19)]);
  if (parent !== null) facts.push(['Forked from', `${shortened(parent.name)}, event ${parent.event_id}`]);
  return facts;
}

function shortened(name: string): string {
  return name.length > MOST_OF_A_NAME ? `${name.slice(0, 8)}…` : name;
}

function wholeSeconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds === 0 ? '0 s' : duration(seconds * 1000);
}
