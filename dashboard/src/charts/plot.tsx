// Lines, stacked areas and bars over the same places: one frame, one way to read a place by pointer and by keyboard.
import { useEffect, useRef, useState } from "preact/hooks";
import { apart, path, scale, steps, written } from "./scale";

export interface Series {
  name: string;
  /** The class that gives the colour: a segment has its own everywhere. */
  tone: string;
  values: readonly (number | null)[];
}

interface Props {
  /** What a screen reader says the chart is. */
  label: string;
  kind: "line" | "stack" | "bars";
  /** Under the axis and in the reading, in words a person says: "1 Nov". */
  places: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  height?: number;
  /** From this place on values are expected, not known: drawn lighter. */
  expectedFrom?: number;
}

const TOP = 8;
const BELOW = 22;
/** A line of text at the end of a line or an area. */
const LABEL = 15;
/** So wide a chart has room for names at its right end. */
const NAMED = 480;

export function Plot({ label, kind, places, series, format, height = 200, expectedFrom }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [at, setAt] = useState<number | null>(null);
  if (!places.length) return <p class="empty">Nothing to show yet.</p>;
  const totals = places.map((_, index) => sum(series.map((one) => one.values[index] ?? 0)));
  const highest = kind === "stack" ? Math.max(...totals) : Math.max(...series.flatMap((one) => one.values.map((value) => value ?? 0)));
  const counted = series.every((one) => one.values.every((value) => Number.isInteger(value ?? 0)));
  const ticks = steps(highest, 4, counted);
  const top = ticks.at(-1) ?? 1;
  const left = 8 + 7 * Math.max(...ticks.map((tick) => format(tick).length));
  const last = series.map((one) => one.values.at(-1) ?? null);
  const named = kind !== "bars" && width >= NAMED;
  const ends = series.map((one, index) => `${one.name} ${format(last[index] ?? 0)}`);
  const right = named ? 12 + 7.6 * Math.max(...ends.map((text) => text.length)) : kind === "bars" ? 20 : 12;
  const bar = kind === "bars" ? (width - left - right) / places.length : 0;
  const x = kind === "bars" ? scale([0, places.length], [left, width - right]) : scale([0, places.length - 1], [left, width - right]);
  const y = scale([0, top], [height - BELOW, TOP]);
  const move = (event: PointerEvent): void => {
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - bounds.left - left) / (width - left - right);
    const raw = kind === "bars" ? Math.floor(share * places.length) : Math.round(share * (places.length - 1));
    setAt(Math.min(Math.max(raw, 0), places.length - 1));
  };
  const key = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -1e6, End: 1e6 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt(Math.min(Math.max((at ?? places.length - 1) + step, 0), places.length - 1));
  };
  const shown = at ?? places.length - 1;
  const middle = (index: number): number => x(index) + bar / 2;
  return (
    <div class="plot" ref={box}>
      <p class="reading" aria-live="polite">
        <span class="muted">{places[shown]}</span>
        {series.map((one) => (
          <span>
            {series.length > 1 && <i class={`dot ${one.tone}`} />}
            {series.length > 1 && `${one.name} `}
            <b>{one.values[shown] === null || one.values[shown] === undefined ? "no figure" : format(one.values[shown])}</b>
          </span>
        ))}
      </p>
      <svg
        width={width}
        height={height}
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move from one to the next.`}
        aria-valuemin={1}
        aria-valuemax={places.length}
        aria-valuenow={shown + 1}
        aria-valuetext={`${places[shown]}: ${series.map((one) => `${one.name} ${format(one.values[shown] ?? 0)}`).join(", ")}`}
        onPointerMove={move}
        onPointerLeave={() => setAt(null)}
        onKeyDown={key}
        onBlur={() => setAt(null)}
      >
        {ticks.map((tick) => (
          <g class="tick">
            <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
            <text x={left - 6} y={y(tick) + 4} text-anchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {written(places.length, Math.max(2, Math.floor((width - left) / (kind === "bars" ? 64 : 132)))).map((index) => (
          <text class="place" x={middle(index)} y={height - 5} text-anchor={kind === "bars" ? "middle" : index === places.length - 1 ? "end" : index === 0 ? "start" : "middle"}>
            {places[index]}
          </text>
        ))}
        {kind === "line" && series.map((one) => <path class={`line ${one.tone}`} d={path(one.values.map((value, index) => [x(index), value === null ? null : y(value)]))} />)}
        {kind === "stack" && layers(series, places.length).map(({ tone, low, high }) => (
          <path class={`area ${tone}`} d={`${path(high.map((value, index) => [x(index), y(value)]))}L${path(low.map((value, index) => [x(index), y(value)] as const).reverse()).slice(1)}Z`} />
        ))}
        {kind === "bars" && series.map((one, number) => one.values.map((value, index) => {
          const thick = (bar * 0.72) / series.length;
          return (
            <rect
              class={`bar ${one.tone}${expectedFrom !== undefined && index >= expectedFrom ? " expected" : ""}`}
              x={x(index) + bar * 0.14 + thick * number}
              y={y(value ?? 0)}
              width={thick}
              height={Math.max(0, y(0) - y(value ?? 0))}
            />
          );
        }))}
        {named && apart(heights(series, kind).map(y), TOP + 6, height - BELOW, LABEL).map((middle, index) => (
          <text class={`end ${series[index]?.tone}`} x={width - right + 6} y={middle + 4} aria-hidden="true">
            {ends[index]}
          </text>
        ))}
        {at !== null && <line class="cursor" x1={middle(at)} x2={middle(at)} y1={TOP} y2={height - BELOW} />}
        {at !== null && kind === "line" && series.map((one) => {
          const value = one.values[at];
          return value === null || value === undefined ? null : <circle class={`point ${one.tone}`} cx={x(at)} cy={y(value)} r={4} />;
        })}
      </svg>
    </div>
  );
}

/** A line of a year in a card: no axis, the last value stands beside it. */
export function Spark({ values, label }: { values: readonly number[]; label: string }) {
  const high = Math.max(...values, 0);
  const low = Math.min(...values, high);
  const x = scale([0, Math.max(values.length - 1, 1)], [1, 119]);
  const y = scale([low, high], [26, 3]);
  return (
    <svg class="spark" viewBox="0 0 120 28" role="img" aria-label={label} preserveAspectRatio="none">
      <path d={path(values.map((value, index) => [x(index), y(value)]))} />
    </svg>
  );
}

/** Where each series ends: its last value, or the middle of its last layer. */
function heights(series: readonly Series[], kind: Props["kind"]): number[] {
  let below = 0;
  return series.map((one) => {
    const value = one.values.at(-1) ?? 0;
    below += value;
    return kind === "stack" ? below - value / 2 : value;
  });
}

function layers(series: readonly Series[], length: number): { tone: string; low: number[]; high: number[] }[] {
  let low = Array.from({ length }, () => 0);
  return series.map((one) => {
    const high = low.map((value, index) => value + (one.values[index] ?? 0));
    const layer = { tone: one.tone, low, high };
    low = high;
    return layer;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, Math.floor(entry.contentRect.width))));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
