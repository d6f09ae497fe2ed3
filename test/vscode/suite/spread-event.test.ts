import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { SpreadEvent } from '../../../src/features/shared/spread-event';
import { Turns } from '../../../src/features/shared/turns';
import { eventually } from '../lib/workspace';

/** Longer than the listeners of one turn may take together. */
const LONG_MS = 30;

suite('an event whose listeners are slow together', () => {
  let turns: Turns;
  let event: SpreadEvent;
  let told: string[];

  setup(() => {
    turns = new Turns();
    event = new SpreadEvent(turns);
    told = [];
  });

  teardown(() => {
    event.dispose();
    turns.dispose();
  });

  const listen = (name: string, then?: () => void) =>
    event.event(() => {
      told.push(name);
      then?.();
    });
  const becomes = (names: string) =>
    eventually(`told: ${names}`, () => told.join(' ') === names || undefined);

  test('the first hears of it at once, who comes after a long one in a turn of its own', async () => {
    listen('long', hold);
    listen('next', hold);
    listen('last');
    event.fire();
    assert.deepEqual(told, ['long']);
    await becomes('long next last');
  });

  test('what changes meanwhile is told in one more round to all', async () => {
    let more = 3;
    listen('a', () => {
      if (more-- > 0) event.fire();
      hold();
    });
    listen('b');
    event.fire();
    event.fire();
    await becomes('a b a b a b a b');
  });

  test('one that fails keeps nobody from hearing of it', async () => {
    listen('bad', () => {
      throw new Error('of a listener, as it should be');
    });
    listen('good');
    event.fire();
    await becomes('bad good');
  });

  test('who listens no more is told no more, also within a round', async () => {
    listen('a', () => {
      second.dispose();
      hold();
    });
    const second = listen('b');
    listen('c');
    event.fire();
    await becomes('a c');
    event.fire();
    await becomes('a c a c');
  });

  test('once disposed it tells nobody', async () => {
    listen('a', hold);
    listen('b');
    event.fire();
    event.dispose();
    event.fire();
    await turn();
    assert.deepEqual(told, ['a']);
  });
});

function hold(): void {
  const end = performance.now() + LONG_MS;
  while (performance.now() < end);
}

/** Lets what waits for the next turn of the event loop run. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
