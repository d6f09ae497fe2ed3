import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import type { Processes } from '../lib/processes';

interface Frame {
  readonly file: string;
  /** Seconds since the epoch, by the browser's clock. */
  readonly at: number;
}

const LIMIT_MS = 5 * 60_000;
/** Few colours and few frames: what moves is text. */
const GIF =
  'fps=8,scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none:diff_mode=rectangle';

/** Records what a page shows: a frame whenever that changes. */
export class Recorder {
  readonly #frames: Frame[] = [];
  readonly #writing: Promise<void>[] = [];

  private constructor(
    private readonly session: CDPSession,
    private readonly folder: string,
  ) {}

  /** @param folder where the frames go, absolute; made where it is absent */
  static async start(page: Page, folder: string): Promise<Recorder> {
    await mkdir(folder, { recursive: true });
    const session = await page.context().newCDPSession(page);
    const recorder = new Recorder(session, folder);
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      recorder.#take(data, metadata.timestamp ?? Date.now() / 1000);
      void session.send('Page.screencastFrameAck', { sessionId });
    });
    await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
    return recorder;
  }

  /**
   * Ends the recording and makes a GIF of it.
   * @param file where it goes, absolute
   * @throws Error with what ffmpeg printed
   */
  async finish(processes: Processes, file: string): Promise<void> {
    await this.session.send('Page.stopScreencast');
    await Promise.all(this.#writing);
    const list = path.join(this.folder, 'frames.txt');
    await writeFile(list, this.#list());
    const args = ['-y', '-f', 'concat', '-safe', '0', '-i', list, '-vf', GIF, '-loop', '0', file];
    const done = await processes.run('ffmpeg', args, { limitMs: LIMIT_MS });
    if (done.code !== 0) throw new Error(done.output);
  }

  #take(data: string, at: number): void {
    const file = path.join(this.folder, `${String(this.#frames.length).padStart(5, '0')}.png`);
    this.#frames.push({ file, at });
    this.#writing.push(writeFile(file, Buffer.from(data, 'base64')));
  }

  /** As ffmpeg's concat demuxer reads it: each frame and how long it stands, in seconds. */
  #list(): string {
    const lines = this.#frames.map(({ file, at }, index) => {
      const until = this.#frames[index + 1]?.at ?? at + 2;
      return `file '${file}'\nduration ${Math.max(0.02, until - at).toFixed(3)}`;
    });
    // The last file is named twice, or its duration is not kept.
    const last = this.#frames.at(-1);
    return [...lines, ...(last ? [`file '${last.file}'`] : [])].join('\n');
  }
}
