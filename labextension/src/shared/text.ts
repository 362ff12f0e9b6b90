/** Texts that cross the wire as the JSON of a string, cut off where they are long. */

import type { WireValue } from './wire.ts';

export function textOf(value: WireValue | null): string {
  if (value === null) return '';
  const whole = value.truncated ? `${value.text.replace(/\\(u[\da-f]{0,3})?$/, '')}…"` : value.text;
  try {
    return String(JSON.parse(whole));
  } catch {
    return value.text;
  }
}
