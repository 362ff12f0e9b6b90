/** The data on its way through a state: a value for each stage, and the field that made it. */

import type { ShownStep, WireStage } from '#shared/wire.ts';
import { copyButton } from './copy.ts';
import { html } from './dom.ts';
import { size } from './format.ts';
import { pretty } from './json.ts';

export function drawDataFlow(step: ShownStep): HTMLElement {
  const stages = step.stages.map((stage, index) => drawStage(stage, step.stages[index - 1]));
  if (stages.length === 0) return html('p', { class: 'sfn-muted' }, 'No data yet');
  return html('ol', { class: 'sfn-stages' }, ...stages);
}

function drawStage({ name, field, value }: WireStage, previous: WireStage | undefined): HTMLElement {
  const head = html('div', { class: 'sfn-stage-head' }, html('span', { class: 'sfn-stage-name' }, name));
  if (field && name !== `after${field}`) head.append(html('code', { class: 'sfn-field' }, field));
  if (previous && previous.value.text === value.text && !value.truncated) {
    head.append(html('span', { class: 'sfn-muted' }, 'unchanged'));
  }
  head.append(html('span', { class: 'sfn-space' }), html('span', { class: 'sfn-muted' }, size(value.bytes)));
  head.append(copyButton());
  const item = html('li', { class: 'sfn-stage', 'data-stage': name }, head, drawJson(value.text));
  if (value.truncated)
    item.append(html('p', { class: 'sfn-muted' }, `only the beginning of ${size(value.bytes)}`));
  return item;
}

export function drawJson(text: string): HTMLElement {
  const pieces = pretty(text).map(({ kind, text: words }) =>
    kind === 'mark' || kind === 'space' ? words : html('span', { class: `sfn-json-${kind}` }, words),
  );
  return html('pre', { class: 'sfn-json', tabindex: 0 }, ...pieces);
}
