import path from 'node:path';
import { source } from '../inputs';
import { measure } from '../measure';
import type { Figure } from './figures';

/**
 * What this machine takes now for a work that no change of ours makes faster: machines of one kind, and
 * the hours of one of them, differ by half.
 */
export function yardstick(runs: number): Figure {
  const script = path.join(import.meta.dirname, '..', 'bare-parse.mjs');
  const command = [process.execPath, script, source(3000)];
  const [taken] = measure([{ name: 'bare parse', command }], runs);
  if (!taken) throw new Error('Nothing was measured.');
  return {
    what: 'yardstick: bare Node parses the same source, the whole process',
    unit: 'ms',
    value: taken.wall * 1000,
    beside: { name: 'processor time', value: taken.cpu * 1000 },
  };
}
