/** Graph or table, and the zoom. */

import { button, html, setAttributes } from './dom.ts';
import { type Zoom, zoomKey } from './zoom.ts';

export type Face = 'Graph' | 'Table';

export interface Toolbar {
  readonly element: HTMLElement;
  show(face: Face): void;
}

export function toolbar(
  faces: readonly Face[],
  chosen: (face: Face) => void,
  zoom: Zoom,
  signal: AbortSignal,
): Toolbar {
  const choices = faces.map((face) => ({
    face,
    element: button(face, `Show as ${face.toLowerCase()}`, () => chosen(face), signal),
  }));
  const group = html(
    'div',
    { class: 'sfn-group', role: 'group', 'aria-label': 'View' },
    ...choices.map(({ element }) => element),
  );
  const keys: [string, string, string][] = [
    ['−', 'Zoom out (-)', '-'],
    ['Fit', 'Show the whole graph (0)', '0'],
    ['+', 'Zoom in (+)', '+'],
  ];
  const zooms = keys.map(([label, title, key]) => button(label, title, () => zoomKey(zoom, key), signal));
  const zoomGroup = html('div', { class: 'sfn-group', role: 'group', 'aria-label': 'Zoom' }, ...zooms);
  group.hidden = faces.length < 2;
  return {
    element: html('div', { class: 'sfn-toolbar' }, zoomGroup, group),
    show(face) {
      for (const choice of choices)
        setAttributes(choice.element, { 'aria-pressed': String(choice.face === face) });
      zoomGroup.hidden = face !== 'Graph';
    },
  };
}
