/** Constants out of linux-raw-sys, which bindgen made of the kernel's own headers, one file a subject. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The unsigned 32-bit constants of one module for one architecture, by name, in the file's order.
 * @param architecture a folder under `src/`, such as `x86`.
 * @param module a file without `.rs`: `general`, `ioctl`, `ptrace`.
 */
export function rawSysConstants(
  crateFolder: string,
  architecture: string,
  module: string,
): Map<string, number> {
  const file = path.join(crateFolder, 'src', architecture, `${module}.rs`);
  const found = readFileSync(file, 'utf8').matchAll(/^pub const (\w+): u32 = (\d+);$/gm);
  return new Map([...found].map(([, name = '', value]) => [name, Number(value)]));
}
