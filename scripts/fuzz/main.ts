import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const HELP = `npm run fuzz -- TARGET [--seconds N]

Coverage-guided fuzzing by Jazzer.js of a target in test/fuzz/targets.ts: records, strace.
Inputs that found something new are kept in .cache/fuzz/TARGET; a finding is written beside them.

Jazzer.js needs glibc 2.38. Where the system's is older, unpack libc6, libstdc++6 and libgcc-s1 of
Debian trixie (apt-get download, dpkg-deb -x) into ~/.cache/seccomp-lens/glibc/root.
`;

const ROOT = path.join(import.meta.dirname, '../..');
const GLIBC = path.join(homedir(), '.cache/seccomp-lens/glibc/root/usr/lib/x86_64-linux-gnu');

/** `npm run fuzz`. @throws Error where the target cannot be bundled */
async function main(args: readonly string[]): Promise<void> {
  const [target] = args;
  const seconds = args.includes('--seconds') ? Number(args[args.indexOf('--seconds') + 1]) : 60;
  if ((target !== 'records' && target !== 'strace') || !(seconds > 0)) {
    console.log(HELP);
    process.exitCode = args.includes('--help') ? 0 : 2;
    return;
  }
  const folder = path.join(ROOT, '.cache/fuzz', target);
  const corpus = path.join(folder, 'corpus');
  mkdirSync(corpus, { recursive: true });
  const fixtures = path.join(ROOT, 'test/fixtures', target);
  for (const name of readdirSync(fixtures).filter((one) => /\.(?:log|json|strace)$/.test(one))) {
    cpSync(path.join(fixtures, name), path.join(corpus, name));
  }
  const outfile = path.join(folder, 'target.js');
  await build({
    stdin: {
      contents: `import { targets } from './test/fuzz/targets'; export const fuzz = targets[${JSON.stringify(target)}];`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  const loader = path.join(GLIBC, 'ld-linux-x86-64.so.2');
  const node = existsSync(loader)
    ? [loader, '--library-path', `${GLIBC}:/usr/lib/x86_64-linux-gnu`, process.execPath]
    : [process.execPath];
  const jazzer = path.join(ROOT, 'node_modules/@jazzer.js/core/dist/cli.js');
  const options = ['-i', outfile, '--sync', corpus, '--', `-max_total_time=${seconds}`];
  const { status } = spawnSync(
    'nice',
    ['-n', '15', ...node, jazzer, outfile.replace(/\.js$/, ''), ...options, '-timeout=10'],
    { cwd: folder, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
