/** Keeps the language of `%%statemachine` cells, which a kernel that starts or changes would reset. */

import type { CellModel, NotebookPanel } from '@jupyterlab/notebook';
import { MIME_TYPE } from './language.ts';

const MAGIC = /^%%statemachine\b/;
const PYTHON = 'text/x-ipython';

export function watchNotebook(panel: NotebookPanel): void {
  const watched = new WeakSet<CellModel>();
  const { content, sessionContext } = panel;

  function fit(model: CellModel): void {
    const wanted = MAGIC.test(model.sharedModel.getSource());
    if (wanted && model.mimeType !== MIME_TYPE) model.mimeType = MIME_TYPE;
    else if (!wanted && model.mimeType === MIME_TYPE) model.mimeType = content.codeMimetype ?? PYTHON;
  }

  function watch(model: CellModel): void {
    if (model.type !== 'code') return;
    if (!watched.has(model)) {
      watched.add(model);
      model.contentChanged.connect(() => fit(model));
      model.mimeTypeChanged.connect(() => fit(model));
    }
    fit(model);
  }

  function watchAll(): void {
    for (const { model } of content.widgets) watch(model);
  }

  content.modelContentChanged.connect(watchAll);
  sessionContext.kernelChanged.connect(watchAll);
  sessionContext.statusChanged.connect(watchAll);
  void panel.revealed.then(watchAll);
}
