import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { projectRoot } from '../lib/paths';

const INLINE_MAP = /^\/\/# sourceMappingURL=data:application\/json;base64,(.*)$/m;

/**
 * Rewrites the places in a stack trace that are in bundled tests to those in their sources. An
 * extension host formats its stacks itself, so that Node's own source map support does nothing there.
 * @param folder where the bundles are, absolute
 */
export function toSourceLines(stack: string, folder: string): string {
  const maps = new Map<string, SourceMap | null>();
  const place = /([^\s()]*?)([\w.-]+(?:\/[\w.-]+)*\.js):(\d+):(\d+)/g;
  return stack.replaceAll(
    place,
    (whole, before: string, name: string, line: string, column: string) => {
      const file = path.resolve(projectRoot, before + name);
      if (!file.startsWith(folder + path.sep)) return whole;
      let map = maps.get(file);
      if (map === undefined) {
        map = inlineMap(file);
        maps.set(file, map);
      }
      // A source map counts lines and columns from 0, a stack trace from 1.
      const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalSource' in entry)) return whole;
      const source = path.relative(
        projectRoot,
        path.resolve(path.dirname(file), entry.originalSource),
      );
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}

function inlineMap(file: string): SourceMap | null {
  const encoded = INLINE_MAP.exec(readFileSync(file, 'utf8'))?.[1];
  if (encoded === undefined) return null;
  const payload = Buffer.from(encoded, 'base64').toString('utf8');
  return new SourceMap(JSON.parse(payload) as ConstructorParameters<typeof SourceMap>[0]);
}
