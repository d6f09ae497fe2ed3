import type { TrapPage } from '../features/decoder/protocol';
import { answer } from './answer';
import { loop, request } from './drawings';
import { evidence, facts, icon, manual } from './pieces';
import { section, type Page } from './section';
import type { Shape } from './shape';

const SEVERITY_ICONS = { error: 'error', warning: 'circle-slash', info: 'eye' } as const;

/** The whole of what is known of one trap, the most needed first. */
export function trapPage(trap: TrapPage, page: Page): Shape[] {
  const { words } = page;
  const allowed = trap.standing.kind === 'allowed';
  return [
    {
      tag: 'header',
      children: [
        {
          tag: 'h1',
          children: [
            allowed ? icon('pass', 'passed') : icon(SEVERITY_ICONS[trap.severity], trap.severity),
            { tag: 'span', text: trap.title },
          ],
        },
        sentence(trap),
        loop(trap.loop),
      ],
    },
    answer(trap, page),
    section(page, 'call', words.call, true, [
      trap.signature === null
        ? null
        : { tag: 'code', attributes: { class: 'signature' }, text: trap.signature },
      trap.request === null ? null : request(trap.request),
      facts(trap.facts),
      manual(trap.manual),
    ]),
    section(page, 'evidence', words.evidence, true, [
      evidence(trap.evidence, trap.moreEvidence, (index) => {
        page.send({ type: 'openEvidence', key: trap.key, index });
      }),
    ]),
    trap.fields.length === 0
      ? null
      : section(page, 'record', words.record, false, [facts(trap.fields)]),
  ].filter((shape) => shape !== null);
}

const PART_TAGS = { words: 'span', name: 'strong', call: 'code' } as const;

function sentence({ sentence: parts, beside }: TrapPage): Shape {
  return {
    tag: 'p',
    attributes: { class: 'sentence' },
    children: [
      ...parts.map(({ kind, text }, at) => ({ tag: PART_TAGS[kind], key: String(at), text })),
      beside === null ? null : { tag: 'span', key: 'beside', text: ` ${beside}` },
    ],
  };
}
