import * as l10n from '@vscode/l10n';
import type { ActionName } from '../abi/types';
import { ARCHES } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import type { Filter } from '../policy/allowlist';
import type { Span } from '../text/span';
import type { Context, FindingFix, FindingRule } from './finding';

/** Actions that let the call happen. */
const LETS: ReadonlySet<ActionName | null> = new Set(['allow', 'log']);

export const laxMismatch: FindingRule = {
  code: 'lax-mismatch',
  level: 'warning',
  title: 'A filter that refuses nothing',
  help: 'With Log or Allow for what is not listed and for what is, the filter confines nobody. Log is for finding out what a program calls, and is not to be shipped.',
  find: (context) =>
    context.filters
      .filter((filter) => {
        const { mismatch, match } = filter;
        const lax = LETS.has(mismatch) && LETS.has(match) && mismatch !== match;
        return lax && isAlways(filter) && !hasStrictSibling(context, filter);
      })
      .map((filter) => ({
        span: filter.mismatchSpan ?? filter.span,
        message:
          filter.mismatch === 'log'
            ? l10n.t('Every call is let through: those that are not listed are only logged.')
            : l10n.t(
                'Every call is let through: those that are not listed are allowed, the others only logged.',
              ),
        fix: strictFix(context, filter),
      })),
};

/** A filter under a feature, or one for tests, may well be lax. */
function isAlways({ cfg }: Filter): boolean {
  return ARCHES.some((arch) => cfgOn(cfg, arch) === 'true');
}

/** A program that can be told to log instead builds both filters of the same lists. */
function hasStrictSibling({ filters, lists }: Context, filter: Filter): boolean {
  const strict = (other: Filter): boolean => !LETS.has(other.mismatch);
  return (
    filters.some(
      (other) =>
        other !== filter &&
        strict(other) &&
        (other.name === filter.name || other.lists.some((name) => filter.lists.includes(name))),
    ) || lists.some((list) => list.filters.some(isSame(filter)) && list.filters.some(strict))
  );
}

function isSame({ span }: Filter): (other: Filter) => boolean {
  return (other) => other.span.start === span.start;
}

/** The action that the file's other filters refuse with, else the one that tells which call it was. */
function strictFix({ page, filters }: Context, filter: Filter): FindingFix | null {
  const at = filter.mismatchSpan;
  const written = at && page.text.slice(at.start, at.end);
  const word = written && /(?:^|::)(Log|Allow)$/.exec(written)?.[1];
  if (!at || !word) return null;
  const others = filters.flatMap(({ mismatchSpan }) => strictWord(page.text, mismatchSpan) ?? []);
  const newText = others[0] ?? 'Trap';
  return {
    title: l10n.t('Refuse what is not listed by {0}', newText),
    edits: [{ start: at.end - word.length, end: at.end, newText }],
  };
}

function strictWord(text: string, span: Span | null): string | null {
  if (!span) return null;
  return /::(Trap|KillThread|KillProcess)$/.exec(text.slice(span.start, span.end))?.[1] ?? null;
}

export const identicalActions: FindingRule = {
  code: 'identical-actions',
  level: 'error',
  title: 'A filter whose two actions are one',
  help: 'seccompiler refuses to build a filter that does the same with listed calls and all others (BackendError::IdenticalActions): the program ends up with an error instead of a filter.',
  find: ({ page, filters, policy }) =>
    filters
      .filter(({ mismatch, match, mismatchSpan, matchSpan }) => {
        // Container runtimes leave out what is answered like everything else.
        if (policy.dialect === 'oci') return false;
        if (mismatch === null || mismatch !== match || !mismatchSpan || !matchSpan) return false;
        // Two errnos differ by their numbers.
        if (mismatch !== 'errno' && mismatch !== 'trace') return true;
        return written(page.text, mismatchSpan) === written(page.text, matchSpan);
      })
      .map(({ matchSpan, span, match }) => ({
        span: matchSpan ?? span,
        message: l10n.t(
          'Listed calls and all others end alike, in {0}: seccompiler builds no such filter and gives an error.',
          match ?? '?',
        ),
      })),
};

function written(text: string, { start, end }: Span): string {
  return text.slice(start, end).replace(/\s+/g, '');
}
