import type { Page } from '../plan/page';
import { removalEdits } from '../plan/removal';
import type { Allowlist } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import type { Span } from '../text/span';
import type { FindingFix } from './finding';

/** Removes what a span marks from the place that holds it; null where that is not surely right. */
export function removal(
  page: Page,
  place: Allowlist | RuleSet,
  span: Span,
  title: string,
): FindingFix | null {
  const edits = removalEdits(page, place, [span], false);
  return edits && { title, edits };
}
