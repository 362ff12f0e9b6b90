/** Buttons that copy the text beside them. */

import { html } from './dom.ts';

const SAID_FOR = 1500;

/** Copies the JSON of the stage that it stands in, or a text of its own. */
export function copyButton(title = 'Copy as JSON', text?: string): HTMLButtonElement {
  const own = text === undefined ? {} : { 'data-text': text };
  const attributes = { type: 'button', class: 'sfn-button sfn-copy', title, 'aria-label': title, ...own };
  return html('button', attributes, 'Copy');
}

/** One listener for all copy buttons below an element: they come and go with what they copy. */
export function copyOnClick(element: HTMLElement, signal: AbortSignal): void {
  element.addEventListener(
    'click',
    ({ target }) => {
      const pressed = target instanceof Element ? target.closest('.sfn-copy') : null;
      const own = pressed?.getAttribute('data-text') ?? undefined;
      const text = own ?? pressed?.closest('.sfn-stage')?.querySelector('pre')?.textContent;
      if (pressed && typeof text === 'string') void copy(pressed, text);
    },
    { signal },
  );
}

async function copy(pressed: Element, text: string): Promise<void> {
  pressed.textContent = (await written(text)) ? 'Copied' : 'Not allowed';
  setTimeout(() => {
    pressed.textContent = 'Copy';
  }, SAID_FOR);
}

/** A page that was not served safely, or that lacks the permission, has no clipboard. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
