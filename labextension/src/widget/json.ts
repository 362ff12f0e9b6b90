/** JSON text, indented and coloured without reading it as JavaScript values: long numbers stay as they are. */

export type TokenKind = "key" | "string" | "number" | "word" | "mark" | "space";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const PIECES = /"(?:\\.|[^"\\])*"?|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const INDENT = "  ";

/** The tokens of the indented text; also of a text that was cut off somewhere. */
export function pretty(text: string): Token[] {
  const pieces = text.match(PIECES) ?? [];
  const tokens: Token[] = [];
  let depth = 0;
  const breakLine = () => tokens.push({ kind: "space", text: `\n${INDENT.repeat(Math.max(0, depth))}` });
  pieces.forEach((piece, index) => {
    const previous = pieces[index - 1] ?? "";
    const next = pieces[index + 1] ?? "";
    if (isClosing(piece)) {
      depth -= 1;
      if (!isOpening(previous)) breakLine();
    }
    tokens.push({ kind: kindOf(piece, next), text: piece });
    if (isOpening(piece)) {
      depth += 1;
      if (!isClosing(next)) breakLine();
    } else if (piece === ",") breakLine();
    else if (piece === ":") tokens.push({ kind: "space", text: " " });
  });
  return tokens;
}

function isOpening(piece: string): boolean {
  return piece === "{" || piece === "[";
}

function isClosing(piece: string): boolean {
  return piece === "}" || piece === "]";
}

function kindOf(piece: string, next: string): TokenKind {
  if (piece.startsWith('"')) return next === ":" ? "key" : "string";
  if (/^[{}[\]:,]$/.test(piece)) return "mark";
  return /^[-\d]/.test(piece) ? "number" : "word";
}
