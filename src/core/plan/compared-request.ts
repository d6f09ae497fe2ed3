import type { Asked } from './change';
import type { Page } from './page';
import type { NewRules } from './template';

/** libseccomp's comparison for one request, in the 64 bits that it has. */
export function comparison({ request }: Asked, value: string, page: Page): NewRules {
  // musl passes a request as an int, sign-extended.
  const mask = request >= 0x8000_0000 ? 'MaskedEqual(0xffff_ffff)' : 'Equal';
  const args = ['1', `ScmpCompareOp::${mask}`, value];
  const call = `ScmpArgCompare::new(${args.join(', ')})`;
  const flat = `&[${call}]`;
  const fits = page.widthOf(call) <= page.format.array;
  const render = (indent: string): string => {
    if (fits) return flat;
    const line = page.eol + indent + page.unit;
    return `&[ScmpArgCompare::new(${args.map((arg) => `${line}${arg},`).join('')}${page.eol}${indent})]`;
  };
  return { flat, fits: () => fits, render };
}
