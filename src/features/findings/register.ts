import type { Lens } from '../shared/lens';
import { LogFindings } from './log-findings';
import { RustFindings } from './rust-findings';

/** Diagnostics: on the records in open logs, and on the allowlists that lack what was refused. */
export function registerFindings(lens: Lens): void {
  lens.context.subscriptions.push(new RustFindings(lens), new LogFindings(lens));
}
