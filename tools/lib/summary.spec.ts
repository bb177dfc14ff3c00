import { describe, expect, it } from '@jest/globals';
import { concludeRun, countReport } from './summary.mjs';

const suite = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

const report = (passed: number, failed: number, testResults: object[], skipped = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults,
});

describe('the last line of a test run', () => {
  it('is Jest’s own counts when all is well', () => {
    const green = report(2, 0, [suite('passed', 'passed', 'passed')]);
    expect(concludeRun({ reports: [green], jestExitCode: 0 })).toEqual({ line: '2 passed, 0 failed', exitCode: 0 });
  });

  it('names skipped tests', () => {
    const some = report(1, 0, [suite('passed', 'passed', 'pending')], 1);
    expect(concludeRun({ reports: [some], jestExitCode: 0 }).line).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('counts a suite that could not run as a failure', () => {
    const broken = report(3, 0, [suite('passed', 'passed', 'passed', 'passed'), suite('failed')]);
    expect(concludeRun({ reports: [broken], jestExitCode: 1 })).toEqual({ line: '3 passed, 1 failed', exitCode: 1 });
  });

  it('counts a failing hook around passing tests, and does not count a failing test twice', () => {
    const mixed = report(3, 1, [suite('failed', 'passed', 'failed'), suite('failed', 'passed', 'passed')]);
    expect(countReport(mixed)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('adds up the parts of a run, and fails when one of them left no report', () => {
    const [green, red] = [report(1, 0, [suite('passed', 'passed')]), report(2, 1, [suite('failed', 'failed')], 1)];
    expect(concludeRun({ reports: [green, red], jestExitCode: 1 }).line).toBe('3 passed, 1 failed, 1 skipped');
    expect(concludeRun({ reports: [green, undefined], jestExitCode: 1 }).line).toBe('1 passed, 1 failed');
  });

  it('fails when Jest died without a report', () => {
    expect(concludeRun({ reports: [undefined], jestExitCode: 134 })).toEqual({
      line: '0 passed, 1 failed',
      exitCode: 134,
    });
  });

  it('fails when no test ran', () => {
    expect(concludeRun({ reports: [report(0, 0, [])], jestExitCode: 0 })).toEqual({
      line: '0 passed, 0 failed',
      exitCode: 1,
    });
  });

  it('fails when a check before the tests failed', () => {
    const green = report(1, 0, [suite('passed', 'passed')]);
    expect(concludeRun({ reports: [green], jestExitCode: 0, failedChecks: ['lint'] })).toEqual({
      line: '1 passed, 1 failed',
      exitCode: 1,
    });
  });

  it('never says “0 failed” beside an error of Jest’s own, such as coverage below its threshold', () => {
    const green = report(1, 0, [suite('passed', 'passed')]);
    expect(concludeRun({ reports: [green], jestExitCode: 1 }).line).toBe('1 passed, 1 failed');
  });
});
