import type { FieldError } from '@jifen/contracts';

/** What is wrong with a new code that differs from one that there is by upper and lower case only. */
export function caseOnly(pointer: string, existing: string): FieldError {
  const text = {
    'zh-CN': `与已有的 ${existing} 仅大小写不同`,
    'en-US': `differs from ${existing} by upper and lower case only`,
  };
  return { pointer, code: 'caseOnly', detail: text['en-US'], text };
}
