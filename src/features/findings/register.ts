import type { Lens } from '../shared/lens';
import { LogFindings } from './log-findings';
import { PolicyFindings } from './policy-findings';
import { RustFindings } from './rust-findings';

/**
 * Diagnostics: on the records in open logs, on the allowlists that lack what was refused, and on what
 * is wrong in a policy itself.
 */
export function registerFindings(lens: Lens): void {
  lens.context.subscriptions.push(
    new RustFindings(lens),
    new LogFindings(lens),
    new PolicyFindings(lens),
  );
}
