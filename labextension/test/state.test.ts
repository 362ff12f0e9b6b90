import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { unpack } from '../src/shared/packing.ts';
import { merge } from '../src/shared/state.ts';
import { textOf } from '../src/shared/text.ts';
import { preferred, visitName } from '../src/widget/visits.ts';
import { nodeState, pushed, step } from './steps.ts';

test('a patch replaces what the base has, and adds to it', () => {
  const base = pushed(1, [step('/A#1', '/A', { status: 'in progress' })]);
  const patch = pushed(2, [step('/A#1', '/A'), step('/B#1', '/B')]);
  const state = merge(null, base, patch);
  assert.deepEqual(
    state.steps.map(({ path, status }) => [path, status]),
    [
      ['/A#1', 'succeeded'],
      ['/B#1', 'succeeded'],
    ],
  );
});

test('a patch that is older than its base does not count', () => {
  const base = pushed(5, [step('/A#1', '/A')]);
  const patch = pushed(4, [step('/A#1', '/A', { status: 'failed' })]);
  assert.equal(merge(null, base, patch).steps[0]?.status, 'succeeded');
});

test('visits are found by their box, in order', () => {
  const base = pushed(1, [step('/A#1', '/A'), step('/B#1', '/B'), step('/A#2', '/A')]);
  const state = merge(null, base, pushed(0, []));
  assert.deepEqual(
    state.visitsOf('/A').map(({ path }) => path),
    ['/A#1', '/A#2'],
  );
});

test('a box that nobody spoke of was not reached', () => {
  const state = merge(null, pushed(1, [], [nodeState('/A', { status: 'failed' })]), pushed(0, []));
  assert.deepEqual([state.nodeOf('/A').status, state.nodeOf('/B').status], ['failed', 'not reached']);
});

test('the index of an item is told, that of a branch is not', () => {
  assert.equal(visitName(step('/Each#1[3]/Work#1', '/Each/Work')), 'item 3');
  assert.equal(visitName(step('/Fan#1[1]/Work#2', '/Fan[1]/Work')), 'visit 2');
  assert.equal(visitName(step('/Fan#1[1]/Each#1[4]/Work#1', '/Fan[1]/Each/Work')), 'item 4');
  assert.equal(visitName(step('/A#1', '/A')), '');
});

test('the last visit that failed is shown first, else the last one', () => {
  const good = step('/A#1', '/A');
  const bad = step('/A#2', '/A', { status: 'failed' });
  const last = step('/A#3', '/A');
  assert.equal(preferred([good, bad, last]), bad);
  assert.equal(preferred([good, last]), last);
  assert.equal(preferred([]), undefined);
});

test('what Python packed is unpacked', async () => {
  const packed = deflateSync(Buffer.from('{"a":"ü ✓"}')).toString('base64');
  assert.deepEqual(await unpack(packed), { a: 'ü ✓' });
});

test('a text that was cut inside an escape ends with an ellipsis', () => {
  const cut = { text: '"two\\nlines\\u00', truncated: true, bytes: 99 };
  assert.equal(textOf(cut), 'two\nlines…');
  assert.equal(textOf({ text: '"whole"', truncated: false, bytes: 7 }), 'whole');
  assert.equal(textOf(null), '');
});
