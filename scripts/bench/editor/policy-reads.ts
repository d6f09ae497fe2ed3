import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { PolicyStore } from '../../../src/features/shared/policy-store';
import { Turns } from '../../../src/features/shared/turns';
import { threadCpuMs } from './measures';

/** Where a letter is typed: in a function that is no list, or in an entry's name. */
export type Place = keyof typeof BEFORE;

const BEFORE = { function: 'let mut sum = ', list: '(libc::SYS_' };
/** Of a quick typist. */
const BETWEEN_MS = 100;

/** What something took, in ms: by the clock, and of this thread's processor time. */
export interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

export interface FirstRead {
  /** Until it is known what the source says. */
  readonly said: Taken;
  /** From there until it is known where it is no Rust: the parser is loaded, and parses the whole. */
  readonly checked: Taken;
}

/** Reads a source as the extension does, in a store of its own, and takes the time. */
export class PolicyReads {
  #store: PolicyStore | undefined;

  constructor(private readonly wasmFolder: string) {}

  /**
   * The first read of a window, and the parser's loading behind it.
   * @param isReady what reads is made ready before, as the extension has it a second after its start
   */
  async first(file: string, isReady: boolean): Promise<FirstRead> {
    const log = vscode.window.createOutputChannel('Bench', { log: true });
    const document = await vscode.workspace.openTextDocument(file);
    const store = new PolicyStore(this.wasmFolder, () => 'x86_64', log, new Turns());
    this.#store = store;
    if (isReady) await store.prepare();
    // The extension reads the same file by itself; so does a store of which nothing is asked.
    await quiet(1000);
    const said = await taken(() => store.read(document));
    const checked = await taken(async () => (await store.readSource(document)).policy.problems);
    return { said, checked };
  }

  /**
   * A letter typed in the middle, time after time, of a source that nobody else here reads: a person has
   * one store, and here are two in one thread.
   * @returns what each read took
   */
  async typed(place: Place, file: string, count: number): Promise<Taken[]> {
    const store = this.#store;
    if (!store) throw new Error('Nothing was read cold first.');
    const document = await vscode.workspace.openTextDocument(file);
    await store.readSource(document);
    const all: Taken[] = [];
    for (let nth = 0; nth < count; nth++) {
      const edit = new vscode.WorkspaceEdit();
      const text = document.getText();
      const at = text.indexOf(BEFORE[place], text.length / 2) + BEFORE[place].length;
      edit.insert(document.uri, document.positionAt(at), '1');
      await vscode.workspace.applyEdit(edit);
      all.push(await taken(() => store.readSource(document)));
      await delay(BETWEEN_MS);
    }
    return all;
  }
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  const [begun, before] = [performance.now(), threadCpuMs()];
  await work();
  return { wall: performance.now() - begun, cpu: threadCpuMs() - before };
}

/** Waits for so long a time that this thread does next to nothing in it. */
async function quiet(ms: number): Promise<void> {
  let before: number;
  do {
    before = threadCpuMs();
    await delay(ms);
  } while (threadCpuMs() - before > ms / 10);
}
