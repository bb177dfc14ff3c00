import type { RulePolicyView } from '@jifen/contracts';

/** What the policy dialog's form holds. */
export interface PolicyValues {
  rateGuardBps: number | null;
  reviewed: boolean;
  /** Basis points. */
  reviewAboveBps: number | null;
  reviewWithoutBacktest: boolean;
}

const USUAL_THRESHOLD_BPS = 1000;
const BPS_OF_A_PERCENT = 100;

export function policyValues(policy: RulePolicyView): PolicyValues {
  return {
    rateGuardBps: policy.rateGuardBps,
    reviewed: policy.reviewAboveBps !== null,
    reviewAboveBps: policy.reviewAboveBps ?? USUAL_THRESHOLD_BPS,
    reviewWithoutBacktest: policy.reviewWithoutBacktest,
  };
}

/** The request: without a second operator there is no threshold. */
export function policyBody(values: PolicyValues, revision: number): RulePolicyView {
  return {
    rateGuardBps: values.rateGuardBps ?? 0,
    reviewAboveBps: values.reviewed ? (values.reviewAboveBps ?? 0) : null,
    reviewWithoutBacktest: values.reviewed && values.reviewWithoutBacktest,
    revision,
  };
}

/** Basis points as percent: 2450 is `24.5 %`. */
export function percentText(bps: number): string {
  return `${bps / BPS_OF_A_PERCENT} %`;
}
