import type { Loop, LoopStep, RequestField, RequestView } from '../features/decoder/protocol';
import { hidden, icon } from './pieces';
import type { Shape } from './shape';

const STATE_ICONS: Readonly<Record<LoopStep['state'], string>> = {
  done: 'pass-filled',
  skipped: 'circle-small-filled',
  now: 'arrow-circle-right',
  todo: 'circle-large',
  failed: 'error',
};

/** The way from the refusal to its proof: a track of its steps, and the next one in words. */
export function loop({ label, steps, here }: Loop): Shape {
  return {
    tag: 'div',
    key: 'loop',
    attributes: { class: 'loop' },
    children: [
      {
        tag: 'ol',
        attributes: { 'aria-label': label },
        children: steps.map(({ step, label: name, state, stateLabel, detail }) => ({
          tag: 'li',
          key: step,
          attributes: {
            class: state,
            title: [`${name}: ${stateLabel}`, detail].filter((part) => part !== null).join('. '),
            ...(state === 'now' ? { 'aria-current': 'step' } : {}),
          },
          children: [
            icon(STATE_ICONS[state]),
            { tag: 'span', attributes: { class: 'step' }, text: name },
            hidden(`: ${stateLabel}`),
          ],
        })),
      },
      { tag: 'p', attributes: { class: 'here' }, text: here },
    ],
  };
}

/** The request's 32 bits as a strip for the eye, and as a table for everybody. */
export function request({ name, number, caption, headings, fields }: RequestView): Shape {
  return {
    tag: 'div',
    key: 'request',
    attributes: { class: 'request' },
    children: [
      {
        tag: 'p',
        attributes: { class: 'number' },
        children: [
          name === '' ? null : { tag: 'code', text: name },
          { tag: 'code', key: 'number', attributes: { class: 'quiet' }, text: number },
        ],
      },
      {
        tag: 'div',
        attributes: { class: 'bits', 'aria-hidden': 'true' },
        children: fields.map(strip),
      },
      {
        tag: 'table',
        children: [
          { tag: 'caption', attributes: { class: 'hidden' }, text: caption },
          {
            tag: 'thead',
            attributes: { class: 'hidden' },
            children: [
              {
                tag: 'tr',
                children: headings.map((text) => ({
                  tag: 'th',
                  key: text,
                  attributes: { scope: 'col' },
                  text,
                })),
              },
            ],
          },
          { tag: 'tbody', children: fields.map(row) },
        ],
      },
    ],
  };
}

function strip({ field, range, bits }: RequestField): Shape {
  const [high = '', low = ''] = range.split('–');
  return {
    tag: 'span',
    key: field,
    attributes: { class: `field ${field}` },
    children: [
      { tag: 'span', attributes: { class: 'digits' }, text: bits },
      {
        tag: 'span',
        attributes: { class: 'ends' },
        children: [
          { tag: 'span', key: 'high', text: high },
          { tag: 'span', key: 'low', attributes: { class: 'low' }, text: low },
        ],
      },
    ],
  };
}

function row({ field, range, label, value, meaning }: RequestField): Shape {
  return {
    tag: 'tr',
    key: field,
    attributes: { class: field },
    children: [
      { tag: 'td', key: 'range', attributes: { class: 'range' }, text: range },
      { tag: 'th', attributes: { scope: 'row' }, text: label },
      {
        tag: 'td',
        key: 'value',
        children: [
          { tag: 'code', text: value },
          meaning === null ? null : { tag: 'small', text: ` ${meaning}` },
        ],
      },
    ],
  };
}
