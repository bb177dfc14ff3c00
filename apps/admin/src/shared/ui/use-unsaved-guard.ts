import { App } from 'antd';
import { useEffect } from 'react';
import { useBeforeUnload, useBlocker } from 'react-router';
import { useI18n } from '../i18n/i18n.js';

/**
 * Asks before what was entered is lost: on leaving the route, on closing the tab, and on closing a dialog through the
 * returned function, which calls `leave` at once when nothing was entered.
 */
export function useUnsavedGuard(dirty: boolean): (leave: () => void) => void {
  const { t } = useI18n();
  const { modal } = App.useApp();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  const ask = (onDiscard: () => void, onKeep?: () => void): void => {
    modal.confirm({
      title: t('common.unsavedTitle'),
      content: t('common.unsavedText'),
      okText: t('common.discard'),
      cancelText: t('common.keepEditing'),
      okButtonProps: { danger: true },
      onOk: onDiscard,
      onCancel: () => onKeep?.(),
    });
  };
  useBeforeUnload((event) => {
    if (dirty) event.preventDefault();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once each time the blocker catches something
  useEffect(() => {
    if (blocker.state === 'blocked') ask(blocker.proceed, blocker.reset);
  }, [blocker.state]);
  return (leave) => (dirty ? ask(leave) : leave());
}
