/** The data on its way through a state: a value for each stage, and the field that made it. */

import { copyButton } from './copy.ts';
import { html } from './dom.ts';
import { size } from './format.ts';
import { pretty } from './json.ts';
import type { StageRecord, StepRecord } from '../shared/wire.ts';

export function drawDataFlow(step: StepRecord): HTMLElement {
  const stages = step.stages.map((stage, index) => drawStage(stage, step.stages[index - 1]));
  if (stages.length === 0) return html('p', { class: 'sfn-muted' }, 'No data yet');
  return html('ol', { class: 'sfn-stages' }, ...stages);
}

function drawStage(stage: StageRecord, previous: StageRecord | undefined): HTMLElement {
  const head = html('div', { class: 'sfn-stage-head' }, html('span', { class: 'sfn-stage-name' }, stage.name));
  if (stage.field) head.append(html('code', { class: 'sfn-field' }, stage.field));
  if (previous && previous.text === stage.text && !stage.is_cut) {
    head.append(html('span', { class: 'sfn-muted' }, 'unchanged'));
  }
  head.append(html('span', { class: 'sfn-space' }), html('span', { class: 'sfn-muted' }, size(stage.size_bytes)));
  head.append(copyButton());
  const item = html('li', { class: 'sfn-stage', 'data-stage': stage.name }, head, drawJson(stage.text));
  if (stage.is_cut) item.append(html('p', { class: 'sfn-muted' }, `the first part of ${size(stage.size_bytes)}`));
  return item;
}

export function drawJson(text: string): HTMLElement {
  const pieces = pretty(text).map(({ kind, text: words }) =>
    kind === 'mark' || kind === 'space' ? words : html('span', { class: `sfn-json-${kind}` }, words),
  );
  return html('pre', { class: 'sfn-json', tabindex: 0 }, ...pieces);
}
