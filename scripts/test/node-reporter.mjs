// Plain JavaScript because node's runner loads a reporter without the TypeScript loader.
import { inspect } from 'node:util';

/**
 * A reporter for node's test runner: one JSON object a line, `{file, title, state, details, isTest}`,
 * with state passed, failed, skipped or note. Groups and parents that failed only through a test inside
 * them are left out, so that each line is one thing that was checked.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} source
 */
export default async function* reporter(source) {
  /** @type {Map<string, string>} */
  const printed = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      printed.set(data.file, (printed.get(data.file) ?? '') + data.message);
      if (type === 'test:stdout') yield line(data.file, '', 'note', data.message);
    } else if (type === 'test:diagnostic' && data.file !== undefined) {
      yield line(data.file, '', 'note', data.message);
    } else if (type === 'test:pass') {
      // A file that ends before it reports a test is itself reported as a test that passed.
      if (data.name === data.file) {
        yield line(data.file, data.name, 'failed', 'The file ran no test.');
      } else if (data.skip !== undefined || data.todo !== undefined) {
        yield line(data.file, data.name, 'skipped', String(data.skip ?? data.todo));
      } else if (data.details.type !== 'suite') {
        yield line(data.file, data.name, 'passed', '');
      }
    } else if (type === 'test:fail') {
      const { error } = data.details;
      if (error.failureType === 'subtestsFailed') continue;
      const own = data.name === data.file ? (printed.get(data.file) ?? '') : '';
      const isTest = data.name !== data.file && data.details.type !== 'suite';
      yield line(data.file, data.name, 'failed', own + inspect(error.cause ?? error), isTest);
    }
  }
}

/**
 * @param {string | undefined} file
 * @param {string} title
 * @param {'passed' | 'failed' | 'skipped' | 'note'} state
 * @param {string} details
 * @param {boolean} [isTest]
 */
function line(file, title, state, details, isTest) {
  return `${JSON.stringify({ file: file ?? '', title, state, details, isTest })}\n`;
}
