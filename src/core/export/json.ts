/** JSON with whole numbers of 64 bits, which a float does not hold. */
export type Json = string | number | bigint | readonly Json[] | { readonly [key: string]: Json };

/** The low bits of a value, unsigned, as the kernel compares them. */
export function integer(value: bigint, bits: number): bigint {
  return BigInt.asUintN(bits, value);
}

/** As `JSON.stringify(value, null, 2)` writes it. */
export function jsonText(value: Json, indent = ''): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  const isArray = isItems(value);
  const parts = isArray
    ? value.map((one) => jsonText(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${jsonText(one, inner)}`);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

function isItems(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
