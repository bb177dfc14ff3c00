import { expect, test } from '@jest/globals';
import { problemText } from './backtest-problem.js';

test('a known reason is a sentence in both languages', () => {
  expect(problemText('OUT_OF_MEMORY')).toEqual({
    'zh-CN': '所需内存超出限制，请减少天数',
    'en-US': 'It needs more memory than it may have; choose fewer days',
  });
});

test('what the machine said stands behind one', () => {
  expect(problemText('toString')).toEqual({
    'zh-CN': '无法计算：toString',
    'en-US': 'It could not be computed: toString',
  });
});
