// Where values stand on an axis, and which of them are written.

/** A straight scale from values to pixels. */
export function scale(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
  const [low, high] = from;
  const span = high - low || 1;
  return (value) => to[0] + ((value - low) / span) * (to[1] - to[0]);
}

/** Round values from 0 up to one at or above the highest, at most `most` of them above 0; of what is counted whole ones. */
export function steps(highest: number, most = 4, counted = false): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 2.5, 5, 10].map((factor) => factor * power).filter((one) => !counted || Number.isInteger(one));
  const step = round.find((one) => one >= rough * (1 - 1e-9)) ?? 10 * power;
  const whole = highest >= 1 && step < 1 ? 1 : step;
  const number = Math.ceil(highest / whole - 1e-9);
  return Array.from({ length: number + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
}

/** Numbers of `length` places that are written below: the last one always, at most `most`, evenly apart. */
export function written(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const every = Math.ceil((length - 1) / (most - 1));
  const found: number[] = [];
  for (let index = length - 1; index >= 0; index -= every) found.unshift(index);
  return found;
}

/** Places for labels as near as can be to where they belong, `gap` apart, between `low` and `high`. */
export function apart(wanted: readonly number[], low: number, high: number, gap: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const found = [...wanted];
  let free = low;
  for (const index of order) free = (found[index] = Math.max(wanted[index] ?? 0, free)) + gap;
  let limit = high;
  for (const index of order.reverse()) limit = (found[index] = Math.min(found[index] ?? 0, limit)) - gap;
  return found;
}

/** A path through points; where a value is null the line has a gap. */
export function path(points: readonly (readonly [number, number | null])[]): string {
  let drawn = "";
  let pen = false;
  for (const [x, y] of points) {
    if (y === null) pen = false;
    else {
      drawn += `${pen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = true;
    }
  }
  return drawn;
}
