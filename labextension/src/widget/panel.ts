/** The panel of the chosen state: its visits, and what happened in one of them. */

import type { ShownStep, Node as State } from '#shared/wire.ts';
import { copyOnClick } from './copy.ts';
import { drawDataFlow } from './dataflow.ts';
import { drawDetails, statusPill } from './details.ts';
import { button, html } from './dom.ts';
import { drawEvents, drawPrinted } from './events.ts';
import { forking } from './forking.ts';
import type { Kernel } from './kernel.ts';
import { tabs } from './tabs.ts';
import { preferred, visitChooser } from './visits.ts';
import { waitingTask } from './waiting.ts';

export interface Panel {
  readonly element: HTMLElement;
  /** Shows a state with its visits so far, one of them if its path is given; redraws only what changed. */
  show(state: State, visits: readonly ShownStep[], path?: string): void;
  hide(): void;
}

interface Options {
  readonly closed: () => void;
  readonly kernel: Kernel;
  readonly signal: AbortSignal;
}

const TABS = ['Data flow', 'Details', 'Events', 'Printed'] as const;

export function sidePanel({ closed, kernel, signal }: Options): Panel {
  let state: State | undefined;
  let visits: readonly ShownStep[] = [];
  let path: string | undefined;
  let drawn = '';
  const title = html('h3', { class: 'sfn-panel-title' });
  const about = html('div', { class: 'sfn-panel-about' });
  const chooser = visitChooser(choose, signal);
  const bar = tabs(TABS, draw, signal);
  const waiting = waitingTask(kernel, signal);
  const fork = forking(kernel, signal);
  const close = button('✕', 'Close (Esc)', closed, signal);
  const head = html('div', { class: 'sfn-panel-head' }, html('div', {}, title, about), close);
  const element = html(
    'aside',
    { class: 'sfn-panel', 'aria-label': 'State', hidden: true },
    head,
    chooser.element,
    waiting.element,
    bar.element,
    bar.content,
    fork.element,
  );

  copyOnClick(element, signal);

  function choose(wanted: string): void {
    path = wanted;
    draw();
  }

  function draw(): void {
    const visit = visits.find((one) => one.path === path) ?? preferred(visits);
    waiting.show(visit);
    fork.show(visit, visit === visits.at(-1));
    const content = JSON.stringify([state?.id, bar.chosen(), visit, visits.length]);
    if (state === undefined || content === drawn) return;
    drawn = content;
    title.textContent = state.name;
    about.replaceChildren(
      statusPill(visit?.status ?? 'not reached'),
      html('span', { class: 'sfn-muted' }, kindOf(state)),
    );
    bar.element.hidden = visit === undefined;
    chooser.element.hidden = true;
    if (visit === undefined) {
      bar.content.replaceChildren(html('p', { class: 'sfn-muted' }, 'This state was not reached.'));
      return;
    }
    chooser.show(visits, visit);
    keepingScroll(bar.content, () => bar.content.replaceChildren(drawTab(bar.chosen(), visit)));
  }

  return {
    element,
    show(wanted, found, wantedPath) {
      if (wantedPath !== undefined) path = wantedPath;
      else if (state?.id !== wanted.id) path = undefined;
      state = wanted;
      visits = found;
      element.hidden = false;
      draw();
    },
    hide() {
      element.hidden = true;
      state = undefined;
    },
  };
}

/** `Task · charge`: what the box has, too, as far as there is room. */
function kindOf({ type, subtitle }: State): string {
  return subtitle === '' ? type : `${type} · ${subtitle}`;
}

function drawTab(name: string, visit: ShownStep): HTMLElement {
  switch (name) {
    case 'Details':
      return drawDetails(visit);
    case 'Events':
      return drawEvents(visit);
    case 'Printed':
      return drawPrinted(visit);
    default:
      return drawDataFlow(visit);
  }
}

/** A patch that arrives while somebody reads does not move what they read. */
function keepingScroll(element: HTMLElement, change: () => void): void {
  const { scrollTop } = element;
  change();
  element.scrollTop = scrollTop;
}
