import type { Constant } from '../policy/model';

/** `ioc(WRITE, 0xaf, 0x10, 8)`, taken apart. */
interface CalledValue {
  readonly callee: string;
  readonly args: readonly string[];
  readonly value: bigint;
}

/**
 * A request as a call of the file's own function, where its neighbours are such calls: a neighbour's
 * with the same direction, type and size, and another number. null where none has these, or where
 * neighbours do not show which argument the number is.
 * @param request unsigned 32-bit
 */
export function calledValue(home: readonly Constant[], request: number): string | null {
  const calls = home.flatMap((one) => takenApart(one) ?? []);
  if (calls.length * 2 < home.length) return null;
  const wanted = BigInt(request);
  const like = calls.findLast(({ value }) => value >> 8n === wanted >> 8n);
  if (!like) return null;
  const same = calls.filter(
    ({ callee, args }) => callee === like.callee && args.length === like.args.length,
  );
  const places = like.args.flatMap((_, at) =>
    same.every(({ args, value }) => numberOf(args[at] ?? '') === (value & 0xffn)) ? at : [],
  );
  const [at, other] = places;
  // One neighbour's argument may be that number by chance.
  const numbers = new Set(same.map(({ value }) => value & 0xffn));
  if (at === undefined || other !== undefined || numbers.size < 2) return null;
  const args = like.args.map((arg, i) => (i === at ? written(arg, wanted & 0xffn) : arg));
  return `${like.callee}(${args.join(', ')})`;
}

function takenApart({ text, value }: Constant): CalledValue | null {
  const [, callee, inside] = /^([A-Za-z_][\w:]*)\((.*)\)$/.exec(text) ?? [];
  if (callee === undefined || inside === undefined || value === null) return null;
  const args = [''];
  let depth = 0;
  for (const mark of inside) {
    if ('([{'.includes(mark)) depth += 1;
    if (')]}'.includes(mark)) depth -= 1;
    if (depth < 0) return null;
    if (mark === ',' && depth === 0) args.push('');
    else args.push((args.pop() ?? '') + mark);
  }
  const all = args.map((arg) => arg.trim()).filter((arg) => arg !== '');
  return all.length > 0 ? { callee, args: all, value } : null;
}

/** null for what is no plain number. */
function numberOf(text: string): bigint | null {
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : null;
}

/** A number as another one is written: `0x05` for `0x1`. */
function written(like: string, value: bigint): string {
  if (!/^0x/i.test(like)) return value.toString();
  const digits = value.toString(16).padStart(like.length - 2, '0');
  return `0x${/[A-F]/.test(like.slice(2)) ? digits.toUpperCase() : digits}`;
}
