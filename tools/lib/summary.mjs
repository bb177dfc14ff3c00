// The last line of a test run, counted from Jest's own JSON reports.

/**
 * Counts a report of `jest --json`. A suite that failed without a failing test of its own (it could not be read, or a
 * hook around its tests failed) counts as one failure; no report at all means that Jest itself died, which is one, too.
 *
 * @returns {{passed: number, failed: number, skipped: number}}
 */
export function countReport(report) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const suites = report.testResults ?? [];
  const brokenSuites = suites.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + brokenSuites.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/**
 * The line and the exit code of a whole run: Jest's counts, plus one failure for every failed check before it (`lint`,
 * `types`, …). A run without a single test is a failure, and so is one that Jest ends with an error of its own.
 *
 * @returns {{line: string, exitCode: number}}
 */
export function concludeRun({ reports, jestExitCode, failedChecks = [] }) {
  const counts = reports.map(countReport);
  const [passed, failedTests, skipped] = ['passed', 'failed', 'skipped'].map((what) => {
    return counts.reduce((sum, count) => sum + count[what], 0);
  });
  let failed = failedTests + failedChecks.length;
  let exitCode = jestExitCode;
  if (passed + failed === 0 && exitCode === 0) exitCode = 1;
  if (failed > 0 && exitCode === 0) exitCode = 1;
  if (exitCode !== 0 && failed === 0) failed = passed > 0 ? 1 : 0;
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, exitCode };
}
