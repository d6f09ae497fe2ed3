import data from './data/ioctls.json';
import { parseIoc } from './ioc';
import { onceFor } from './once';
import type { Arch, IoctlRequest } from './types';

export { iocFields, iocText, iocValue, requestBits, type RequestBits } from './ioc';

/** `[name, source, hex]`, or one hex or null for each column where these differ. */
type Row = readonly [name: string, source: number, ...values: (string | null)[]];

interface Table {
  readonly byValue: ReadonlyMap<number, readonly IoctlRequest[]>;
  readonly byName: ReadonlyMap<string, readonly IoctlRequest[]>;
}

const tableOf = onceFor(buildTable);

/**
 * The named requests of a value, several where headers give one value several names (0x3b71).
 * @param value unsigned 32-bit.
 * @returns none for an unknown value, and on an architecture without a table.
 */
export function requestsByValue(arch: Arch, value: number): readonly IoctlRequest[] {
  return tableOf(arch).byValue.get(value) ?? [];
}

/** The requests of a name: none, one, or two where MSHV's two ABIs give it different values. */
export function requestsByName(arch: Arch, name: string): readonly IoctlRequest[] {
  return tableOf(arch).byName.get(name) ?? [];
}

/** All named requests of an architecture, by name. */
export function allRequests(arch: Arch): readonly IoctlRequest[] {
  return [...tableOf(arch).byName.values()].flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether an architecture has named requests at all; elsewhere only `_IOC` fields can be told. */
export function hasRequestTable(arch: Arch): boolean {
  return data.columns.includes(arch);
}

/**
 * The request that a text means: a number as C, Rust or strace write it (`0x4090_ae82`, `44672`,
 * `0xae80u64`), also sign-extended from musl's int (`-0x3feff4`, `0xffffffffc010b805`), a name, or
 * `_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)`.
 * @returns unsigned 32-bit; null when it is none of these, wider than 32 bits, or a name whose value
 *   is not certain (MSHV's two ABIs: ask `requestsByName`).
 */
export function parseRequest(arch: Arch, text: string): number | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('_IOC')) return parseIoc(arch, trimmed);
  const number = parseNumber(trimmed);
  if (number !== null) return lowWord(number);
  const values = new Set(requestsByName(arch, trimmed).map((request) => request.value));
  const [only] = values;
  return values.size === 1 ? (only ?? null) : null;
}

function parseNumber(text: string): bigint | null {
  const match = /^(-?)(0[xX][0-9a-fA-F_]+|\d[\d_]*?)_?(?:[iu](?:8|16|32|64|128|size))?$/.exec(text);
  const digits = match?.[2]?.replaceAll('_', '') ?? '';
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(digits)) return null;
  return match?.[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

/** The low 32 bits, unsigned, where the rest only repeats their sign; null otherwise. */
function lowWord(number: bigint): number | null {
  const low = BigInt.asUintN(32, number);
  const signed = BigInt.asIntN(32, number);
  const fits = number === low || number === signed || number === BigInt.asUintN(64, signed);
  return fits ? Number(low) : null;
}

function buildTable(arch: Arch): Table {
  const byValue = new Map<number, IoctlRequest[]>();
  const byName = new Map<string, IoctlRequest[]>();
  const column = data.columns.indexOf(arch);
  if (column < 0) return { byValue, byName };
  // The rows stand by source, in order of trust: of several names of a value, a crate's comes first.
  for (const [name, source, ...values] of data.requests as unknown as readonly Row[]) {
    const hex = values.length === 1 ? values[0] : values[column];
    if (hex == null) continue;
    const value = Number.parseInt(hex, 16);
    const request = { arch, name, value, source: data.sources[source] ?? '' };
    append(byValue, value, request);
    append(byName, name, request);
  }
  return { byValue, byName };
}

function append<K>(map: Map<K, IoctlRequest[]>, key: K, request: IoctlRequest): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [request]);
  else before.push(request);
}
