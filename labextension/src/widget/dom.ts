/** Makes elements of HTML and SVG with their attributes and children in one call. */

export type Child = Node | string;
export type Attributes = Readonly<Record<string, string | number | boolean>>;

const SVG = 'http://www.w3.org/2000/svg';

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** `true` sets an empty attribute, `false` removes it. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** A control under its name. */
export function labelled(name: string, control: HTMLElement): HTMLLabelElement {
  return html('label', { class: 'sfn-labelled' }, html('span', {}, name), control);
}

/** A button that says in words what it does. */
export function textButton(label: string, pressed: () => void, signal: AbortSignal): HTMLButtonElement {
  const element = html('button', { type: 'button', class: 'sfn-action' }, label);
  element.addEventListener('click', pressed, { signal });
  return element;
}

export function button(
  label: string,
  title: string,
  pressed: () => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const element = html('button', { type: 'button', class: 'sfn-button', title, 'aria-label': title }, label);
  element.addEventListener('click', pressed, { signal });
  return element;
}
