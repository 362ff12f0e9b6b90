/** JSON text, indented and coloured without reading it as JavaScript values: long numbers stay as they are. */

export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'mark' | 'space';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const PIECES = /"(?:\\.|[^"\\])*"?|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const INDENT = '  ';

/** The tokens of the indented text; also of a text that was cut off somewhere. */
export function pretty(text: string): Token[] {
  const pieces = text.match(PIECES) ?? [];
  const tokens: Token[] = [];
  let depth = 0;
  pieces.forEach((piece, index) => {
    const next = pieces[index + 1] ?? '';
    if (isClosing(piece)) depth -= 1;
    if (isClosing(piece) && !isOpening(pieces[index - 1] ?? '')) tokens.push(newLine(depth));
    tokens.push({ kind: kindOf(piece, next), text: piece });
    if (isOpening(piece)) depth += 1;
    tokens.push(...after(piece, next, depth));
  });
  return tokens;
}

function after(piece: string, next: string, depth: number): Token[] {
  if (piece === ',' || (isOpening(piece) && !isClosing(next))) return [newLine(depth)];
  return piece === ':' ? [{ kind: 'space', text: ' ' }] : [];
}

function newLine(depth: number): Token {
  return { kind: 'space', text: `\n${INDENT.repeat(Math.max(0, depth))}` };
}

function isOpening(piece: string): boolean {
  return piece === '{' || piece === '[';
}

function isClosing(piece: string): boolean {
  return piece === '}' || piece === ']';
}

function kindOf(piece: string, next: string): TokenKind {
  if (piece.startsWith('"')) return next === ':' ? 'key' : 'string';
  if (/^[{}[\]:,]$/.test(piece)) return 'mark';
  return /^[-\d]/.test(piece) ? 'number' : 'word';
}
