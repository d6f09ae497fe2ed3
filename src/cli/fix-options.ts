import type { PlanOptions } from '../core/plan/options';
import { REMEDY_KINDS, type RemedyKind } from '../core/plan/remedy';
import { oneLine } from '../core/text/untrusted';
import { CliError } from './output';
import type { CallOptions } from './wants';

/** The options of `fix` as commander gives them. */
export interface FixOptions extends CallOptions {
  readonly log?: readonly string[];
  readonly list?: string;
  readonly widen?: true;
  readonly remedies?: true;
  readonly remedy?: string;
  readonly companions?: true;
  readonly constant?: true;
  readonly write?: true;
  readonly json?: true;
}

/** What they say to the planner. */
export function planOptions(options: FixOptions): PlanOptions & { readonly companions?: boolean } {
  const { list, widen, companions, constant } = options;
  const kind = kindOf(options);
  return {
    ...(list === undefined ? {} : { list }),
    ...(widen === undefined ? {} : { widen }),
    ...(companions === undefined ? {} : { companions }),
    ...(constant === undefined ? {} : { constant }),
    ...(kind === undefined ? {} : { kind }),
  };
}

/** @throws CliError for a kind that there is none of */
function kindOf({ remedy }: FixOptions): RemedyKind | undefined {
  if (remedy === undefined) return undefined;
  const kind = REMEDY_KINDS.find((one) => one === remedy);
  if (kind) return kind;
  throw new CliError(
    `There is no remedy "${oneLine(remedy)}"; there is: ${REMEDY_KINDS.join(', ')}.`,
  );
}

/** @throws CliError where options contradict one another */
export function refuseNonsense(source: string, options: FixOptions): void {
  const byLog = options.log !== undefined;
  // With a log, --ioctl is the request of those records that do not say theirs.
  const byName = options.syscall !== undefined || (!byLog && options.ioctl !== undefined);
  const kind = kindOf(options);
  if (kind === 'sort') {
    if (byLog || byName) throw new CliError('A sort is of a whole list: name it by --list.');
  } else if (byLog === byName) {
    throw new CliError('Say what is to be let through: either --log FILE, or --syscall NAME.');
  }
  if (options.program !== undefined && !byLog) throw new CliError('--program goes with --log.');
  if (source === '-' && options.log?.includes('-')) {
    throw new CliError('Standard input is either the source or the log, not both.');
  }
  if (source === '-' && options.write) throw new CliError('Standard input cannot be written to.');
  if (options.remedies && (options.write || options.remedy !== undefined)) {
    throw new CliError('--remedies only prints: take one of them by --remedy KIND.');
  }
  if (options.constant && kind !== 'remove') {
    throw new CliError('--constant goes with --remedy remove.');
  }
}
