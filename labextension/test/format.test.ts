import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, size } from '../src/widget/format.ts';

const DAY = 86_400_000;

const DURATIONS: readonly (readonly [number, string])[] = [
  [0, '0 ms'],
  [0.25, '0.3 ms'],
  [250.4, '250 ms'],
  [1500, '1.5 s'],
  [123_000, '2 min 3 s'],
  [3_600_000, '1 h'],
  [DAY + 2000, '1 d 2 s'],
  [30 * DAY + 3_660_000, '30 d 1 h'],
];

for (const [milliseconds, words] of DURATIONS) {
  test(`${milliseconds} milliseconds are ${words}`, () => assert.equal(duration(milliseconds), words));
}

test('sizes are given in powers of 1024', () => {
  assert.deepEqual([12, 1536, 3_145_728].map(size), ['12 B', '1.5 KiB', '3 MiB']);
});
