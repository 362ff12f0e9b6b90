/** The plugins that JupyterLab loads. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { watchNotebook } from './cells.ts';
import { cellLanguage, MIME_TYPE } from './language.ts';

const cellColours: JupyterFrontEndPlugin = {
  id: 'sfn-notebook:cells',
  description: 'Colours %%statemachine cells.',
  autoStart: true,
  requires: [IEditorLanguageRegistry, INotebookTracker],
  activate(_app, languages, notebooks) {
    languages.addLanguage({
      name: 'statemachine',
      displayName: 'Amazon States Language (cell)',
      mime: MIME_TYPE,
      load: async () => cellLanguage(),
    });
    notebooks.forEach(watchNotebook);
    notebooks.widgetAdded.connect((_tracker, panel) => watchNotebook(panel));
  },
};

export default [cellColours];
