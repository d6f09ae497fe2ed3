import { equivalentsOf } from '../../core/abi/equivalents';
import type { Trap } from '../../core/traps/trap';
import { offered, type OfferedRemedy, wantOf } from './offers';
import { optionsFor, type PolicySource } from './policy-source';

/**
 * The call together with those that another libc or architecture makes instead of it, as one change;
 * nothing where the list lacks none of them, or nothing tells which list is meant.
 */
export function companionsFor(source: PolicySource, trap: Trap): readonly OfferedRemedy[] {
  const want = wantOf(trap);
  if (!want || equivalentsOf(want.syscall).length === 0) return [];
  const { policy, crate, ask } = source;
  const read = ask.readOwn(crate.read, crate.tree);
  const plan = ask.planWithCompanions(read, policy.text, want, optionsFor(source, want.arch));
  // A plan of the call alone is offered already.
  if (plan.kind !== 'remedies' || plan.remedies.length !== 1) return [];
  return plan.remedies
    .filter(({ kind, widens }) => kind === 'allow' && widens)
    .flatMap((remedy) => offered(source, remedy));
}
