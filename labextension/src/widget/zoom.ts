/** Moves and scales the graph: by dragging, by Ctrl or ⌘ and the wheel, by the keys + - 0. */

import { setAttributes } from './dom.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Zoom {
  by(factor: number): void;
  /** The whole graph, as large as fits, at most at its own size. */
  fit(): void;
  /** Moves the graph until the place is in sight. */
  reveal(place: Place): void;
  /** Whether the click that just ended moved the graph. */
  wasDragged(): boolean;
}

interface Options {
  readonly viewport: HTMLElement;
  readonly picture: SVGSVGElement;
  readonly scene: SVGGElement;
  readonly width: number;
  readonly height: number;
  readonly signal: AbortSignal;
}

const LIMITS = [0.15, 4] as const;
const STEP = 1.25;
const MARGIN = 16;
/** Kept free above the graph: the buttons stand there. */
const HEADROOM = 52;
const HEIGHTS = [140, 720] as const;
const READABLE = 0.6;
const CLICK = 4;

export function zoomable({ viewport, picture, scene, width, height, signal }: Options): Zoom {
  let scale = 1;
  let left = 0;
  let top = 0;
  let isFitted = true;

  function apply(): void {
    setAttributes(scene, {
      transform: `translate(${left.toFixed(2)} ${top.toFixed(2)}) scale(${scale.toFixed(4)})`,
    });
  }

  function fit(): void {
    const room = viewport.clientWidth;
    if (room === 0) return;
    const inWidth = Math.max(READABLE, Math.min(1, (room - 2 * MARGIN) / width));
    viewport.style.minHeight = `${clamp(height * inWidth + HEADROOM + MARGIN, HEIGHTS)}px`;
    const below = viewport.clientHeight - HEADROOM - MARGIN;
    const inHeight = below / height;
    scale = clamp(Math.max(READABLE, Math.min(inWidth, inHeight)), LIMITS);
    left = Math.max(MARGIN, (room - width * scale) / 2);
    top = HEADROOM + Math.max(0, (below - height * scale) / 2);
    isFitted = true;
    apply();
  }

  function around(x: number, y: number, factor: number): void {
    const next = clamp(scale * factor, LIMITS);
    left = x - ((x - left) * next) / scale;
    top = y - ((y - top) * next) / scale;
    scale = next;
    isFitted = false;
    apply();
  }

  function move(x: number, y: number): void {
    left += x;
    top += y;
    isFitted = false;
    apply();
  }

  function reveal({ x, y, width: w, height: h }: Place): void {
    const sideways = outside(left + x * scale, w * scale, viewport.clientWidth);
    const upright = outside(top + y * scale, h * scale, viewport.clientHeight);
    if (sideways !== 0 || upright !== 0) move(sideways, upright);
  }

  picture.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left: x, top: y } = picture.getBoundingClientRect();
      around(event.clientX - x, event.clientY - y, Math.exp(-event.deltaY / 400));
    },
    { signal, passive: false },
  );
  const wasDragged = draggable(picture, move, signal);
  const observer = new ResizeObserver(() => {
    if (isFitted) fit();
  });
  observer.observe(viewport);
  signal.addEventListener('abort', () => observer.disconnect());

  return {
    by: (factor) => around(viewport.clientWidth / 2, viewport.clientHeight / 2, factor),
    fit,
    reveal,
    wasDragged,
  };
}

/** What a key does to the zoom; false if it is not one of its keys. */
export function zoomKey(zoom: Zoom, key: string): boolean {
  if (key === '+' || key === '=') zoom.by(STEP);
  else if (key === '-') zoom.by(1 / STEP);
  else if (key === '0') zoom.fit();
  else return false;
  return true;
}

function draggable(
  picture: SVGSVGElement,
  move: (x: number, y: number) => void,
  signal: AbortSignal,
): () => boolean {
  let from: { x: number; y: number } | undefined;
  let way = 0;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY };
    way = 0;
  };
  const drag = (event: PointerEvent): void => {
    if (from === undefined) return;
    const x = event.clientX - from.x;
    const y = event.clientY - from.y;
    way += Math.hypot(x, y);
    if (way < CLICK) return;
    // Only now: a captured pointer would take the click away from the state below it.
    picture.setPointerCapture(event.pointerId);
    picture.classList.add('sfn-dragging');
    from = { x: event.clientX, y: event.clientY };
    move(x, y);
  };
  const up = (): void => {
    from = undefined;
    picture.classList.remove('sfn-dragging');
  };
  picture.addEventListener('pointerdown', down, { signal });
  picture.addEventListener('pointermove', drag, { signal });
  picture.addEventListener('pointerup', up, { signal });
  picture.addEventListener('pointercancel', up, { signal });
  return () => way >= CLICK;
}

/** How far a stretch must move to lie inside a room; 0 if it does. */
function outside(start: number, length: number, room: number): number {
  if (start < MARGIN) return MARGIN - start;
  return Math.min(0, Math.max(room - MARGIN - start - length, MARGIN - start));
}

function clamp(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, value));
}
