import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../../src/features/shared/turns';

/** Lets what waits for a turn of the event loop have one. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets the turn pass in which something was done at once. */
async function turnAfter(): Promise<void> {
  await turn();
  await turn();
}

/** Works that write their names down. */
function named(): { readonly done: string[]; readonly work: (name: string) => () => void } {
  const done: string[] = [];
  return {
    done,
    work: (name) => () => {
      done.push(name);
    },
  };
}

test('the first is done at once, those after it one a turn, in their order', async () => {
  const turns = new Turns();
  const { done, work } = named();
  for (const name of ['a', 'b', 'c']) turns.run(work(name));
  assert.deepEqual(done, ['a']);
  await turnAfter();
  assert.deepEqual(done, ['a', 'b']);
  await turn();
  assert.deepEqual(done, ['a', 'b', 'c']);
});

test('what a work asks for comes in a turn of its own', async () => {
  const turns = new Turns();
  const { done, work } = named();
  turns.run(() => {
    work('outer')();
    turns.run(work('inner'));
    work('outer is over')();
  });
  assert.deepEqual(done, ['outer', 'outer is over']);
  await turnAfter();
  assert.deepEqual(done, ['outer', 'outer is over', 'inner']);
});

test('after a turn without work the next is done at once again', async () => {
  const turns = new Turns();
  const { done, work } = named();
  turns.run(work('a'));
  await turnAfter();
  turns.run(work('b'));
  assert.deepEqual(done, ['a', 'b']);
});

test('a work that fails takes nobody else’s turn', async () => {
  const turns = new Turns();
  const { done, work } = named();
  assert.throws(() => {
    turns.run(() => {
      turns.run(work('b'));
      throw new Error('of the work');
    });
  }, /of the work/);
  await turnAfter();
  assert.deepEqual(done, ['b']);
});

test('what a timer asks for comes after the turn of that timer', async () => {
  const turns = new Turns();
  const { done, work } = named();
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      turns.run(work('a'));
      turns.run(work('b'));
      // Of the same turn: immediates follow timers.
      setImmediate(() => {
        work('the turn is over')();
        resolve();
      });
    }, 0);
  });
  await turnAfter();
  assert.deepEqual(done, ['a', 'the turn is over', 'b']);
});

test('who waits for a turn has none of another work', async () => {
  const turns = new Turns();
  const { done, work } = named();
  turns.run(work('a'));
  const waited = turns.next().then(work('waited'));
  turns.run(work('b'));
  await turnAfter();
  assert.deepEqual(done, ['a', 'waited']);
  await turn();
  assert.deepEqual(done, ['a', 'waited', 'b']);
  await waited;
});

test('who waits for a turn goes on when there are none any more', async () => {
  const turns = new Turns();
  const waited = turns.next();
  turns.dispose();
  await waited;
  await turns.next();
});

test('nothing is done once it is disposed', async () => {
  const turns = new Turns();
  const { done, work } = named();
  turns.run(work('a'));
  turns.run(work('b'));
  turns.dispose();
  turns.run(work('c'));
  await turn();
  await turn();
  assert.deepEqual(done, ['a']);
});
