import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stream, startState, token } from '../src/lab/tokens.ts';

/** The part of CodeMirror's StringStream that the tokens need. */
class Line implements Stream {
  private position = 0;
  constructor(private readonly text: string) {}
  get rest(): string {
    return this.text.slice(this.position);
  }
  sol(): boolean {
    return this.position === 0;
  }
  eatSpace(): boolean {
    return this.take(/^\s+/);
  }
  match(pattern: RegExp): boolean {
    return this.take(pattern);
  }
  next(): string | undefined {
    const character = this.rest[0];
    this.position += 1;
    return character;
  }
  private take(pattern: RegExp): boolean {
    const found = pattern.exec(this.rest);
    this.position += found?.[0].length ?? 0;
    return found !== null;
  }
}

/** The coloured pieces of a cell as `name text`; pieces of one name that touch are one. */
function colours(cell: string): string[] {
  const state = startState();
  const found: string[] = [];
  for (const text of cell.split('\n')) {
    const line = new Line(text);
    let last: string | null = null;
    while (line.rest !== '') {
      const before = line.rest;
      const name = token(line, state);
      const piece = before.slice(0, before.length - line.rest.length);
      assert.notEqual(piece, '', 'each token takes at least one character');
      if (name !== null && name === last) found.push(`${found.pop()}${piece}`);
      else if (name !== null) found.push(`${name} ${piece}`);
      last = name;
    }
  }
  return found;
}

test('the first line is a magic with flags', () => {
  assert.deepEqual(colours(`%%statemachine order --input '{"a": 1}' --out run`), [
    'meta %%statemachine',
    'attributeName --input',
    `string '{"a": 1}'`,
    'attributeName --out',
  ]);
});

test('a later line that looks like a magic is none', () => {
  assert.equal(
    colours('%%statemachine\n%%statemachine').some((piece) => piece === 'meta %%statemachine'),
    true,
  );
  assert.equal(colours('%%statemachine\n%%x').filter((piece) => piece.startsWith('meta')).length, 1);
});

test('keys and values of JSON are told apart', () => {
  assert.deepEqual(colours('%%s\n{"Seconds": 1.5, "End": true}'), [
    'meta %%s',
    'punctuation {',
    'propertyName "Seconds"',
    'punctuation :',
    'number 1.5',
    'punctuation ,',
    'propertyName "End"',
    'punctuation :',
    'bool true',
    'punctuation }',
  ]);
});

for (const path of [
  '$.order.total',
  '$$.Execution.Id',
  "$.a['b c'][0]",
  'States.Format(\\"{}\\", $.x)',
  '$',
]) {
  test(`${path} in a string is marked`, () => {
    assert.ok(colours(`%%s\n{"InputPath": "${path}"}`).includes(`special ${path}`));
  });
}

test('a string that only begins like a path is not marked as one', () => {
  assert.ok(colours('%%s\n"$5 a month"').includes('string "$5 a month"'));
});

test('a substitution is marked inside a string', () => {
  const name = ['$', '{Name}'].join('');
  assert.ok(colours(`%%s\n"arn:${name}:x"`).includes(`special ${name}`));
});

test('comments of JSON and of YAML are comments', () => {
  assert.deepEqual(colours('%%s\n// one\n/* two */\n# three').slice(1), [
    'lineComment // one',
    'blockComment /* two */',
    'lineComment # three',
  ]);
});

test('YAML has keys, paths and plain words', () => {
  assert.deepEqual(colours('%%s\n  id.$: $$.Execution.Id\n  Type: Pass').slice(1), [
    'propertyName id.$',
    'punctuation :',
    'special $$.Execution.Id',
    'propertyName Type',
    'punctuation :',
    'string Pass',
  ]);
});

test('a string that is not closed ends with its line', () => {
  assert.ok(colours('%%s\n"open\n{"a": 1}').includes('propertyName "a"'));
});
