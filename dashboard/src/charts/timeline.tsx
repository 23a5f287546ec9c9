// Orders as dots, the higher the more was paid, before the bands of the segments that the customer was in.
import { useEffect, useRef, useState } from "preact/hooks";
import * as dates from "../words/dates";
import { counted, money } from "../words/numbers";
import { scale } from "./scale";

interface Props {
  until: string;
  bands: readonly { segment: string; from: string; until: string | null; days: number }[];
  orders: readonly { at: string; amount: number; title: string }[];
}

const HEIGHT = 148;
const BASE = 116;

export function Timeline({ until, bands, orders }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, Math.floor(entry.contentRect.width))));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const [first] = bands;
  if (!first) return null;
  const start = Date.parse(first.from);
  const end = Math.max(Date.parse(until), start + 86_400_000);
  const x = scale([start, end], [10, width - 10]);
  const most = Math.max(...orders.map((order) => Math.abs(order.amount)), 1);
  const y = scale([0, most], [BASE - 4, 34]);
  const said = bands.map((band) => `${band.segment} for ${counted(band.days, "day")} from ${dates.day(band.from)}`).join(", then ");
  return (
    <div ref={box} class="timeline">
      <svg width={width} height={HEIGHT} role="img" aria-label={`Segments: ${said}. ${counted(orders.length, "order")}.`}>
        {bands.map((band) => {
          const from = x(Date.parse(band.from));
          const to = x(band.until ? Date.parse(band.until) : end);
          return (
            <g>
              <rect class={`band seg-${band.segment}`} x={from} y={8} width={Math.max(1, to - from)} height={BASE - 8}>
                <title>{`${band.segment}, ${counted(band.days, "day")}`}</title>
              </rect>
              {to - from > 52 && (
                <text class={`seg-${band.segment}`} x={from + 6} y={22}>
                  {band.segment}
                </text>
              )}
            </g>
          );
        })}
        <line class="base" x1={10} x2={width - 10} y1={BASE} y2={BASE} />
        {orders.map((order) => (
          <circle cx={x(Date.parse(order.at))} cy={y(Math.max(order.amount, 0))} r={3.5}>
            <title>{`${dates.day(order.at)}: ${money(order.amount)}`}</title>
          </circle>
        ))}
        <text class="place" x={10} y={HEIGHT - 14}>
          {dates.day(start)}
        </text>
        <text class="place" x={width - 10} y={HEIGHT - 14} text-anchor="end">
          {dates.day(until)}
        </text>
      </svg>
    </div>
  );
}
