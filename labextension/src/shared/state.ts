/** The state of a view as Python pushed it: the one place where untyped values of a model get their types. */

import type { Graph, Patch, Status, StepRecord, Summary } from './wire.ts';

/** What a widget model of anywidget offers, as far as a view needs it. */
export interface Model {
  get(name: string): unknown;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

interface Traits {
  readonly view: string;
  readonly graph: Graph;
  readonly base: Patch;
  readonly patch: Patch;
  readonly summary: Summary | null;
}

export interface State {
  readonly summary: Summary | null;
  readonly steps: readonly StepRecord[];
  statusOf(node: string): Status;
  visitsOf(node: string): readonly StepRecord[];
}

const PUSHED = ['base', 'patch', 'summary'] as const;

function read<Name extends keyof Traits>(model: Model, name: Name): Traits[Name] {
  return model.get(name) as Traits[Name];
}

export function viewOf(model: Model): string {
  return read(model, 'view');
}

export function graphOf(model: Model): Graph {
  return read(model, 'graph');
}

/** The state now: a patch holds everything that changed since its base, so no patch in between can be missed. */
export function stateOf(model: Model): State {
  const base = read(model, 'base');
  const patch = read(model, 'patch');
  const isNewer = patch.revision > base.revision;
  const statuses = new Map(Object.entries(base.statuses));
  const steps = new Map(base.steps.map((step) => [step.path, step]));
  if (isNewer) {
    for (const [node, status] of Object.entries(patch.statuses)) statuses.set(node, status);
    for (const step of patch.steps) steps.set(step.path, step);
  }
  const visits = byNode(steps.values());
  return {
    summary: read(model, 'summary'),
    steps: [...steps.values()],
    statusOf: (node) => statuses.get(node) ?? 'not reached',
    visitsOf: (node) => visits.get(node) ?? [],
  };
}

function byNode(steps: Iterable<StepRecord>): ReadonlyMap<string, readonly StepRecord[]> {
  const found = new Map<string, StepRecord[]>();
  for (const step of steps) {
    const visits = found.get(step.node);
    if (visits) visits.push(step);
    else found.set(step.node, [step]);
  }
  return found;
}

/** Calls the listener once for all traits that one message changed. */
export function onChange(model: Model, listener: () => void, signal: AbortSignal): void {
  let isWaiting = false;
  const changed = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      if (!signal.aborted) listener();
    });
  };
  for (const name of PUSHED) model.on(`change:${name}`, changed);
  signal.addEventListener('abort', () => {
    for (const name of PUSHED) model.off(`change:${name}`, changed);
  });
}
