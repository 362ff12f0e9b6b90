/** Questions to Python, and whether it is there: what a page alone cannot do. */

import { kernelIsFree, type Model, onKernelGone } from '#shared/state.ts';
import type { KernelAnswer } from '#shared/wire.ts';

export type Question =
  | { readonly ask: 'how' | 'stop' | 'redrive' }
  | { readonly ask: 'succeed'; readonly path: string; readonly output: string }
  | { readonly ask: 'fail'; readonly path: string; readonly error: string; readonly cause: string }
  | { readonly ask: 'heartbeat'; readonly path: string };

/** `silent`: nothing has come back yet, for the kernel is busy. */
export type Presence = 'unknown' | 'there' | 'silent' | 'gone';

export interface Kernel {
  presence(): Presence;
  /** The last answer; undefined before the first. */
  standing(): KernelAnswer | undefined;
  /** Asks, and gives why it was not done; null if it was. */
  ask(question: Question): Promise<string | null>;
}

interface Options {
  readonly model: Model;
  readonly changed: () => void;
  readonly signal: AbortSignal;
  readonly patience?: number;
}

const PATIENCE = 2500;
const GONE = 'The kernel is gone.';

export function kernelOf({ model, changed, signal, patience = PATIENCE }: Options): Kernel {
  const waiting = new Map<string, (error: string | null) => void>();
  const prefix = Math.random().toString(36).slice(2);
  let asked = 0;
  let presence: Presence = 'unknown';
  let standing: KernelAnswer | undefined;

  function become(now: Presence): void {
    if (presence === now) return;
    presence = now;
    changed();
  }

  function heard(content: unknown): void {
    const answer = answerOf(content);
    if (answer === undefined) return;
    const settle = waiting.get(answer.id);
    if (settle === undefined) return;
    waiting.delete(answer.id);
    standing = answer;
    presence = 'there';
    settle(answer.error);
    changed();
  }

  function lost(): void {
    for (const settle of waiting.values()) settle(GONE);
    waiting.clear();
    become('gone');
  }

  /** No answer yet. Where the kernel answers others meanwhile, it is not the one that this view came from. */
  async function missed(id: string): Promise<void> {
    if (!waiting.has(id) || signal.aborted) return;
    become('silent');
    await kernelIsFree(model).catch(() => undefined);
    await new Promise((later) => setTimeout(later, patience / 5));
    if (waiting.has(id) && !signal.aborted) become('gone');
  }

  function ask(question: Question): Promise<string | null> {
    if (presence === 'gone') return Promise.resolve(GONE);
    asked += 1;
    const id = `${prefix}-${asked}`;
    const answered = new Promise<string | null>((settle) => waiting.set(id, settle));
    model.send({ ...question, id });
    const timer = setTimeout(() => void missed(id), patience);
    return answered.finally(() => clearTimeout(timer));
  }

  model.on('msg:custom', heard);
  signal.addEventListener('abort', () => model.off('msg:custom', heard));
  onKernelGone(model, lost, signal);
  return { presence: () => presence, standing: () => standing, ask };
}

function answerOf(content: unknown): KernelAnswer | undefined {
  const isAnswer =
    typeof content === 'object' && content !== null && 'id' in content && 'can_stop' in content;
  return isAnswer ? (content as KernelAnswer) : undefined;
}
