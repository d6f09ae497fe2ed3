import type { RefusalRecord } from './record';

type Address = Pick<RefusalRecord, 'ip' | 'ipHigh' | 'ipLow'>;

/** The upper 32 bits of a record's address, signed; 0 where it says none. */
export function highOf(record: Address): number {
  return record.ipHigh ?? halfOf(record.ip, 8);
}

/** The lower 32 bits, signed. */
export function lowOf(record: Address): number {
  return record.ipLow ?? halfOf(record.ip, 0);
}

/** The 32 bits that `skipped` digits follow in `0x…`. */
function halfOf(ip: string | null, skipped: number): number {
  const end = ip === null ? 0 : ip.length - skipped;
  return ip === null || end <= 2 ? 0 : parseInt(ip.slice(Math.max(2, end - 8), end), 16) | 0;
}
