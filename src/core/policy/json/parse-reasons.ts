import * as l10n from '@vscode/l10n';
import { printParseErrorCode, type ParseError } from 'jsonc-parser';

/** By the names that jsonc-parser prints of its `ParseErrorCode`, whose numbers its types keep to themselves. */
const REASONS: Readonly<Record<string, () => string>> = {
  InvalidSymbol: () => l10n.t('invalid symbol'),
  InvalidNumberFormat: () => l10n.t('invalid number format'),
  PropertyNameExpected: () => l10n.t('property name expected'),
  ValueExpected: () => l10n.t('value expected'),
  ColonExpected: () => l10n.t('colon expected'),
  CommaExpected: () => l10n.t('comma expected'),
  CloseBraceExpected: () => l10n.t('close brace expected'),
  CloseBracketExpected: () => l10n.t('close bracket expected'),
  EndOfFileExpected: () => l10n.t('end of file expected'),
  InvalidCommentToken: () => l10n.t('invalid comment token'),
  UnexpectedEndOfComment: () => l10n.t('unexpected end of comment'),
  UnexpectedEndOfString: () => l10n.t('unexpected end of string'),
  UnexpectedEndOfNumber: () => l10n.t('unexpected end of number'),
  InvalidUnicode: () => l10n.t('invalid unicode'),
  InvalidEscapeCharacter: () => l10n.t('invalid escape character'),
  InvalidCharacter: () => l10n.t('invalid character'),
};

/** Why a text is not JSON there, in the words that stand in brackets behind it. */
export function parseReason({ error }: ParseError): string {
  const name = printParseErrorCode(error);
  return REASONS[name]?.() ?? name;
}
