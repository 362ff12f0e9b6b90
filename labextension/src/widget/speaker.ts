/** One line that a screen reader speaks when it changes. */

import { html } from './dom.ts';

export interface Speaker {
  readonly element: HTMLElement;
  say(text: string): void;
}

/** Says at most one thing a second, the newest: a fast run must not talk for minutes. */
export function speaker(signal: AbortSignal): Speaker {
  const element = html('div', { class: 'sfn-hidden', 'aria-live': 'polite', role: 'status' });
  let waiting: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer));

  function speak(): void {
    timer = undefined;
    if (waiting === undefined || waiting === element.textContent) return;
    element.textContent = waiting;
    waiting = undefined;
    timer = setTimeout(speak, 1000);
  }

  return {
    element,
    say(text) {
      waiting = text;
      if (timer === undefined) speak();
    },
  };
}
