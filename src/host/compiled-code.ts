import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Smaller files are compiled as fast as their compiled code is read. */
const WORTH_BYTES = 10_000;

/** By then what a start calls has been compiled, and other extensions have started. */
const SETTLED_MS = 15_000;

/** So old is what nobody writes any more. */
const LEFT_MS = 60_000;

/** Two checksums (CRC-32) before V8's code: of the text that it was compiled from, and its own. */
const HEADER_BYTES = 8;

/** What Node puts around the text of a module. */
const [BEFORE, AFTER] = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];

type Wrapped = (
  exports: unknown,
  require: (name: string) => unknown,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void;

/** A text's script, of which no compiled code is kept yet. */
interface Fresh {
  readonly script: Script;
  readonly source: number;
}

/**
 * Runs the scripts of a folder as Node's `require` does, with the code that V8 compiled of them in an
 * earlier process: two thirds of a start are compiling else. V8 takes code only of its own version and
 * flags; that it is whole, and of this text, is looked at here, since V8 trusts it.
 */
export class CompiledCode {
  readonly #modules = new Map<string, { exports: unknown }>();
  readonly #fresh = new Map<string, Fresh>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param folder of the scripts
   * @param kept the folder in which compiled code is kept; it need not be there
   * @param others gives the modules that no path begins: Node's and the editor's
   */
  constructor(
    private readonly folder: string,
    private readonly kept: string,
    private readonly others: (name: string) => unknown,
  ) {}

  /**
   * What a script exports, as `require` gives it.
   * @param name its path in the folder: `./policy.js`
   */
  run(name: string): unknown {
    const file = path.join(this.folder, name);
    const known = this.#modules.get(file);
    if (known) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    this.#modules.set(file, module);
    const require = (other: string) =>
      other.startsWith('.') ? this.run(other) : this.others(other);
    try {
      const run = this.#compiled(file).runInThisContext() as Wrapped;
      run(module.exports, require, module, file, this.folder);
    } catch (error) {
      // It is told again to whoever asks again, as Node does, and not half of the exports.
      this.#modules.delete(file);
      throw error;
    }
    return module.exports;
  }

  /** Keeps the code of all that was compiled anew, each in a turn of its own, and of nothing that has gone. */
  async keep(): Promise<void> {
    await mkdir(this.kept, { recursive: true });
    for (const [name, { script, source }] of this.#fresh) {
      await turn();
      this.#fresh.delete(name);
      const code = script.createCachedData();
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(source, 0);
      header.writeUInt32LE(crc32(code), 4);
      const file = this.#keptOf(name);
      const temporary = `${file}.${randomUUID()}`;
      await writeFile(temporary, Buffer.concat([header, code]));
      // Other windows read it at any time, and may write the same.
      await rename(temporary, file).catch(() => rm(temporary));
    }
    for (const each of await readdir(this.kept)) {
      // Of what is not ours nothing is removed.
      if (!each.includes('.v8') || existsSync(path.join(this.folder, each.replace(/\.v8$/, ''))))
        continue;
      const file = path.join(this.kept, each);
      // What another window is writing is younger, or has its name by now.
      const written = await stat(file).catch(() => null);
      if (written && written.mtimeMs < Date.now() - LEFT_MS) await rm(file, { force: true });
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #compiled(file: string): Script {
    const bytes = readFileSync(file);
    const text = BEFORE + bytes.toString() + AFTER;
    const options = { filename: file, columnOffset: -BEFORE.length };
    if (bytes.length < WORTH_BYTES) return new Script(text, options);
    const name = path.basename(file);
    const source = crc32(bytes);
    const cachedData = this.#codeOf(name, source);
    const script = new Script(text, { ...options, ...(cachedData && { cachedData }) });
    if (!cachedData || script.cachedDataRejected) {
      this.#fresh.set(name, { script, source });
      this.#keepSoon();
    }
    return script;
  }

  /** Undefined where none is kept, or none of this text, or it is damaged. */
  #codeOf(name: string, source: number): Buffer | undefined {
    let bytes: Buffer;
    try {
      // A pipe would hold the window for ever.
      if (!statSync(this.#keptOf(name)).isFile()) return undefined;
      bytes = readFileSync(this.#keptOf(name));
    } catch {
      return undefined;
    }
    if (bytes.length <= HEADER_BYTES || bytes.readUInt32LE(0) !== source) return undefined;
    const code = bytes.subarray(HEADER_BYTES);
    return crc32(code) === bytes.readUInt32LE(4) ? code : undefined;
  }

  #keptOf(name: string): string {
    return path.join(this.kept, `${name}.v8`);
  }

  #keepSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A disk that is full or read-only: the next start compiles again.
      this.keep().catch(() => undefined);
    }, SETTLED_MS).unref();
  }
}
