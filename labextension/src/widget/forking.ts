/** The line that goes on from a visit in a new execution: a cell that holds it can be run again. */

import type { ShownStep } from '#shared/wire.ts';
import { copyButton } from './copy.ts';
import { html, setAttributes, textButton } from './dom.ts';
import type { Kernel } from './kernel.ts';

export interface Forking {
  readonly element: HTMLElement;
  show(visit: ShownStep | undefined, isLast: boolean): void;
}

const MOST_INPUT = 400;

export function forking(kernel: Kernel, signal: AbortSignal): Forking {
  let isOpen = false;
  let shown = '';
  const toggle = textButton('Fork from here', () => turn(!isOpen), signal);
  const line = html('div', { class: 'sfn-fork-line' });
  const about = html(
    'p',
    { class: 'sfn-muted' },
    'Run this in a cell. It goes on from this state in a new execution; what happened before is taken over.',
  );
  const body = html('div', { class: 'sfn-fork-body' }, line, about);
  const element = html('section', { class: 'sfn-fork', 'aria-label': 'Fork', hidden: true }, toggle, body);

  function turn(to: boolean): void {
    isOpen = to;
    body.hidden = !isOpen;
    setAttributes(toggle, { 'aria-expanded': String(isOpen) });
    if (isOpen) element.scrollIntoView({ block: 'nearest' });
  }

  turn(false);
  return {
    element,
    show(visit, isLast) {
      const name = kernel.standing()?.name ?? '';
      element.hidden = visit === undefined || name === '';
      toggle.disabled = kernel.presence() === 'gone';
      if (visit === undefined || name === '') return;
      const text = forkLine(name, visit, isLast);
      if (text === shown) return;
      shown = text;
      line.replaceChildren(
        html('pre', { class: 'sfn-json', tabindex: 0 }, text),
        copyButton('Copy the line', text),
      );
    },
  };
}

/** `isLast`: the name of the state alone means this visit. */
export function forkLine(execution: string, visit: ShownStep, isLast: boolean): string {
  const words = ['%sfn fork', quoted(execution), '--at', quoted(isLast ? visit.name : visit.path)];
  const input = visit.stages.find(({ name }) => name === 'input')?.value;
  if (input !== undefined && !input.truncated && input.text.length <= MOST_INPUT)
    words.push('--input', quoted(input.text, true));
  return words.join(' ');
}

/** As a shell reads it: in single quotes where it needs them. */
function quoted(text: string, isAlways = false): string {
  if (!isAlways && /^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
