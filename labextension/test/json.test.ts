import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pretty } from '../src/widget/json.ts';

const text = (json: string): string =>
  pretty(json)
    .map((token) => token.text)
    .join('');
const kinds = (json: string): string[] =>
  pretty(json)
    .filter(({ kind }) => kind !== 'space' && kind !== 'mark')
    .map(({ kind, text: words }) => `${kind} ${words}`);

test('members stand on lines of their own', () => {
  assert.equal(text('{"a":[1,{"b":null}]}'), '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ]\n}');
});

test('empty objects and arrays stay on one line', () => {
  assert.equal(text('{"a":{},"b":[]}'), '{\n  "a": {},\n  "b": []\n}');
});

test('a number longer than a double keeps its digits', () => {
  assert.equal(text('12345678901234567890.10'), '12345678901234567890.10');
});

test('signs inside strings are no structure', () => {
  assert.equal(text('["a,{b}:\\"c"]'), '[\n  "a,{b}:\\"c"\n]');
});

test('keys, strings, numbers and words are told apart', () => {
  assert.deepEqual(kinds('{"k":["s",-1,true]}'), ['key "k"', 'string "s"', 'number -1', 'word true']);
});

test('a text that was cut off is indented as far as it goes', () => {
  assert.equal(text('{"a":"unfinis'), '{\n  "a": "unfinis');
});
