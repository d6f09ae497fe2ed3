import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** What can be asked, by name; each takes one argument of JSON and gives JSON. */
export type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

/** A question on the socket, one a line. */
interface Question {
  readonly name: string;
  readonly argument?: unknown;
}

/** Its answer, one a line and in the order of the questions. */
export type Answer = { readonly value: unknown } | { readonly error: string };

/** Answers what is asked on a socket. @param socket its path; nothing is there yet */
export function answer(socket: string, answers: Answers): { dispose(): void } {
  const server = createServer((connection) => {
    createInterface(connection).on('line', (line) => {
      void reply(JSON.parse(line) as Question, answers).then((replied) => {
        connection.write(`${JSON.stringify(replied)}\n`);
      });
    });
  }).listen(socket);
  return { dispose: () => server.close() };
}

async function reply({ name, argument }: Question, answers: Answers): Promise<Answer> {
  try {
    const asked = answers[name];
    if (!asked) throw new Error(`Nobody answers ${name}.`);
    return { value: (await asked(argument)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
