import type { Policy } from '../policy/model';
import type { RustParser } from '../policy/parser';
import { readPolicy } from '../policy/read';
import type { PolicyReader } from './review';

/** Reads each version of the source once. */
export function readerOf(parser: RustParser): PolicyReader {
  const known = new Map<string, Policy>();
  return (text, arch) => {
    const key = `${arch} ${text}`;
    const policy = known.get(key) ?? readPolicy(parser, text, arch);
    known.set(key, policy);
    return policy;
  };
}
