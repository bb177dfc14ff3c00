import { useI18n } from '../../shared/i18n/i18n.js';
import { Page } from '../../shared/ui/page.js';

export function BacktestsPage() {
  const { t } = useI18n();
  return <Page title={t('backtests.title')}>{null}</Page>;
}
