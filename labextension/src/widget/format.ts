/** Times as people write them. All are milliseconds. */

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

/** The two largest units: `250 ms`, `1.5 s`, `2 min 3 s`, `1 d`. */
export function duration(milliseconds: number): string {
  const total = Math.max(0, milliseconds);
  if (total < 1000) return `${trim(total, total < 10 ? 1 : 0)} ms`;
  if (total < 60_000) return `${trim(total / 1000, 2)} s`;
  const parts: string[] = [];
  let left = Math.round(total / 1000) * 1000;
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  if (left > 0) parts.push(`${left / 1000} s`);
  return parts.slice(0, 2).join(' ');
}

/** A point in time in the reader's own zone: `2026-11-22 21:40:05.250`. */
export function moment(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${day} ${time}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${trim(bytes / 1024, 1)} KiB` : `${trim(bytes / 1_048_576, 1)} MiB`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
