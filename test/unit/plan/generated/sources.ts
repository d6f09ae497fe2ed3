import fc from 'fast-check';
import { items, type Item } from './item';
import { JSON_SHAPES } from './json-shapes';
import { MADE_SHAPES } from './made-shapes';
import { dress, dressed } from './page';
import { SHAPES, type Shape } from './shapes';

export const ALL_SHAPES: readonly Shape[] = [...SHAPES, ...MADE_SHAPES, ...JSON_SHAPES];

/** A file that holds one list. */
export interface Source {
  readonly text: string;
  readonly items: readonly Item[];
  /** How its list is named, where that must be. */
  readonly list: { readonly list?: string };
}

/** What may stand around a list, none of it an entry. */
const HEADS = [
  '',
  '//! größer 𝔘 → 日本: libc::SYS_getpid, (\n\n',
  '/* vec![(libc::SYS_getpid, vec![]) */\nuse libc;\n\n',
  'const TEXT: &str = "ünï \\" (libc::SYS_getpid, vec![]),";\n\n',
  'const MARK: char = \'"\';\nconst RAW: &str = r#"𝔘 " libc::SYS_getpid "#;\n\n',
] as const;
const TAILS = [
  '',
  '\nfn is_open(nr: i64) -> bool {\n    [libc::SYS_getpid].contains(&nr) // ünï\n}\n',
  '\n#[cfg(test)]\nmod tests {\n    const X: &str = "𝔘";\n}\n',
] as const;

/** Files of one shape, however else they are written. */
export function sourcesOf(shape: Shape): fc.Arbitrary<Source> {
  return fc
    .record({
      all: items,
      dress,
      head: fc.constantFrom(...HEADS),
      tail: fc.constantFrom(...TAILS),
    })
    .map(({ all, dress: how, head, tail }): Source => {
      const written = all
        .filter(({ name }) => shape.limits !== 'none' || name !== 'ioctl')
        .map((item): Item => ({
          ...item,
          values: shape.limits === 'all' || item.name === 'ioctl' ? item.values : null,
          ...(shape.loose ? {} : { above: [], behind: '' }),
          ...(shape.loose && !JSON_SHAPES.includes(shape) ? {} : { cfg: null }),
        }));
      const list = shape.write('LIST', written);
      const text = dressed(JSON_SHAPES.includes(shape) ? list : `${head}${list}${tail}`, how);
      const { begins } = shape;
      const lineOf = (it: string): number => text.slice(0, text.indexOf(it)).split('\n').length;
      return {
        text,
        items: written,
        list: begins === undefined ? {} : { list: `LIST:${lineOf(begins)}` },
      };
    });
}
