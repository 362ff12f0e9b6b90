/** The language of a `%%statemachine` cell for CodeMirror. */

import { LanguageSupport, StreamLanguage } from '@codemirror/language';
import { type Tag, tags } from '@lezer/highlight';
import { type CellState, startState, type TokenName, token } from './tokens.ts';

export const MIME_TYPE = 'text/x-sfn-statemachine';

const TAGS: Readonly<Record<Exclude<TokenName, 'special'>, Tag>> = {
  meta: tags.meta,
  attributeName: tags.attributeName,
  propertyName: tags.propertyName,
  string: tags.string,
  number: tags.number,
  bool: tags.bool,
  lineComment: tags.lineComment,
  blockComment: tags.blockComment,
  punctuation: tags.punctuation,
};

export function cellLanguage(): LanguageSupport {
  const language = StreamLanguage.define<CellState>({
    name: 'statemachine',
    startState,
    copyState: (state) => ({ ...state }),
    token,
    tokenTable: { ...TAGS, special: tags.special(tags.variableName) },
    languageData: {
      closeBrackets: { brackets: ['{', '[', '"', "'"] },
      commentTokens: { line: '//' },
      indentOnInput: /^\s*[}\]]$/,
    },
  });
  return new LanguageSupport(language);
}
