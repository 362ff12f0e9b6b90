/** One live view: the graph or the table, beside them the chosen state, above them the execution. */

import { graphOf, hasExecution, type Model, onChange, type State, stateOf } from '#shared/state.ts';
import { counted } from '#shared/status.ts';
import { html } from './dom.ts';
import { drawGraph } from './graph.ts';
import { kernelOf } from './kernel.ts';
import { sidePanel } from './panel.ts';
import { speaker } from './speaker.ts';
import { summaryHead } from './summary.ts';
import { stepTable } from './table.ts';
import { type Face, toolbar } from './toolbar.ts';
import { zoomKey } from './zoom.ts';

export async function drawView(model: Model, signal: AbortSignal): Promise<HTMLElement> {
  const graph = await graphOf(model);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  let state = await stateOf(model);
  let isUpdating = false;
  let isStale = false;
  let selected: string | undefined;
  let face: Face = 'Graph';

  const picture = drawGraph({ graph, selected: (node) => select(node), signal });
  const kernel = kernelOf({ model, changed: () => show(), signal });
  const panel = sidePanel({ closed: () => select(undefined), kernel, signal });
  const table = stepTable(select, signal);
  const head = summaryHead(kernel, signal);
  const line = speaker(signal);
  const faces: Face[] = hasExecution(model) ? ['Graph', 'Table'] : ['Graph'];
  const bar = toolbar(faces, turn, picture.zoom, signal);
  const stage = html('div', { class: 'sfn-stage-area' }, picture.element, table.element, bar.element);
  const body = html('div', { class: 'sfn-body' }, stage, panel.element);
  const view = html('div', { class: 'sfn-view' }, head.element, body, line.element);
  view.addEventListener('keydown', pressed, { signal });
  view.addEventListener('focusin', keepShortcutsAway, { signal });

  function select(node: string | undefined, path?: string): void {
    const before = selected;
    selected = node;
    picture.select(node);
    showPanel(path);
    if (node === undefined && before !== undefined && face === 'Graph') picture.focus(before);
  }

  function showPanel(path?: string): void {
    const node = selected === undefined ? undefined : nodes.get(selected);
    if (node === undefined) panel.hide();
    else panel.show(node, state.visitsOf(node.id), path);
  }

  function turn(to: Face): void {
    face = to;
    show();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isWritten(event.target)) return;
    if (event.key === 'Escape' && selected !== undefined) select(undefined);
    else if (face !== 'Graph' || !zoomKey(picture.zoom, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function show(): void {
    bar.show(face);
    picture.element.hidden = face !== 'Graph';
    table.element.hidden = face !== 'Table';
    head.element.hidden = state.summary === null;
    if (state.summary !== null) head.show(state.summary, lastMoment(state));
    if (face === 'Table') table.show(state);
    picture.show(state.nodeOf);
    showPanel();
    line.say(spoken(state));
  }

  /** Unpacking takes a moment: what comes meanwhile is shown after it. */
  async function update(): Promise<void> {
    isStale = true;
    if (isUpdating) return;
    isUpdating = true;
    while (isStale && !signal.aborted) {
      isStale = false;
      state = await stateOf(model);
      show();
    }
    isUpdating = false;
  }

  onChange(model, () => void update(), signal);
  await update();
  return view;
}

/**
 * Lab's own shortcuts (a, b, d d, Enter …) would act on the cell while somebody uses the view. Lab looks for this mark
 * only after it has tried the element that has the focus, so it must stand there and not on the view.
 */
function keepShortcutsAway({ target }: Event): void {
  if (target instanceof Element) target.setAttribute('data-lm-suppress-shortcuts', 'true');
}

function isWritten(target: EventTarget | null): boolean {
  return [HTMLSelectElement, HTMLInputElement, HTMLTextAreaElement].some((kind) => target instanceof kind);
}

/** When something happened last, on the clock of the execution. */
function lastMoment({ steps, summary }: State): number {
  const moments = steps.map(({ entered, exited, events }) => exited ?? events.at(-1)?.at ?? entered);
  return Math.max(summary?.started ?? 0, ...moments);
}

/** The execution in a sentence; "" for a machine alone. */
function spoken({ summary, steps }: State): string {
  if (summary === null) return '';
  const status = summary.status.toLowerCase().replace('_', ' ');
  const last = steps.at(-1);
  if (summary.status === 'RUNNING' && last) return `${last.name} ${last.status}`;
  return `Execution ${status} after ${counted(summary.transitions, 'transition')}`;
}
