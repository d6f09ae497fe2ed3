import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { CrateReader } from '../../../src/features/shared/crate-reader';
import type { PolicySource } from '../../../src/features/shared/policy-source';
import { SourceReader } from '../../../src/features/shared/source-reader';

const URI = { fsPath: '/filter.rs', toString: () => 'file:///filter.rs' } as unknown as vscode.Uri;
const TEXT = 'fn rules() {}';

/** A reader whose parser comes, or fails, when that is said. */
function reading(): {
  readonly reader: SourceReader;
  readonly taken: PolicySource[];
  /** Told `there` or an `error`. */
  readonly parser: EventEmitter;
} {
  const parser = new EventEmitter();
  const checked = once(parser, 'there');
  const taken: PolicySource[] = [];
  const read = (uri: vscode.Uri, text: string): Promise<PolicySource> =>
    Promise.resolve({ uri, policy: { text } } as unknown as PolicySource);
  const crates = { read, check: () => checked } as unknown as CrateReader;
  const sources = {
    known: () => taken.at(-1),
    take: (source: PolicySource) => taken.push(source),
    outdated: () => undefined,
  };
  return { reader: new SourceReader(sources, () => Promise.resolve(crates)), taken, parser };
}

test('what a source says is there before the parser is, and is kept when that has come', async () => {
  const { reader, taken, parser } = reading();
  const whole = reader.read(URI, TEXT);
  const policy = await reader.readUnchecked(URI, TEXT);
  assert.equal(policy.text, TEXT);
  assert.deepEqual(taken, []);
  parser.emit('there');
  assert.equal((await whole).policy, policy);
  assert.deepEqual(taken, [await whole]);
  assert.equal(await reader.readUnchecked(URI, TEXT), policy);
});

test('without a parser nothing is kept, and who waits for the whole is told why', async () => {
  const { reader, taken, parser } = reading();
  const policy = await reader.readUnchecked(URI, TEXT);
  const whole = reader.read(URI, TEXT);
  parser.emit('error', new Error('no grammar'));
  await assert.rejects(whole, /no grammar/);
  assert.deepEqual(taken, []);
  // The next one tries again.
  assert.notEqual(await reader.readUnchecked(URI, TEXT), policy);
});
