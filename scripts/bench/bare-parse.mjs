// What `fix` is measured against: the same parser, the same wasm, the same file, and nothing else.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const dist = path.join(import.meta.dirname, '..', '..', 'dist');
const { Parser, Language } = createRequire(import.meta.url)('web-tree-sitter');
await Parser.init({ locateFile: (name) => path.join(dist, name) });
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(path.join(dist, 'tree-sitter-rust.wasm'))));
parser.parse(readFileSync(process.argv[2], 'utf8'));
