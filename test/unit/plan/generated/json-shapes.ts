import type { Item } from './item';
import { argument, type Shape } from './shapes';

/** Values of an array, one a line, with the comments above each; JSON takes no last comma. */
function values(items: readonly Item[], indent: string, write: (item: Item) => string): string {
  return items
    .map((item) => {
      const above = item.above.map((line) => `${line === '' ? '' : indent}${line}\n`).join('');
      return `${above}${indent}${write(item).replaceAll('\n', `\n${indent}`)}`;
    })
    .join(',\n');
}

/** An object of seccompiler's form for each rule, or one without conditions. */
function objects(item: Item, spread: boolean): string {
  const [open, between, close] = spread ? ['{\n    ', ',\n    ', '\n}'] : ['{ ', ', ', ' }'];
  const head = `"syscall": "${item.name}"`;
  if (item.values === null) return `${open}${head}${close}`;
  return item.values
    .map((value) => {
      const args = `"args": [{ "index": ${argument(item)}, "type": "dword", "op": "eq", "val": ${value} }]`;
      return `${open}${[head, '"comment": "größer 𝔘, {ja}"', args].join(between)}${close}`;
    })
    .join(',\n');
}

function threads(mismatch: string, match: string, spread: boolean): Shape['write'] {
  return (name, items) => `{
    // Two threads: größer 𝔘.
    "${name}": {
        "${mismatch}": "trap",
        "${match}": "allow",
        "filter": [
${values(items, '            ', (item) => objects(item, spread))}
        ]
    }
}
`;
}

/** The JSON of others, with the comments that only some readers take. */
export const JSON_SHAPES: readonly Shape[] = [
  {
    name: 'seccompiler’s JSON, an object a line',
    limits: 'all',
    loose: true,
    write: threads('mismatch_action', 'match_action', false),
  },
  {
    name: 'seccompiler’s JSON of the older names, a member a line',
    limits: 'all',
    loose: true,
    write: threads('default_action', 'filter_action', true),
  },
  {
    name: 'a profile of the OCI runtime specification',
    limits: 'all',
    loose: true,
    write: (_, items) => {
      const free = items.filter((item) => item.values === null);
      const limited = items.filter((item) => item.values !== null);
      const names = `{
    "names": [
${values(free, '        ', ({ name }) => `"${name}"`)}
    ],
    "action": "SCMP_ACT_ALLOW"
}`;
      const rules = limited.flatMap((item) =>
        (item.values ?? []).map(
          (value) => `{
    "names": ["${item.name}"],
    "action": "SCMP_ACT_ALLOW",
    "args": [{ "index": ${argument(item)}, "value": ${value}, "op": "SCMP_CMP_EQ" }]
}`,
        ),
      );
      const all = [...(free.length > 0 ? [names] : []), ...rules];
      return `{
    "defaultAction": "SCMP_ACT_ERRNO",
    "syscalls": [
${all.map((one) => `        ${one.replaceAll('\n', '\n        ')}`).join(',\n')}
    ]
}
`;
    },
  },
];
