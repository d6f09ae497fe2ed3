import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GivenRows } from '../../../src/features/shared/given-rows';

interface Node {
  readonly id: string;
  readonly look: string;
  readonly below: readonly Node[];
}

/** `a`, `a:look`, and what is below it in brackets: as few words as a tree needs here. */
const node = (name: string, ...below: readonly Node[]): Node => {
  const [id = '', look = ''] = name.split(':');
  return { id, look, below };
};

/** A tree that is made anew by each `become`, of which the editor has asked for `asked`. */
function given(tree: readonly Node[], asked: readonly (string | undefined)[] = [undefined]) {
  let now = tree;
  const rows = new GivenRows<Node>({
    childrenOf: (parent) => (parent ? parent.below : now),
    idOf: ({ id }) => id,
    lookOf: ({ look }) => look,
  });
  const elements = new Map<string, Node>();
  const ask = (id: string | undefined) => {
    const parent = id === undefined ? undefined : elements.get(id);
    const children = rows.give(parent);
    for (const child of children) elements.set(child.id, child);
    return children;
  };
  for (const id of asked) ask(id);
  const become = (...next: readonly Node[]) => {
    now = next;
    const told = rows.different();
    return told?.map((element) => {
      assert.equal(element, elements.get(element.id), 'the editor knows it by another object');
      return element.id;
    });
  };
  return { rows, elements, ask, become };
}

const TREE = [node('list:1', node('read'), node('write', node('fd'))), node('other')];
const ALL = [undefined, 'list', 'write'];

const CASES: readonly {
  readonly what: string;
  readonly asked?: readonly (string | undefined)[];
  readonly next: readonly Node[];
  /** Ids; null for all rows. */
  readonly told: readonly string[] | null;
}[] = [
  {
    what: 'nothing is different',
    next: [node('list:1', node('read'), node('write', node('fd'))), node('other')],
    told: [],
  },
  {
    what: 'a row looks different',
    next: [node('list:1', node('read:!'), node('write', node('fd:!'))), node('other')],
    told: ['read', 'fd'],
  },
  {
    what: 'a row that was not asked for looks different',
    asked: [undefined],
    next: [node('list:1', node('read:!'), node('write', node('fd'))), node('other')],
    told: [],
  },
  {
    what: 'a row has come below another',
    next: [node('list:1', node('brk'), node('read'), node('write', node('fd'))), node('other')],
    told: ['list'],
  },
  {
    what: 'two have changed places',
    next: [node('list:1', node('write', node('fd')), node('read')), node('other')],
    told: ['list'],
  },
  {
    what: 'the last below another is gone',
    next: [node('list:1', node('read'), node('write')), node('other')],
    told: ['write'],
  },
  { what: 'a row is gone at the top', next: [node('other')], told: null },
];

for (const { what, asked = ALL, next, told } of CASES) {
  test(`${what}: the editor is told of ${told ? told.join() || 'nothing' : 'all'}`, () => {
    const { become } = given(TREE, asked);
    assert.deepEqual(become(...next) ?? null, told);
    // Once: of what is told it asks again.
    assert.deepEqual(become(...next), []);
  });
}

test('nothing is told before the editor has asked', () => {
  assert.deepEqual(given(TREE, []).become(node('other')), []);
});

test('an object of the editor stands for what is there now, and another for itself', () => {
  const { rows, elements, become } = given(TREE, ALL);
  const [read, write] = [elements.get('read'), elements.get('write')];
  assert.ok(read && write);
  const fresh = node('read:!');
  become(node('list:1', fresh, node('write', node('fd'))), node('other'));
  assert.equal(rows.now(read), fresh);
  assert.equal(rows.elementOf(fresh), read);
  const foreign = node('read:?');
  assert.equal(rows.now(foreign), foreign);
  assert.deepEqual(rows.give(write), [elements.get('fd')]);
});

test('what the editor asks for again it has by the same objects, with what is new', () => {
  const { elements, ask, become } = given(TREE, ALL);
  const before = elements.get('list');
  become(node('list:2', node('read'), node('brk')), node('other'));
  assert.equal(ask(undefined)[0], before);
  assert.deepEqual(
    ask('list').map(({ id }) => id),
    ['read', 'brk'],
  );
});

test('a row that has gone has nothing below it by now, and is asked for in vain', () => {
  const { rows, elements, become } = given(TREE, ALL);
  const write = elements.get('write');
  assert.ok(write);
  become(node('list:1', node('read')), node('other'));
  assert.equal(rows.now(write), write);
  assert.deepEqual(rows.give(write), [...write.below]);
});
