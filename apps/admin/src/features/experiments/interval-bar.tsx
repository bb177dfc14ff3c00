import type { EstimatedDifference } from '@jifen/contracts';
import { linear } from '../../shared/charts/scales.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { verdict } from './experiment.js';

interface IntervalBarProps {
  difference: EstimatedDifference;
  /** What the drawing reaches from and to; the same for all rows of a column, so that they can be compared. */
  domain: readonly [low: number, high: number];
  write: (value: number) => string;
  /** Said once, after the estimate. */
  unit: string;
}

const WIDTH = 160;
const HEIGHT = 22;

/** An estimate with its 95 % interval as a bar beside the line of "no difference", in numbers and in words. */
export function IntervalBar({ difference, domain, write, unit }: IntervalBarProps) {
  const { t } = useI18n();
  const { estimate, low, high } = difference;
  const x = linear(domain[0], domain[1], 0, WIDTH);
  const said = verdict(difference);
  return (
    <div className={`interval interval--${said}`} data-verdict={said}>
      <svg width={WIDTH} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line className="interval__zero" x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} />
        <rect
          className="interval__bar"
          x={x(low)}
          width={Math.max(2, x(high) - x(low))}
          y={HEIGHT / 2 - 4}
          height={8}
          rx={2}
        />
        <circle className="interval__dot" cx={x(estimate)} cy={HEIGHT / 2} r={4} />
      </svg>
      <span className="interval__text">
        <strong>
          {write(estimate)}
          {unit}
        </strong>{' '}
        <span className="muted">({t('experiments.interval', { low: write(low), high: write(high) })})</span>
        <small>{t(`experiments.${said}`)}</small>
      </span>
    </div>
  );
}
