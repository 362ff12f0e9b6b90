/** Splits a `%%statemachine` cell into coloured pieces: the magic line, then JSON or YAML, with paths in strings. */

/** What `StringStream` of CodeMirror offers, as far as it is used here. */
export interface Stream {
  sol(): boolean;
  eatSpace(): boolean;
  match(pattern: RegExp): unknown;
  next(): unknown;
}

export interface CellState {
  part: 'start' | 'magic' | 'body';
  /** The quote that the string we are in began with; "" outside of strings. */
  quote: '' | '"' | "'";
  /** Whether nothing of that string was read yet. */
  isOpening: boolean;
}

/** Names of the tags of @lezer/highlight. */
export type TokenName =
  | 'meta'
  | 'attributeName'
  | 'propertyName'
  | 'string'
  | 'special'
  | 'number'
  | 'bool'
  | 'lineComment'
  | 'blockComment'
  | 'punctuation';

type Rule = readonly [RegExp, TokenName | null];

const MAGIC: readonly Rule[] = [
  [/^%%\w+/, 'meta'],
  [/^--?[\w-]+/, 'attributeName'],
  [/^'[^']*'?|^"[^"]*"?/, 'string'],
  [/^[$@][\w./-]+/, 'special'],
  [/^[^\s'"]+/, null],
];

const KEY = /^"(?:[^"\\]|\\.)*"(?=\s*:)|^'(?:[^']|'')*'(?=\s*:)/;

const BODY: readonly Rule[] = [
  [/^\/\/.*|^#.*/, 'lineComment'],
  [/^\/\*.*?\*\//, 'blockComment'],
  [/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.:-])/, 'number'],
  [/^(?:true|false|null)(?![\w.-])/, 'bool'],
  [/^\w[\w .$-]*(?=:(?:\s|$))/, 'propertyName'],
  [/^\$\{[^}]*\}/, 'special'],
  [/^States\.\w+\(.*\)|^\$\$?(?:[.[][^\s,}]*)?/, 'special'],
  [/^[{}[\],:]|^[-?](?=\s|$)/, 'punctuation'],
  [/^[^\s"'{}[\],:#]+/, 'string'],
];

/** What stands in a string from its first character to its last. */
const WHOLE: Readonly<Record<string, readonly RegExp[]>> = {
  '"': [/^States\.\w+\((?:[^"\\]|\\.)*\)(?=")/, /^\$\$?(?:[.[](?:[^"\\]|\\.)*)?(?=")/],
  "'": [/^States\.\w+\((?:[^']|'')*\)(?=')/, /^\$\$?(?:[.[](?:[^']|'')*)?(?=')/],
};

const SUBSTITUTION = /^\$\{[^}"']*\}/;
const PLAIN: Readonly<Record<string, RegExp>> = {
  '"': /^(?:[^"\\$]|\\.|\$(?!\{))+/,
  "'": /^(?:[^'$]|''|\$(?!\{))+/,
};

export function startState(): CellState {
  return { part: 'start', quote: '', isOpening: false };
}

/** Takes one piece off the stream, at least one character, and says what it is. */
export function token(stream: Stream, state: CellState): TokenName | null {
  if (stream.sol()) startLine(stream, state);
  if (state.quote !== '') return inString(stream, state);
  if (stream.eatSpace()) return null;
  if (state.part === 'magic') return first(stream, MAGIC);
  if (stream.match(KEY)) return 'propertyName';
  if (stream.match(/^"/)) return open(state, '"');
  if (stream.match(/^'/)) return open(state, "'");
  return first(stream, BODY);
}

/** No string of JSON goes over its line; one of YAML that does is coloured as far as it goes. */
function startLine(stream: Stream, state: CellState): void {
  state.quote = '';
  state.part = state.part === 'start' && stream.match(/^(?=%%)/) ? 'magic' : 'body';
}

function open(state: CellState, quote: '"' | "'"): TokenName {
  state.quote = quote;
  state.isOpening = true;
  return 'string';
}

function inString(stream: Stream, state: CellState): TokenName {
  const isWhole = state.isOpening && (WHOLE[state.quote] ?? []).some((pattern) => stream.match(pattern));
  state.isOpening = false;
  if (isWhole || stream.match(SUBSTITUTION)) return 'special';
  if (stream.match(PLAIN[state.quote] ?? /^./)) return 'string';
  if (stream.next() === state.quote) state.quote = '';
  return 'string';
}

function first(stream: Stream, rules: readonly Rule[]): TokenName | null {
  for (const [pattern, name] of rules) {
    if (stream.match(pattern)) return name;
  }
  stream.next();
  return null;
}
