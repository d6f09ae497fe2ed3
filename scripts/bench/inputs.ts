import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { scratchFolder } from '../lib/paths';
import { auditdRecord, distinctRecord } from './audit-records';
import { Random } from './random';
import { rustSource } from './rust-source';
import { sparseLog } from './sparse-log';
import { straceTrace } from './strace-trace';

const SEED = 7;

/** The generators: when one changes, what it made before is made anew. */
const MAKERS = ['random', 'audit-records', 'sparse-log', 'strace-trace', 'rust-source', 'inputs'];

const folder = path.join(scratchFolder, 'bench', version());

/** A syslog of `megabytes` (10⁶ bytes) with 100 records in it. @returns its path, as all of these do */
export function sparse(megabytes: number): string {
  return made(`sparse-${megabytes}.log`, () => sparseLog(new Random(SEED), megabytes * 1e6, 100));
}

/** An audit.log of nothing but `records` records of refused calls. */
export function dense(records: number): string {
  return made(`dense-${records}.log`, function* () {
    const random = new Random(SEED);
    for (let nth = 0; nth < records; nth++) yield auditdRecord(random, nth);
  });
}

/** An audit.log of `records` records of `traps` distinct traps. */
export function burst(records: number, traps: number): string {
  return made(`burst-${records}-${traps}.log`, function* () {
    const random = new Random(SEED);
    for (let nth = 0; nth < records; nth++) yield distinctRecord(random, nth, traps);
  });
}

/** strace's output with `calls` ioctl calls. */
export function trace(calls: number): string {
  return made(`ioctls-${calls}.strace`, () => straceTrace(new Random(SEED), calls));
}

/** A Rust source of about `lines` lines. */
export function source(lines: number): string {
  return made(`filter-${lines}.rs`, () => [rustSource(new Random(SEED), lines)]);
}

/** Another file that a run needs, such as a list of words. */
export function text(name: string, content: string): string {
  return made(`${createHash('sha256').update(content).digest('hex').slice(0, 8)}-${name}`, () => [
    content,
  ]);
}

/** Makes the file where it is not there yet; whole or not at all. */
function made(name: string, pieces: () => Iterable<string>): string {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const part = `${file}.part`;
  const fd = openSync(part, 'w');
  let waiting = '';
  for (const piece of pieces()) {
    waiting += piece;
    if (waiting.length < 1 << 20) continue;
    writeSync(fd, waiting);
    waiting = '';
  }
  if (waiting !== '') writeSync(fd, waiting);
  closeSync(fd);
  renameSync(part, file);
  return file;
}

function version(): string {
  const hash = createHash('sha256');
  for (const maker of MAKERS)
    hash.update(readFileSync(path.join(import.meta.dirname, `${maker}.ts`)));
  return hash.digest('hex').slice(0, 8);
}
