/** The module that anywidget loads. */

import { type Model, viewOf } from '#shared/state.ts';
import { hideStaticOutput } from './static_output.ts';
import { drawView } from './view.ts';

interface Rendered {
  readonly model: Model;
  readonly el: HTMLElement;
}

async function render({ model, el }: Rendered): Promise<() => void> {
  const life = new AbortController();
  el.classList.add('sfn-root');
  el.replaceChildren(await drawView(model, life.signal));
  hideStaticOutput(viewOf(model), life.signal);
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
