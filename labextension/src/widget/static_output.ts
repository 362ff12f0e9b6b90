/** Hides the plain picture that stands in an output of its own, for as long as the live view is there. */

import { html } from './dom.ts';

/**
 * The picture carries the id of the view in its text. A notebook shows it as an image with that text as its address,
 * or as an element; a style rule finds both, whenever they come and however often they are drawn anew.
 */
export function hideStaticOutput(view: string, signal: AbortSignal): void {
  if (!/^[\w-]+$/.test(view)) return;
  const pictures = `:is(img[src*="${view}"], svg[data-view="${view}"])`;
  const rules = `${pictures}, .jp-OutputArea-child:has(${pictures}) { display: none !important; }`;
  const style = html('style', { 'data-view': view }, rules);
  document.head.append(style);
  signal.addEventListener('abort', () => style.remove());
}
