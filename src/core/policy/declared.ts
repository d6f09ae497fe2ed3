import type { ConstItem, UseItem } from './items';
import type { Constant, Import } from './model';
import { holderOf, type Reader } from './reader';
import { oneLineOf } from './syntax';
import type { ConstantTable } from './values';

const INTEGER = /^(?:\w+::)*(?:[ui](?:8|16|32|64|128|size)|c_\w+|Ioctl)$/;

/** The constants of a source that are numbers, or are of a number's type, in the order of the text. */
export function constantsOf(
  items: readonly ConstItem[],
  table: ConstantTable,
  reader: Reader,
): Constant[] {
  return items
    .map((item) => constantOf(item, table, reader))
    .filter(({ value, type }) => value !== null || INTEGER.test(type))
    .sort((a, b) => a.span.start - b.span.start);
}

function constantOf(item: ConstItem, table: ConstantTable, reader: Reader): Constant {
  return {
    ...reader.located(item),
    name: item.name,
    modules: item.modules,
    cfg: item.cfg,
    value: table.numberOf(item.value, { modules: item.modules, fn: item.owner }),
    text: oneLineOf(reader.text, item.valueSpan),
    nameSpan: item.nameSpan,
    valueSpan: item.valueSpan,
    type: item.type,
    owner: holderOf(item.owner),
  };
}

/** A name that a `use` of the source brings in. */
export function importOf(item: UseItem): Import {
  const { start, end, path, target, name, modules, owner, flatGroup } = item;
  const braces = flatGroup && { start: flatGroup.start, end: flatGroup.end };
  return { start, end, path, target, name, modules, owner: holderOf(owner), braces };
}
