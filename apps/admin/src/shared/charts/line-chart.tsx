import { type PointerEvent, useState } from 'react';
import { useI18n } from '../i18n/i18n.js';
import { useFormat } from '../programme.js';
import { labelled, linear, linePath, nearestIndex, type Scale, ticks } from './scales.js';
import { useWidth } from './use-width.js';
import './charts.css';

export interface Series {
  key: string;
  name: string;
  /** `main` is drawn in colour, `other` dashed and grey: told apart without colours, too. */
  look: 'main' | 'other';
  values: readonly number[];
}

interface LineChartProps {
  /** What the chart shows, for those who cannot see it; a table beside holds the numbers. */
  label: string;
  days: readonly string[];
  series: readonly Series[];
  /** Shows at least up to here. */
  top?: number;
}

const HEIGHT = 240;
const MARGIN = { top: 12, right: 12, bottom: 28, left: 56 };
const MOST_DOTS = 31;
const LABEL_PX = 96;

/** Numbers by day as lines from zero up. Under the pointer the day's numbers are written out. */
export function LineChart({ label, days, series, top = 0 }: LineChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number>();
  const right = Math.max(MARGIN.left + 1, width - MARGIN.right);
  const axis = ticks(0, Math.max(top, ...series.flatMap((each) => each.values)), 4);
  const x =
    days.length === 1 ? () => (MARGIN.left + right) / 2 : linear(0, Math.max(1, days.length - 1), MARGIN.left, right);
  const y = linear(0, axis.at(-1) ?? 1, HEIGHT - MARGIN.bottom, MARGIN.top);
  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setAt(nearestIndex(event.clientX - left, days.length, MARGIN.left, right));
  };
  return (
    <figure className="chart">
      <Legend days={days} series={series} at={at} />
      <div ref={ref} className="chart__place">
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={label}
            onPointerMove={follow}
            onPointerLeave={() => setAt(undefined)}
          >
            <Grid axis={axis} y={y} right={right} />
            <DayLabels days={days} x={x} most={Math.floor((right - MARGIN.left) / LABEL_PX)} right={right} />
            {at !== undefined && (
              <line className="chart__at" x1={x(at)} x2={x(at)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
            )}
            {series.map((each) => (
              <Line key={each.key} series={each} x={x} y={y} />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

function Grid({ axis, y, right }: { axis: readonly number[]; y: Scale; right: number }) {
  const { locale } = useI18n();
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return axis.map((value) => (
    <g key={value}>
      <line className="chart__grid" x1={MARGIN.left} x2={right} y1={y(value)} y2={y(value)} />
      <text className="chart__text" x={MARGIN.left - 8} y={y(value)} dy="0.32em" textAnchor="end">
        {short.format(value)}
      </text>
    </g>
  ));
}

interface DayLabelsProps {
  days: readonly string[];
  x: Scale;
  most: number;
  right: number;
}

function DayLabels({ days, x, most, right }: DayLabelsProps) {
  const format = useFormat();
  return labelled(days.length, most).map((index) => {
    const edge = x(index) + LABEL_PX / 2 > right + MARGIN.right;
    const anchor = days.length > 1 && index === 0 ? 'start' : edge ? 'end' : 'middle';
    return (
      <text key={index} className="chart__text" x={x(index)} y={HEIGHT - 8} textAnchor={anchor}>
        {format.day(days[index])}
      </text>
    );
  });
}

function Line({ series, x, y }: { series: Series; x: Scale; y: Scale }) {
  const points = series.values.map((value, index) => ({ x: x(index), y: y(value) }));
  return (
    <g className={`chart__series chart__series--${series.look}`}>
      <path d={linePath(points)} />
      {points.length <= MOST_DOTS && points.map((point) => <circle key={point.x} cx={point.x} cy={point.y} r={3} />)}
    </g>
  );
}

function Legend({ days, series, at }: Pick<LineChartProps, 'days' | 'series'> & { at: number | undefined }) {
  const format = useFormat();
  return (
    <figcaption className="chart__legend" aria-hidden="true">
      {series.map((each) => (
        <span key={each.key}>
          <svg width={24} height={10} aria-hidden="true" className={`chart__series chart__series--${each.look}`}>
            <path d="M0 5L24 5" />
          </svg>
          {each.name}
          {at !== undefined && <strong> {format.integer(each.values[at] ?? 0)}</strong>}
        </span>
      ))}
      <span className="chart__day">{at === undefined ? '' : format.day(days[at])}</span>
    </figcaption>
  );
}
