import type { UserStatus } from '@jifen/contracts';
import { useI18n } from '../../shared/i18n/i18n.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';

export function UserStatusTag({ status }: { status: UserStatus }) {
  const { tCode } = useI18n();
  return <StatusTag tone={toneOf(status)}>{tCode('users.status_', status)}</StatusTag>;
}
