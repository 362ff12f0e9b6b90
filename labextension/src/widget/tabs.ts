/** Tabs by the pattern of ARIA: arrows move between them, one panel is shown. */

import { html, setAttributes } from './dom.ts';

export interface Tabs {
  readonly element: HTMLElement;
  readonly content: HTMLElement;
  chosen(): string;
}

let made = 0;

export function tabs(names: readonly string[], changed: () => void, signal: AbortSignal): Tabs {
  made += 1;
  const id = `sfn-tabs-${made}`;
  let current = names[0] ?? '';
  const content = html('div', { class: 'sfn-tab-content', role: 'tabpanel', id: `${id}-content` });
  const buttons = new Map(names.map((name) => [name, tab(name)]));
  const list = html('div', { class: 'sfn-tabs', role: 'tablist' }, ...buttons.values());
  list.addEventListener('keydown', pressed, { signal });
  mark();

  function tab(name: string): HTMLButtonElement {
    const element = html(
      'button',
      { type: 'button', role: 'tab', class: 'sfn-tab', 'aria-controls': content.id },
      name,
    );
    element.addEventListener('click', () => choose(name), { signal });
    return element;
  }

  function choose(name: string | undefined): void {
    if (name === undefined) return;
    current = name;
    mark();
    changed();
  }

  function mark(): void {
    for (const [name, element] of buttons) {
      const isCurrent = name === current;
      setAttributes(element, { 'aria-selected': String(isCurrent), tabindex: isCurrent ? 0 : -1 });
    }
    setAttributes(content, { 'aria-label': current });
  }

  function pressed(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    choose(names.at((names.indexOf(current) + step) % names.length));
    buttons.get(current)?.focus();
    event.stopPropagation();
  }

  return { element: list, content, chosen: () => current };
}
