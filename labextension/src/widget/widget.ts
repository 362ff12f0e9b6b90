/** The module that anywidget loads. */

import { type Model, viewOf } from '../shared/state.ts';
import { hideStaticOutput } from './static_output.ts';
import { drawView } from './view.ts';

interface Rendered {
  readonly model: Model;
  readonly el: HTMLElement;
}

function render({ model, el }: Rendered): () => void {
  const life = new AbortController();
  el.classList.add('sfn-root');
  el.append(drawView(model, life.signal));
  hideStaticOutput(viewOf(model), life.signal);
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
