import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../src/shared/state.ts';
import type { KernelAnswer } from '../src/shared/wire.ts';
import { forkLine } from '../src/widget/forking.ts';
import { kernelOf } from '../src/widget/kernel.ts';
import { jsonMistake, limitsOf } from '../src/widget/waiting.ts';
import { step } from './steps.ts';

const INPUT = { name: 'input', field: '', value: { text: '{"it":"it\'s"}', truncated: false, bytes: 13 } };

test('a fork names the state of the last visit, and its input', () => {
  const visit = step('/Charge#1', '/Charge', { stages: [INPUT] });
  assert.equal(forkLine('one', visit, true), `%sfn fork one --at Charge --input '{"it":"it'"'"'s"}'`);
});

test('a fork names an earlier visit by its path, in quotes where a shell needs them', () => {
  const visit = step('/Each#1[2]/Charge it#1', '/Each[]/Charge it');
  assert.equal(forkLine('one', visit, false), "%sfn fork one --at '/Each#1[2]/Charge it#1'");
});

test('an input that was cut is left out of a fork', () => {
  const cut = { ...INPUT, value: { ...INPUT.value, truncated: true } };
  assert.equal(forkLine('one', step('/A#1', '/A', { stages: [cut] }), true), '%sfn fork one --at A');
});

test('only JSON may be sent as a result', () => {
  assert.equal(jsonMistake('{"a": [1, null]}'), undefined);
  assert.match(jsonMistake('{a: 1}') ?? '', /^This is not JSON: /);
  assert.match(jsonMistake(' ') ?? '', /^Nothing is written/);
});

test('a task that waits says until when, and how often somebody has to be heard', () => {
  const visit = step('/Ask#1', '/Ask', { waits_for: 'callback' });
  const limited = { times_out: Date.UTC(2026, 0, 2, 3, 4, 5, 600), heartbeat_seconds: 60 };
  assert.equal(limitsOf(visit), '');
  assert.equal(limitsOf({ ...visit, heartbeat_seconds: 60 }), 'Heartbeat at least every 60 s');
  assert.equal(
    limitsOf({ ...visit, ...limited }),
    'Times out at 2026-01-02 03:04:05 · Heartbeat at least every 60 s',
  );
});

type Slot = (sender: unknown, status: unknown) => void;

interface Page {
  readonly model: Model;
  readonly sent: { id: string }[];
  answer(id: string, error: string | null): void;
  /** The kernel has another status. */
  become(status: string): void;
}

/** A model that keeps what is sent, and lets a test answer. */
function page(isFree = false): Page {
  const sent: { id: string }[] = [];
  const slots: Slot[] = [];
  let heard: (content: unknown) => void = () => undefined;
  const model: Model = {
    get: () => undefined,
    on: (_, listener) => {
      heard = listener;
    },
    off: () => undefined,
    send: (content) => sent.push(content as { id: string }),
    widget_manager: {
      kernel: {
        statusChanged: { connect: (slot: Slot) => slots.push(slot) },
        requestKernelInfo: () => new Promise<void>((done) => isFree && done()),
      },
    },
  };
  const become = (status: string): void => {
    for (const slot of slots) slot(null, status);
  };
  const more = { can_stop: true, can_redrive: false, name: 'one', elapsed: 0, pace: 1 };
  const answer = (id: string, error: string | null): void =>
    heard({ id, error, ...more } satisfies KernelAnswer);
  return { model, sent, answer, become };
}

test('an answer settles its own question and says how the execution stands', async () => {
  const { model, sent, answer } = page();
  const kernel = kernelOf({
    model,
    changed: () => undefined,
    signal: new AbortController().signal,
  });
  const first = kernel.ask({ ask: 'stop' });
  const second = kernel.ask({ ask: 'how' });
  answer(sent[1]?.id ?? '', null);
  answer(sent[0]?.id ?? '', 'no');
  assert.deepEqual([await first, await second], ['no', null]);
  assert.deepEqual([kernel.presence(), kernel.standing()?.name], ['there', 'one']);
});

test('a busy kernel that says nothing is silent, and there again when it answers', async () => {
  const { model, sent, answer } = page();
  const seen: string[] = [];
  const kernel = kernelOf({
    model,
    changed: () => seen.push(kernel.presence()),
    signal: new AbortController().signal,
    patience: 0,
  });
  const asked = kernel.ask({ ask: 'how' });
  await new Promise((later) => setTimeout(later, 5));
  answer(sent[0]?.id ?? '', null);
  await asked;
  assert.deepEqual(seen, ['silent', 'there']);
});

test('when the kernel goes, open questions are refused, and later ones at once', async () => {
  const { model, become } = page();
  const kernel = kernelOf({
    model,
    changed: () => undefined,
    signal: new AbortController().signal,
  });
  const asked = kernel.ask({ ask: 'how' });
  become('busy');
  become('restarting');
  assert.deepEqual(
    [await asked, await kernel.ask({ ask: 'how' }), kernel.presence()],
    ['The kernel is gone.', 'The kernel is gone.', 'gone'],
  );
});

test('a kernel that answers others only is not the one of the view', async () => {
  const seen: string[] = [];
  await new Promise<void>((done) => {
    const kernel = kernelOf({
      model: page(true).model,
      changed: () => {
        seen.push(kernel.presence());
        if (kernel.presence() === 'gone') done();
      },
      signal: new AbortController().signal,
      patience: 0,
    });
    void kernel.ask({ ask: 'how' });
  });
  assert.deepEqual(seen, ['silent', 'gone']);
});
