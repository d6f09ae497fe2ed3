import assert from 'node:assert/strict';
import { LogDecoder } from '../../src/core/records/decode';
import { IoctlHistogram } from '../../src/core/strace/ioctl-histogram';
import { loadGrammar, loadRustParserFromPackages } from '../lib/rust-parser';
import { contentOf } from '../unit/records/content';
import { tryPolicy } from './policy';
import { tryTyped } from './typed';

/** What must hold of any bytes. @throws AssertionError where it does not */
export type Target = (bytes: Uint8Array) => void;

/** The first byte says how the rest is cut into chunks, so that a finding is one file. */
function cutUp(bytes: Uint8Array): { readonly rest: Uint8Array; readonly chunks: Uint8Array[] } {
  const length = (bytes[0] ?? 0) + 1;
  const rest = bytes.subarray(1);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < rest.length; at += length) chunks.push(rest.slice(at, at + length));
  return { rest, chunks };
}

/** What the records say: one like an earlier one is read another way where no chunk ends in it. */
function recordsOf(chunks: readonly Uint8Array[]): object[] {
  const decoder = new LogDecoder();
  const records = chunks.flatMap((chunk) => decoder.push(chunk));
  return [...records, ...decoder.end()].map(contentOf);
}

function tracedBy(chunks: readonly Uint8Array[]): unknown {
  const histogram = new IoctlHistogram();
  const reader = histogram.reader('trace');
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { lines: reader.lines, rows: histogram.rows('x86_64') };
}

export const TARGETS = ['records', 'strace', 'policy', 'typed'] as const;
type Name = (typeof TARGETS)[number];

/** The files in `test/fixtures` and in `test/fuzz/corpus` from which a target starts. */
export const SEEDS = /\.(?:log|json|strace|rs)$/;

/** All targets; the parser of Rust is there once the promise is fulfilled. */
export async function loadTargets(): Promise<Readonly<Record<Name, Target>>> {
  const [parser, grammar] = [await loadRustParserFromPackages(), await loadGrammar()];
  return {
    records: tryRecords,
    strace: tryTrace,
    policy: (bytes) => {
      tryPolicy(parser, bytes);
    },
    typed: (bytes) => {
      tryTyped(grammar, bytes);
    },
  };
}

function tryRecords(bytes: Uint8Array): void {
  const { rest, chunks } = cutUp(bytes);
  assert.deepEqual(recordsOf(chunks), recordsOf([rest]));
}

function tryTrace(bytes: Uint8Array): void {
  const { rest, chunks } = cutUp(bytes);
  assert.deepEqual(tracedBy(chunks), tracedBy([rest]));
}
