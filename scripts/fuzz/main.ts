import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const HELP = `npm run fuzz -- TARGET [--seconds N]

Coverage-guided fuzzing by Jazzer.js of a target in test/fuzz/targets.ts: records, strace, policy,
typed.
It starts from test/fixtures and test/fuzz/corpus. Inputs that found something new are kept in
.cache/fuzz/TARGET; a finding is written beside them.

Jazzer.js needs glibc 2.38. Where the system's is older, unpack libc6, libstdc++6 and libgcc-s1 of
Debian trixie (apt-get download, dpkg-deb -x) into ~/.cache/seccomp-lens/glibc/root.
`;

const ROOT = path.join(import.meta.dirname, '../..');
const GLIBC = path.join(homedir(), '.cache/seccomp-lens/glibc/root/usr/lib/x86_64-linux-gnu');

/** By target, the captures that it starts from. */
const SEEDS: Readonly<Record<string, string>> = {
  records: 'test/fixtures/records',
  strace: 'test/fixtures/strace',
  policy: 'test/fixtures/policies',
  typed: 'test/fixtures/policies',
};

function copySeeds(from: string, to: string): void {
  if (!existsSync(from)) return;
  for (const name of readdirSync(from).filter((one) => /\.(?:log|json|strace|rs)$/.test(one))) {
    cpSync(path.join(from, name), path.join(to, name));
  }
}

/** `npm run fuzz`. @throws Error where the target cannot be bundled */
async function main(args: readonly string[]): Promise<void> {
  const [target] = args;
  const seconds = args.includes('--seconds') ? Number(args[args.indexOf('--seconds') + 1]) : 60;
  if (target === undefined || !Object.hasOwn(SEEDS, target) || !(seconds > 0)) {
    console.log(HELP);
    process.exitCode = args.includes('--help') ? 0 : 2;
    return;
  }
  const folder = path.join(ROOT, '.cache/fuzz', target);
  const corpus = path.join(folder, 'corpus');
  mkdirSync(corpus, { recursive: true });
  for (const seeds of [SEEDS[target] ?? '', `test/fuzz/corpus/${target}`]) {
    copySeeds(path.join(ROOT, seeds), corpus);
  }
  const outfile = path.join(folder, 'target.js');
  await build({
    stdin: {
      contents: `import { loadTargets } from './test/fuzz/targets';
        const loaded = loadTargets();
        export const fuzz = async (bytes) => { (await loaded)[${JSON.stringify(target)}](bytes); };`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // As ES modules: the other form of jsonc-parser asks for its parts while it runs.
    mainFields: ['module', 'main'],
    external: ['web-tree-sitter'],
    outfile,
  });
  const loader = path.join(GLIBC, 'ld-linux-x86-64.so.2');
  const node = existsSync(loader)
    ? [loader, '--library-path', `${GLIBC}:/usr/lib/x86_64-linux-gnu`, process.execPath]
    : [process.execPath];
  const jazzer = path.join(ROOT, 'node_modules/@jazzer.js/core/dist/cli.js');
  // Milliseconds by the clock, beside whatever else runs: five seconds, its own choice, were too few.
  const options = ['--timeout', '60000', '-i', outfile, corpus, '--', `-max_total_time=${seconds}`];
  const { status } = spawnSync(
    'nice',
    ['-n', '15', ...node, jazzer, outfile.replace(/\.js$/, ''), ...options],
    { cwd: folder, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
