import type { Policy } from '../policy/model';
import type { Asked } from './change';
import { isOfSyscallz, used } from './forms';
import type { Page } from './page';
import type { NewRules } from './template';

/** The comparison of libseccomp's crate, or of syscallz, for one request, in the 64 bits that it has. */
export function comparison(want: Asked, value: string, policy: Policy, page: Page): NewRules {
  const { type, args } = isOfSyscallz(policy)
    ? comparatorOf(want, value, policy)
    : compareOf(want, value);
  const call = `${type}::new(${args.join(', ')})`;
  const flat = `&[${call}]`;
  const fits = page.widthOf(call) <= page.format.array;
  const render = (indent: string): string => {
    if (fits) return flat;
    const line = page.eol + indent + page.unit;
    return `&[${type}::new(${args.map((arg) => `${line}${arg},`).join('')}${page.eol}${indent})]`;
  };
  return { flat, fits: () => fits, render };
}

interface Compared {
  readonly type: string;
  readonly args: readonly string[];
}

/** musl passes a request as an int, sign-extended: one that is negative is compared under a mask. */
function isMasked({ request }: Asked): boolean {
  return request >= 0x8000_0000;
}

function compareOf(want: Asked, value: string): Compared {
  const mask = isMasked(want) ? 'MaskedEqual(0xffff_ffff)' : 'Equal';
  return { type: 'ScmpArgCompare', args: ['1', `ScmpCompareOp::${mask}`, value] };
}

function comparatorOf(want: Asked, value: string, policy: Policy): Compared {
  const [type, op] = [used(policy, 'Comparator'), used(policy, 'Cmp')];
  return isMasked(want)
    ? { type, args: ['1', `${op}::MaskedEq`, '0xffff_ffff', `Some(${value})`] }
    : { type, args: ['1', `${op}::Eq`, value, 'None'] };
}
