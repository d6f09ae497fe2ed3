import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { RecentLooks } from '../../../src/features/shared/recent-looks';

/** A file system that counts what it is asked for. */
function counting() {
  const texts = new Map<string, string>();
  const asked: string[] = [];
  return {
    texts,
    asked,
    store: {
      exists: (file: string) => {
        asked.push(`? ${file}`);
        return Promise.resolve(texts.has(file));
      },
      read: (file: string, root: string) => {
        asked.push(`${root}: ${file}`);
        return Promise.resolve(texts.get(file) ?? null);
      },
    },
  };
}

const at = (...names: string[]): string => path.join(path.sep, ...names);

test('each thing is asked for once, until something is heard of it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { texts, asked, store } = counting();
  const looks = new RecentLooks();
  const [root, main, rules, list] = [
    at('c'),
    at('c', 'main.rs'),
    at('c', 'r.rs'),
    at('c', 'r', 'l.rs'),
  ];
  texts.set(main, 'mod r;');
  const look = async (): Promise<unknown[]> => {
    const through = looks.through(store);
    const found = [main, rules, list].map((file) => through.read(file, root));
    return [await through.exists(main), ...(await Promise.all(found))];
  };
  const all = [`? ${main}`, ...[main, rules, list].map((file) => `${root}: ${file}`)];
  const expect = async (found: unknown[], anew: string[]): Promise<void> => {
    assert.deepEqual(await look(), found);
    assert.deepEqual(asked.splice(0).sort(), [...anew].sort());
  };
  await expect([true, 'mod r;', null, null], all);
  await expect([true, 'mod r;', null, null], []);
  texts.set(rules, 'mod l;');
  looks.forget(rules);
  await expect([true, 'mod r;', 'mod l;', null], [`${root}: ${rules}`]);
  texts.set(list, 'A');
  // A folder.
  looks.forget(at('c', 'r'));
  await expect([true, 'mod r;', 'mod l;', 'A'], [`${root}: ${list}`]);
  texts.clear();
  looks.clear();
  await expect([false, null, null, null], all);
  texts.set(main, 'new');
  // Nobody tells of it.
  t.mock.timers.tick(60_000);
  await expect([true, 'new', null, null], all);
});

test('what is heard of while it is read is read again', async () => {
  const looks = new RecentLooks();
  const answers: ((text: string) => void)[] = [];
  const store = {
    exists: () => Promise.resolve(true),
    read: () => new Promise<string>((resolve) => answers.push(resolve)),
  };
  const before = looks.through(store).read(at('a.rs'), at());
  looks.forget(at('a.rs'));
  const after = looks.through(store).read(at('a.rs'), at());
  answers[0]?.('old');
  answers[1]?.('new');
  assert.deepEqual([await before, await after], ['old', 'new']);
  looks.clear();
});

test('a file is another one of another crate', async () => {
  const { texts, asked, store } = counting();
  const looks = new RecentLooks();
  texts.set(at('a', 'b', 'x.rs'), 'X');
  for (const root of [at('a'), at('a', 'b')]) {
    assert.equal(await looks.through(store).read(at('a', 'b', 'x.rs'), root), 'X');
  }
  assert.equal(asked.length, 2);
  looks.clear();
});
