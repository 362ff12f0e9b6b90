/** The part of JupyterLab's interfaces that the plugins use; JupyterLab itself brings the code. */

declare module '@jupyterlab/application' {
  export interface JupyterFrontEndPlugin {
    readonly id: string;
    readonly description: string;
    readonly autoStart: boolean;
    readonly requires: readonly unknown[];
    activate(
      app: unknown,
      languages: import('@jupyterlab/codemirror').IEditorLanguageRegistry,
      notebooks: import('@jupyterlab/notebook').INotebookTracker,
    ): void;
  }
}

declare module '@jupyterlab/codemirror' {
  export interface IEditorLanguageRegistry {
    addLanguage(language: {
      readonly name: string;
      readonly displayName: string;
      readonly mime: string;
      load(): Promise<import('@codemirror/language').LanguageSupport>;
    }): void;
  }
  export const IEditorLanguageRegistry: unknown;
}

declare module '@jupyterlab/notebook' {
  export interface Signal {
    connect(slot: (sender: unknown, value: unknown) => void): boolean;
  }

  export interface CellModel {
    readonly type: string;
    mimeType: string;
    readonly isDisposed?: boolean;
    readonly sharedModel: { getSource(): string };
    readonly contentChanged: Signal;
    readonly mimeTypeChanged: Signal;
  }

  export interface Cell {
    readonly model: CellModel;
  }

  export interface NotebookPanel {
    readonly content: {
      readonly widgets: readonly Cell[];
      readonly codeMimetype?: string;
      readonly modelContentChanged: Signal;
    };
    readonly revealed: Promise<void>;
    readonly sessionContext: { readonly statusChanged: Signal; readonly kernelChanged: Signal };
  }

  export interface INotebookTracker {
    readonly widgetAdded: { connect(slot: (sender: unknown, panel: NotebookPanel) => void): boolean };
    forEach(visit: (panel: NotebookPanel) => void): void;
  }
  export const INotebookTracker: unknown;
}
