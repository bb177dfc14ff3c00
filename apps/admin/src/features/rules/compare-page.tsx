import { useI18n } from '../../shared/i18n/i18n.js';
import { Page } from '../../shared/ui/page.js';

export function ComparePage() {
  const { t } = useI18n();
  return <Page title={t('rules.title')}>{null}</Page>;
}
