/** Splits a `%%statemachine` cell into coloured pieces: the magic line, then JSON or YAML, with paths in strings. */

/** What `StringStream` of CodeMirror offers, as far as it is used here. */
export interface Stream {
  sol(): boolean;
  eatSpace(): boolean;
  match(pattern: RegExp): unknown;
  next(): string | undefined;
}

export interface CellState {
  isMagicLine: boolean;
  /** The quote that the string we are in began with; "" outside of strings. */
  quote: string;
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

const BODY: readonly Rule[] = [
  [/^\/\/.*|^#.*/, 'lineComment'],
  [/^\/\*.*?\*\//, 'blockComment'],
  [/^"(?:[^"\\]|\\.)*"(?=\s*:)|^'(?:[^']|'')*'(?=\s*:)/, 'propertyName'],
  [/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.:-])/, 'number'],
  [/^(?:true|false|null)(?![\w.-])/, 'bool'],
  [/^[\w][\w .-]*(?=:(?:\s|$))/, 'propertyName'],
  [/^\$\{[^}]*\}/, 'special'],
  [/^(?:\$\$?|States\.\w+)(?:[.[(][^\s,}\]]*)*/, 'special'],
  [/^[{}[\],:]|^[-?](?=\s|$)/, 'punctuation'],
  [/^[^\s"'{}[\],:#]+/, 'string'],
];

const PATH = /^\$\$?(?:[.[](?:[^"'\s]|'[^']*')*)?(?=["'])/;
const INTRINSIC = /^States\.\w+\((?:[^"\\]|\\.)*\)(?=")|^States\.\w+\((?:[^']|'')*\)(?=')/;
const SUBSTITUTION = /^\$\{[^}"']*\}/;
const PLAIN: Readonly<Record<string, RegExp>> = {
  '"': /^(?:[^"\\$]|\\.|\$(?!\{))+/,
  "'": /^(?:[^'$]|''|\$(?!\{))+/,
};

export function startState(): CellState {
  return { isMagicLine: true, quote: '' };
}

/** Takes one piece off the stream, at least one character, and says what it is. */
export function token(stream: Stream, state: CellState): TokenName | null {
  if (stream.sol()) startLine(stream, state);
  if (stream.eatSpace()) return null;
  if (state.quote !== '') return inString(stream, state, false);
  if (!state.isMagicLine && stream.match(/^["'](?!.*["']\s*:)|^["'](?=[^"']*["']\s*[,}\]]|[^"']*["']\s*$)/)) {
    return null;
  }
  return first(stream, state.isMagicLine ? MAGIC : BODY);
}

function startLine(stream: Stream, state: CellState): void {
  state.quote = '';
  state.isMagicLine = stream.match(/^(?=%%)/) !== null && state.isMagicLine;
}

function inString(stream: Stream, state: CellState, isStart: boolean): TokenName {
  if (isStart && (stream.match(INTRINSIC) || stream.match(PATH))) return 'special';
  if (stream.match(SUBSTITUTION)) return 'special';
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
