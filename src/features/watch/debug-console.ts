import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Origin } from '../../core/traps/trap';
import { LiveDecoder } from '../../host/live-decoder';
import type { Lens } from '../shared/lens';
import { Source } from '../shared/source';
import type { SourceState } from '../shared/watchers';

/** What a program prints that is being debugged; an adapter's telemetry and notices are none of it. */
const CATEGORIES = new Set(['console', 'stdout', 'stderr']);

/** Decodes what debug adapters say that the debugged programs have printed. */
export class DebugConsoleWatcher extends Source {
  readonly id = 'debug';
  readonly kind = 'debug';
  readonly chosen = false;
  readonly trouble = null;
  readonly remedy = null;
  readonly label = vscode.l10n.t('Debug console');
  readonly #origins = new WeakSet<Origin>();
  #paused: boolean;

  constructor(private readonly lens: Lens) {
    super(lens.traps);
    this.#paused = lens.watchers.isPaused(this.id);
    this.register(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => this.#follow(session),
      }),
    );
  }

  get state(): SourceState {
    return this.#paused ? 'paused' : 'reading';
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.changed();
  }

  reveal({ origin }: { readonly origin: Origin }): boolean {
    if (!this.#origins.has(origin)) return false;
    void vscode.commands.executeCommand('workbench.debug.action.focusRepl');
    return true;
  }

  #follow(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    const name = oneLine(session.name, 60);
    const origin: Origin = { label: vscode.l10n.t('debug console of {0}', name), file: null };
    this.#origins.add(origin);
    this.lens.traps.runs.begin(origin);
    // The two outputs of a program are cut anywhere, each by itself.
    const decoders = new Map<string, LiveDecoder>();
    const decoderOf = (category: string) => {
      const known = decoders.get(category);
      if (known) return known;
      const made = new LiveDecoder((records) => this.take(records, origin, true));
      decoders.set(category, made);
      return made;
    };
    const end = () => {
      for (const decoder of decoders.values()) decoder.end();
      decoders.clear();
    };
    return {
      onDidSendMessage: (message: unknown) => {
        const printed = this.#paused ? null : printedBy(message);
        if (!printed) return;
        decoderOf(printed.category).push(printed.output);
      },
      onWillStopSession: end,
      onExit: end,
    };
  }
}

/** Of the Debug Adapter Protocol's `output` event. */
function printedBy(message: unknown): { category: string; output: string } | null {
  const { type, event, body } = asObject(message);
  if (type !== 'event' || event !== 'output') return null;
  const { category = 'console', output } = asObject(body);
  if (typeof category !== 'string' || typeof output !== 'string') return null;
  return CATEGORIES.has(category) ? { category, output } : null;
}

function asObject(value: unknown): {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly body?: unknown;
  readonly category?: unknown;
  readonly output?: unknown;
} {
  return typeof value === 'object' && value !== null ? value : {};
}
