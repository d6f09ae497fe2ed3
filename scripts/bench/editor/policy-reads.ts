import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { PolicyStore } from '../../../src/features/shared/policy-store';
import { Turns } from '../../../src/features/shared/turns';
import { threadCpuMs } from './measures';

/** What something took, in ms: by the clock, and of this thread's processor time. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

export interface ColdRead {
  /** Until it is known what the source says. */
  readonly said: Taken;
  /** From there until it is known where it is no Rust: the parser is loaded, and parses the whole. */
  readonly checked: Taken;
}

/** Reads a source as the extension does, in a store of its own, and takes the time. */
export class PolicyReads {
  #store: PolicyStore | undefined;
  #document: vscode.TextDocument | undefined;

  constructor(private readonly wasmFolder: string) {}

  /** The first read, and the parser's loading behind it. */
  async cold(file: string): Promise<ColdRead> {
    const log = vscode.window.createOutputChannel('Bench', { log: true });
    this.#document = await vscode.workspace.openTextDocument(file);
    // The extension reads the same file by itself; so does a store of which nothing is asked.
    await quiet();
    const store = new PolicyStore(this.wasmFolder, () => 'x86_64', log, new Turns());
    const document = this.#document;
    this.#store = store;
    const said = await taken(() => store.read(document));
    const checked = await taken(async () => (await store.readSource(document)).policy.problems);
    return { said, checked };
  }

  /** A letter typed in the middle, time after time. @returns what each read took, in ms */
  async typed(count: number): Promise<number[]> {
    const document = this.#document;
    if (!document) throw new Error('It was not read cold first.');
    const taken: number[] = [];
    for (let nth = 0; nth < count; nth++) {
      const edit = new vscode.WorkspaceEdit();
      // In the body of one of the functions that are no list.
      const at = document.getText().indexOf('let mut sum = ', document.getText().length / 2) + 14;
      edit.insert(document.uri, document.positionAt(at), '1');
      await vscode.workspace.applyEdit(edit);
      taken.push(await this.#read());
    }
    return taken;
  }

  async #read(): Promise<number> {
    const { store, document } = { store: this.#store, document: this.#document };
    if (!store || !document) throw new Error('Nothing is open.');
    return (await taken(() => store.readSource(document))).wall;
  }
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const [begun, before] = [performance.now(), threadCpuMs()];
  await work();
  return { wall: performance.now() - begun, cpu: threadCpuMs() - before };
}

/** Waits for a second in which this thread does next to nothing. */
async function quiet(): Promise<void> {
  let before: number;
  do {
    before = threadCpuMs();
    await delay(1000);
  } while (threadCpuMs() - before > 100);
}
