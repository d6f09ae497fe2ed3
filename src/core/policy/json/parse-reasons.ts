import * as l10n from '@vscode/l10n';
import type { ParseError } from 'jsonc-parser';

/** By jsonc-parser's `ParseErrorCode`, from 1 on, whose numbers its types keep to themselves. */
const REASONS: readonly (() => string)[] = [
  () => l10n.t('invalid symbol'),
  () => l10n.t('invalid number format'),
  () => l10n.t('property name expected'),
  () => l10n.t('value expected'),
  () => l10n.t('colon expected'),
  () => l10n.t('comma expected'),
  () => l10n.t('close brace expected'),
  () => l10n.t('close bracket expected'),
  () => l10n.t('end of file expected'),
  () => l10n.t('invalid comment token'),
  () => l10n.t('unexpected end of comment'),
  () => l10n.t('unexpected end of string'),
  () => l10n.t('unexpected end of number'),
  () => l10n.t('invalid unicode'),
  () => l10n.t('invalid escape character'),
  () => l10n.t('invalid character'),
];

/** Why a text is not JSON there, in the words that stand in brackets behind it. */
export function parseReason({ error }: ParseError): string {
  return REASONS[error - 1]?.() ?? String(error);
}
