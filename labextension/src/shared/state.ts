/** The state of a view as Python pushed it: the one place where untyped values of a model get their types. */

import { unpack } from './packing.ts';
import type { Graph, NodeState, Pushed, ShownStep, WireSummary } from './wire.ts';

/** What a widget model of anywidget offers, as far as a view needs it. */
export interface Model {
  get(name: string): unknown;
  on(event: string, listener: (content: unknown) => void): void;
  off(event: string, listener: (content: unknown) => void): void;
  send(content: unknown): void;
  /** In JupyterLab and Notebook it has a kernel; elsewhere it is another one, or none. */
  readonly widget_manager?: unknown;
}

/** Texts are packed JSON, see packing.ts; "" where there is none yet. */
interface Traits {
  readonly view: string;
  readonly graph: string;
  readonly base: string;
  readonly patch: string;
  readonly summary: WireSummary | null;
}

export interface State {
  readonly summary: WireSummary | null;
  readonly steps: readonly ShownStep[];
  /** How many visits, the first ones, found no room. */
  readonly leftOut: number;
  nodeOf(node: string): NodeState;
  visitsOf(node: string): readonly ShownStep[];
}

const NOTHING: Pushed = { revision: 0, steps: [], nodes: [], left_out: 0 };
const GONE: readonly string[] = ['restarting', 'autorestarting', 'terminating', 'dead'];
const PUSHED = ['base', 'patch', 'summary'] as const;

function read<Name extends keyof Traits>(model: Model, name: Name): Traits[Name] {
  return model.get(name) as Traits[Name];
}

export function viewOf(model: Model): string {
  return read(model, 'view');
}

export function hasExecution(model: Model): boolean {
  return read(model, 'summary') !== null;
}

export async function graphOf(model: Model): Promise<Graph> {
  return unpack<Graph>(read(model, 'graph'));
}

/** The state now: a patch holds everything that changed since its base, so none in between can be missed. */
export async function stateOf(model: Model): Promise<State> {
  const summary = read(model, 'summary');
  const [base, patch] = await Promise.all([pushed(read(model, 'base')), pushed(read(model, 'patch'))]);
  return merge(summary, base, patch);
}

async function pushed(text: string): Promise<Pushed> {
  return text === '' ? NOTHING : unpack<Pushed>(text);
}

export function merge(summary: WireSummary | null, base: Pushed, patch: Pushed): State {
  const nodes = new Map(base.nodes.map((state) => [state.node, state]));
  const steps = new Map(base.steps.map((step) => [step.path, step]));
  const isNewer = patch.revision >= base.revision;
  if (isNewer) {
    for (const state of patch.nodes) nodes.set(state.node, state);
    for (const step of patch.steps) steps.set(step.path, step);
  }
  const visits = byNode(steps.values());
  return {
    summary,
    steps: [...steps.values()],
    leftOut: isNewer ? patch.left_out : base.left_out,
    nodeOf: (node) => nodes.get(node) ?? notReached(node),
    visitsOf: (node) => visits.get(node) ?? [],
  };
}

function notReached(node: string): NodeState {
  return { node, status: 'not reached', visits: 0, attempts: 0, iterations: null, badge: '' };
}

function byNode(steps: Iterable<ShownStep>): ReadonlyMap<string, readonly ShownStep[]> {
  const found = new Map<string, ShownStep[]>();
  for (const step of steps) {
    const visits = found.get(step.node);
    if (visits) visits.push(step);
    else found.set(step.node, [step]);
  }
  return found;
}

interface Signal {
  connect(slot: (sender: unknown, status: unknown) => void): void;
  disconnect(slot: (sender: unknown, status: unknown) => void): void;
}

interface Manager {
  readonly kernel?: { readonly statusChanged?: Signal; requestKernelInfo?(): Promise<unknown> } | null;
}

function managerOf({ widget_manager }: Model): Manager | null | undefined {
  return widget_manager as Manager | null | undefined;
}

/** Waits until the kernel has done what it was asked before; for ever where a front end cannot tell. */
export async function kernelIsFree(model: Model): Promise<void> {
  const manager = managerOf(model);
  const hasNone = typeof manager === 'object' && manager !== null && manager.kernel === null;
  if (hasNone) return;
  const ask = manager?.kernel?.requestKernelInfo?.();
  await (ask ?? new Promise(() => undefined));
}

/** Calls the listener when the kernel of a model restarts or ends, where the front end tells of that. */
export function onKernelGone(model: Model, listener: () => void, signal: AbortSignal): void {
  const changes = managerOf(model)?.kernel?.statusChanged;
  const changed = (_: unknown, status: unknown): void => {
    if (typeof status === 'string' && GONE.includes(status)) listener();
  };
  changes?.connect(changed);
  signal.addEventListener('abort', () => changes?.disconnect(changed));
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
