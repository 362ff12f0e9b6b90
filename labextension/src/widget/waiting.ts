/** A task that waits for somebody outside: its token, since when, and the forms that answer it. */

import { textOf } from '#shared/text.ts';
import type { ShownStep, WireValue } from '#shared/wire.ts';
import { copyButton } from './copy.ts';
import { WAITING } from './details.ts';
import { html, labelled, setAttributes, textButton } from './dom.ts';
import { moment } from './format.ts';
import type { Kernel, Question } from './kernel.ts';

export interface WaitingTask {
  readonly element: HTMLElement;
  show(visit: ShownStep | undefined): void;
}

type Form = 'succeed' | 'fail';

export function waitingTask(kernel: Kernel, signal: AbortSignal): WaitingTask {
  let path = '';
  let open: Form | undefined;
  const head = html('p', { class: 'sfn-waiting-head' });
  const limits = html('p', { class: 'sfn-muted' });
  const token = html('div', { class: 'sfn-token' });
  const busy = html('p', { class: 'sfn-muted' }, 'The kernel is busy: this works when it is idle.');
  const said = html('p', { class: 'sfn-said', role: 'status' });
  const output = html('textarea', { class: 'sfn-field-text', rows: 3, spellcheck: 'false' });
  const error = html('input', { class: 'sfn-field-text', type: 'text' });
  const cause = html('input', { class: 'sfn-field-text', type: 'text' });
  const buttons = {
    succeed: textButton('Succeed…', () => toggle('succeed'), signal),
    fail: textButton('Fail…', () => toggle('fail'), signal),
    heartbeat: textButton('Heartbeat', () => void send({ ask: 'heartbeat', path }, 'Heartbeat sent'), signal),
  };
  const forms = {
    succeed: form('Result', [labelled('Result, as JSON', output)], 'Send result'),
    fail: form('Failure', [labelled('Error', error), labelled('Cause', cause)], 'Send failure'),
  };
  const row = html('div', { class: 'sfn-actions' }, buttons.succeed, buttons.fail, buttons.heartbeat);
  const element = html(
    'section',
    { class: 'sfn-waiting', 'aria-label': 'Waits for an answer', hidden: true },
    head,
    limits,
    token,
    row,
    busy,
    forms.succeed,
    forms.fail,
    said,
  );
  output.value = '{}';

  function form(label: string, fields: HTMLElement[], send: string): HTMLFormElement {
    const made = html('form', { class: 'sfn-form', 'aria-label': label, hidden: true }, ...fields);
    const submit = html('button', { type: 'submit', class: 'sfn-action sfn-primary' }, send);
    made.append(html('div', { class: 'sfn-actions' }, submit, textButton('Cancel', close, signal)));
    made.addEventListener('submit', submitted, { signal });
    made.addEventListener('keydown', pressed, { signal });
    return made;
  }

  /** Enter sends, in the lines of JSON with Ctrl or ⌘: Lab keeps the browser from doing so. Esc closes. */
  function pressed(event: KeyboardEvent): void {
    const { key, target, currentTarget } = event;
    const isSending = target instanceof HTMLInputElement || event.ctrlKey || event.metaKey;
    if (key === 'Escape') close();
    else if (key === 'Enter' && isSending && currentTarget instanceof HTMLFormElement)
      currentTarget.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function close(): void {
    const was = open;
    toggle(undefined);
    if (was !== undefined) buttons[was].focus();
  }

  function submitted(event: SubmitEvent): void {
    event.preventDefault();
    if (open === 'fail') {
      void send({ ask: 'fail', path, error: error.value, cause: cause.value }, 'Failure sent');
      return;
    }
    const wrong = jsonMistake(output.value);
    setAttributes(output, { 'aria-invalid': wrong !== undefined });
    if (wrong !== undefined) {
      say(wrong, true);
      output.focus();
    } else void send({ ask: 'succeed', path, output: output.value }, 'Result sent');
  }

  async function send(question: Question, done: string): Promise<void> {
    const about = path;
    say('Sending…');
    const refused = await kernel.ask(question);
    if (about !== path) return;
    if (refused === null) toggle(undefined);
    say(refused ?? done, refused !== null);
  }

  function toggle(wanted: Form | undefined): void {
    open = wanted === open ? undefined : wanted;
    forms.succeed.hidden = open !== 'succeed';
    forms.fail.hidden = open !== 'fail';
    for (const name of ['succeed', 'fail'] as const)
      setAttributes(buttons[name], { 'aria-expanded': String(open === name) });
    say('');
    if (open === 'succeed') output.focus();
    if (open === 'fail') error.focus();
  }

  function say(text: string, isWrong = false): void {
    said.textContent = text;
    said.classList.toggle('sfn-wrong', isWrong);
    said.hidden = text === '';
  }

  toggle(undefined);
  return {
    element,
    show(visit) {
      const isWaiting = visit !== undefined && visit.waits_for !== null;
      element.hidden = !isWaiting;
      if (!isWaiting) return;
      if (visit.path !== path) {
        path = visit.path;
        toggle(undefined);
      }
      const since = visit.attempts.at(-1)?.started ?? visit.entered;
      head.replaceChildren(`${WAITING[visit.waits_for]} since ${second(since)}`);
      limits.textContent = limitsOf(visit);
      limits.hidden = limits.textContent === '';
      drawToken(token, visit.stages.find(({ name }) => name === 'taskToken')?.value);
      busy.hidden = kernel.presence() !== 'silent';
      const isThere = kernel.presence() === 'there';
      for (const button of row.querySelectorAll('button')) button.disabled = !isThere;
      for (const button of element.querySelectorAll<HTMLButtonElement>('[type="submit"]'))
        button.disabled = !isThere;
    },
  };
}

/** Until when it may wait, and how often somebody has to say that he works on it; empty without limits. */
export function limitsOf(visit: ShownStep): string {
  const parts: string[] = [];
  if (visit.times_out !== null) parts.push(`Times out at ${second(visit.times_out)}`);
  if (visit.heartbeat_seconds !== null) parts.push(`Heartbeat at least every ${visit.heartbeat_seconds} s`);
  return parts.join(' · ');
}

function second(milliseconds: number): string {
  return moment(milliseconds).slice(0, 19);
}

function drawToken(element: HTMLElement, value: WireValue | undefined): void {
  const text = value === undefined || value.truncated ? '' : textOf(value);
  element.hidden = text === '';
  if (text === '' || element.title === text) return;
  element.title = text;
  const code = html('code', { class: 'sfn-token-text' }, html('bdi', { dir: 'ltr' }, text));
  element.replaceChildren(
    html('span', { class: 'sfn-muted' }, 'Token'),
    code,
    copyButton('Copy the token', text),
  );
}

/** Why a text is not JSON; undefined if it is. */
export function jsonMistake(text: string): string | undefined {
  if (text.trim() === '')
    return 'Nothing is written: a result is JSON, as {"approved": true}, "text" or null.';
  try {
    JSON.parse(text);
    return undefined;
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return `This is not JSON: ${why}.`;
  }
}
