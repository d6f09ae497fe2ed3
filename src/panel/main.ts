import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { FromPanel, Page, ToPanel, TrapPage, Words } from '../features/decoder/protocol';
import { patch, type Shape } from './shape';
import { trapPage } from './trap-page';

/** What outlives the page, which VS Code throws away when the view is hidden. */
interface Kept {
  readonly sections: Readonly<Record<string, boolean>>;
  readonly trap: string | null;
  readonly scroll: number;
}

/** The webview's way to its extension (vscode.d.ts has no types for this side). */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const editor = acquireVsCodeApi();
const page = byId('page');
const said = byId('said');
let kept: Kept = editor.getState() ?? { sections: {}, trap: null, scroll: 0 };
let shown = false;
/** The trap whose remedy was clicked, until it is allowed. */
let answering: string | null = null;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}

function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  editor.setState(kept);
}

function send(message: FromPanel): void {
  if (message.type === 'apply') answering = message.key;
  editor.postMessage(message);
}

function shapeOf(content: Page, words: Words): Shape[] {
  if (content.kind === 'empty') return emptyPage(content, words);
  return trapPage(content.trap, {
    words,
    send,
    isOpen: (section, unlessChanged) => kept.sections[section] ?? unlessChanged,
    setOpen: (section, open) => {
      keep({ sections: { ...kept.sections, [section]: open } });
    },
  });
}

function emptyPage(
  { message, button }: Extract<Page, { kind: 'empty' }>,
  { title }: Words,
): Shape[] {
  const watch: Shape = {
    tag: 'vscode-button',
    attributes: { block: '' },
    text: button ?? '',
    on: {
      click: () => {
        send({ type: 'watchLogFile' });
      },
    },
  };
  return [
    {
      tag: 'div',
      key: 'empty',
      attributes: { class: 'empty' },
      children: [
        { tag: 'h1', attributes: { class: 'hidden' }, text: title },
        { tag: 'p', text: message },
        button === null ? null : watch,
      ],
    },
  ];
}

/** What came of it stands at the head of the page, which may have been scrolled away. */
function showAnswer(): void {
  answering = null;
  window.scrollTo(0, 0);
  // The editor that shows the change has the keyboard by now, and keeps it.
  if (document.hasFocus()) page.querySelector('summary')?.focus({ preventScroll: true });
}

/** What has the focus stays where it is seen, though a sighting adds lines above it. */
function holdingFocus(change: () => void): void {
  const focus = document.activeElement;
  const before = focus?.getBoundingClientRect().top ?? 0;
  change();
  if (!focus?.isConnected || focus === document.body) return;
  const isSeen = before >= 0 && before < window.innerHeight;
  if (isSeen) window.scrollBy(0, focus.getBoundingClientRect().top - before);
}

/** What is said aloud of another trap. */
function newsOf({ sentence, beside, loop }: TrapPage): string {
  const words = sentence.map(({ text }) => text).join('');
  return [words, beside, loop.here].filter((part) => part !== null).join(' ');
}

function show({ page: content, words }: ToPanel): void {
  const trap = content.kind === 'trap' ? content.trap.key : null;
  holdingFocus(() => {
    patch(page, shapeOf(content, words));
  });
  const allowed = content.kind === 'trap' && content.trap.standing.kind === 'allowed';
  if (allowed && trap === answering) showAnswer();
  if (trap !== kept.trap) {
    window.scrollTo(0, 0);
    keep({ trap, scroll: 0 });
  } else if (!shown) window.scrollTo(0, kept.scroll);
  shown = true;
  const news = content.kind === 'trap' ? newsOf(content.trap) : content.message;
  if (said.textContent !== news) said.textContent = news;
}

// Any frame of the window can find this one and post here, another extension's webview too. What the
// extension says is posted by the frame around this one, which is of its origin.
window.addEventListener('message', ({ data, origin }: MessageEvent<ToPanel>) => {
  if (origin === window.origin) show(data);
});
window.addEventListener('scrollend', () => {
  keep({ scroll: window.scrollY });
});
send({ type: 'ready' });
