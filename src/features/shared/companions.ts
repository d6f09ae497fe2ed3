import { equivalentsOf } from '../../core/abi/equivalents';
import { planWithCompanions } from '../../core/plan/companions';
import type { RustParser } from '../../core/policy/parser';
import { readPolicy } from '../../core/policy/read';
import type { Trap } from '../../core/traps/trap';
import { type OfferedRemedy, wantOf } from './offers';
import type { PolicySource } from './policy-store';

/**
 * The call together with those that another libc or architecture makes instead of it, as one change;
 * nothing where the list lacks none of them, or nothing tells which list is meant.
 */
export function companionsFor(
  parser: RustParser,
  source: PolicySource,
  trap: Trap,
): readonly OfferedRemedy[] {
  const want = wantOf(trap);
  if (!want || equivalentsOf(want.syscall).length === 0) return [];
  const { policy, format } = source;
  const plan = planWithCompanions(
    (text, arch) => readPolicy(parser, text, arch),
    policy.text,
    want,
    format ? { format } : {},
  );
  // A plan of the call alone is offered already.
  if (plan.kind !== 'remedies' || plan.remedies.length !== 1) return [];
  return plan.remedies
    .filter(({ kind, widens }) => kind === 'allow' && widens)
    .map((remedy) => ({ source, remedy }));
}
