import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type { RustParser } from '../../../src/core/policy/parser';
import { want } from './cases';
import { ask, type Question } from './generated/edit';
import { CALLS, REQUESTS } from './generated/item';
import { times } from '../../lib/times';
import { ALL_SHAPES, sourcesOf, type Source } from './generated/sources';
import { parserReady } from './support';

let parser: RustParser;
before(async () => {
  parser = await parserReady;
});

const NAMES = CALLS.map(({ name }) => name);

const QUESTIONS: Readonly<Record<string, (source: Source, pick: number) => Question>> = {
  'a call that is not there': ({ items, list }, pick) => {
    const lacking = NAMES.filter((name) => !items.some((item) => item.name === name));
    return { want: want(pickOf(lacking, pick) ?? ''), options: list };
  },
  'a call that some architectures lack': ({ list }, pick) => ({
    want: want(pickOf(['open', 'poll', 'arch_prctl', 'epoll_wait'], pick) ?? ''),
    options: list,
  }),
  'the calls of other targets too': ({ list }, pick) => ({
    want: want(pickOf(['openat', 'newfstatat', 'pipe2', 'clone3'], pick) ?? ''),
    options: { ...list, companions: true },
  }),
  'a request': ({ list }, pick) => ({
    want: want('ioctl', pickOf([...REQUESTS, 0x8090ae81], pick) ?? null),
    options: list,
  }),
  'a request, or every one': ({ list }, pick) => ({
    want: want('ioctl', pickOf(REQUESTS, pick) ?? null),
    options: { ...list, widen: true },
  }),
  'without conditions': ({ items, list }, pick) => {
    const limited = items.filter(({ values }) => values !== null);
    return {
      want: want(pickOf(limited, pick)?.name ?? 'getpid'),
      options: { ...list, widen: true, kind: 'allow' },
    };
  },
  'an entry gone': ({ items, list }, pick) => {
    // Of a constant that holds nothing any more, nothing tells that it was a list.
    fc.pre(items.length > 1);
    return { want: want(pickOf(items, pick)?.name ?? ''), options: { ...list, kind: 'remove' } };
  },
  'the rule of a request gone': ({ items, list }, pick) => {
    const values = items.find(({ name }) => name === 'ioctl')?.values ?? [];
    return {
      want: want('ioctl', pickOf(values, pick) ?? 0x5401),
      options: { ...list, kind: 'remove' },
    };
  },
  'in order': ({ list }) => ({ want: want(''), options: { ...list, kind: 'sort' } }),
};

function pickOf<T>(some: readonly T[], pick: number): T | undefined {
  return some[pick % Math.max(1, some.length)];
}

for (const shape of ALL_SHAPES) {
  test(`${shape.name}: each remedy is itself and nothing else, once, and can be taken back`, (t) => {
    const counts = new Map<string, number>();
    const questions = fc.constantFrom(...Object.values(QUESTIONS));
    fc.assert(
      fc.property(sourcesOf(shape), questions, fc.nat(), (source, question, pick) => {
        const outcome = ask(parser, source.text, question(source, pick));
        for (const one of 'proved' in outcome ? outcome.proved : [outcome.refused]) {
          counts.set(one, (counts.get(one) ?? 0) + 1);
        }
      }),
      times(60),
    );
    t.diagnostic([...counts].map(([kind, count]) => `${count} ${kind}`).join(', '));
    for (const kind of ['allow', 'remove']) assert.ok((counts.get(kind) ?? 0) > 0, kind);
  });
}
