/**
 * How far apart two groups of an experiment are, and how sure that is. Sums are exact (BigInt); what is estimated from
 * them is a plain number, for people to read and nobody to reckon with. Everything is the second group minus the first,
 * and every interval covers the true difference with a probability of 95 %.
 */

/** What is known of a quantity over the users of a group. */
export interface Sample {
  users: number;
  sum: bigint;
  sumOfSquares: bigint;
}

/** How many of the users of a group did something. */
export interface Share {
  users: number;
  hits: number;
}

export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** The standard normal distribution's 97.5 % quantile (Abramowitz & Stegun, table 26.5). */
const Z = 1.959963984540054;
const TAIL = 0.05;
/** From here on Student's quantile and the normal one differ by less than 3 in a million. */
const NEARLY_NORMAL = 1e6;

/** Mean of a sample; 0 when it is empty. */
export function meanOf({ users, sum }: Sample): number {
  return users === 0 ? 0 : Number(sum) / users;
}

/**
 * Difference of two means with unequal variances. Null when a group has fewer than two users, because then nothing is
 * known of how much it scatters.
 * Source: B. L. Welch, "The generalization of 'Student's' problem when several different population variances are
 * involved", Biometrika 34 (1947), 28–35, with the degrees of freedom of Satterthwaite (Biometrics 2 (1946), 110–114):
 * d ± t(ν) · √(v₁ + v₂) where vᵢ = sᵢ²/nᵢ and ν = (v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)).
 */
export function welchInterval(first: Sample, second: Sample): Interval | null {
  if (first.users < 2 || second.users < 2) return null;
  const [n1, n2] = [BigInt(first.users), BigInt(second.users)];
  const estimate = Number(second.sum * n1 - first.sum * n2) / Number(n1 * n2);
  const [v1, v2] = [squaredError(first), squaredError(second)];
  if (v1 + v2 === 0) return { estimate, low: estimate, high: estimate };
  // As shares of their sum, so that nothing overflows however large the points are.
  const [w1, w2] = [v1 / (v1 + v2), v2 / (v1 + v2)];
  const freedom = 1 / ((w1 * w1) / (first.users - 1) + (w2 * w2) / (second.users - 1));
  const margin = studentQuantile(freedom) * Math.sqrt(v1 + v2);
  return { estimate, low: estimate - margin, high: estimate + margin };
}

/**
 * Difference of two proportions, as a fraction of one. Null when a group has fewer than two users.
 * Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
 * methods", Statistics in Medicine 17 (1998), 873–890, method 10: the Wilson intervals of the two proportions put
 * together. Unlike the textbook's interval it never leaves [−1, 1] and is right for few users and for rare events.
 */
export function newcombeInterval(first: Share, second: Share): Interval | null {
  if (first.users < 2 || second.users < 2) return null;
  const [p1, p2] = [first.hits / first.users, second.hits / second.users];
  const [w1, w2] = [wilson(first), wilson(second)];
  const estimate = p2 - p1;
  return {
    estimate,
    low: Math.max(-1, estimate - Math.hypot(p2 - w2.low, w1.high - p1)),
    high: Math.min(1, estimate + Math.hypot(w2.high - p2, p1 - w1.low)),
  };
}

/** Wilson's score interval of one proportion (E. B. Wilson, JASA 22 (1927), 209–212). */
function wilson({ users, hits }: Share): { low: number; high: number } {
  const p = hits / users;
  const square = Z * Z;
  const middle = 2 * hits + square;
  const spread = Z * Math.sqrt(square + 4 * hits * (1 - p));
  const scale = 2 * (users + square);
  // Rounding must not push a bound past the proportion itself.
  return { low: Math.min(p, (middle - spread) / scale), high: Math.max(p, (middle + spread) / scale) };
}

/** Variance of the mean, s²/n with s² = (n·Σx² − (Σx)²) / (n·(n − 1)); the difference of large numbers is exact. */
function squaredError({ users, sum, sumOfSquares }: Sample): number {
  const n = BigInt(users);
  return Number(n * sumOfSquares - sum * sum) / Number(n * n * (n - 1n));
}

/**
 * Student's two-sided 5 % quantile: the t with P(|T| > t) = 0.05 for `freedom` ≥ 1 degrees of freedom, whole or not.
 * Source: Abramowitz & Stegun 26.7.1: P(|T| > t) = I_x(ν/2, 1/2) with x = ν / (ν + t²); inverted by halving.
 */
export function studentQuantile(freedom: number): number {
  if (freedom >= NEARLY_NORMAL) return Z;
  // One degree of freedom, the widest case, has 12.706.
  let [low, high] = [Z, 13];
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    const outside = incompleteBeta(freedom / 2, 0.5, freedom / (freedom + middle * middle));
    if (outside > TAIL) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularised incomplete beta function I_x(a, b), 0 < x < 1.
 * Source: Abramowitz & Stegun 26.5.8, a continued fraction, which converges fast below x = (a + 1) / (a + b + 2);
 * beyond that 26.5.2, I_x(a, b) = 1 − I_{1−x}(b, a).
 */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  // The modified Lentz method: numerator and denominator are kept as ratios of neighbours, so that neither overflows.
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0. Source: Abramowitz & Stegun 6.1.41 (Stirling), after 6.1.15 has made x large enough. */
function logGamma(x: number): number {
  let [at, shift] = [x, 0];
  for (; at < 12; at++) shift += Math.log(at);
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5) - 1 / (1680 * at ** 7);
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
}
