import { stat } from 'node:fs/promises';
import { join, parse as parsePath, resolve } from 'node:path';
import type { ApiAddress } from './batch-client.js';
import { type CheckedFile, checkFile } from './check.js';
import { resolveAddress } from './credentials.js';
import { FileError } from './csv.js';
import { helpText } from './help.js';
import { languageOf, type TextKey, textOf } from './messages.js';
import { type ImportOptions, parseOptions, UsageError } from './options.js';
import { type PostResult, type PostSettings, postOrders } from './poster.js';
import { startProgress } from './progress.js';
import { type Report, writeReport } from './report.js';
import { summaryLines } from './summary.js';
import { computeTotals, isProblem } from './totals.js';

/** What the command needs of the world. */
export interface ImportWorld extends Pick<PostSettings, 'fetcher' | 'sleep' | 'random' | 'signal'> {
  readonly env: NodeJS.ProcessEnv;
  /** Files and report folders are relative to this. */
  readonly baseFolder: string;
  readonly credentialsPath: string;
  readonly now: () => Date;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  readonly isTerminal: boolean;
}

export const EXIT_OK = 0;
export const EXIT_ROWS = 1;
export const EXIT_USAGE = 2;

/** Runs the import command. Returns its exit code; the command line and files being wrong are sentences, not stacks. */
export async function runImport(argv: readonly string[], world: ImportWorld): Promise<number> {
  try {
    const options = parseOptions(argv, world.env);
    if ('help' in options) {
      world.print(helpText(options.help));
      return EXIT_OK;
    }
    return await importFiles(options, world);
  } catch (error) {
    if (error instanceof UsageError) {
      const language = languageOf(world.env['LC_ALL'] ?? world.env['LANG']);
      world.printError(`${error.message}\n${textOf('seeHelp', language)}`);
      return EXIT_USAGE;
    }
    if (error instanceof FileError) {
      world.printError(error.message);
      return EXIT_ROWS;
    }
    throw error;
  }
}

async function importFiles(options: ImportOptions, world: ImportWorld): Promise<number> {
  const address = options.commit ? await resolveAddress(options, world.credentialsPath) : undefined;
  const startedAt = world.now();
  // Every file is checked before anything of any file is posted.
  const checkedFiles: CheckedFile[] = [];
  for (const file of options.files) checkedFiles.push(await check(resolve(world.baseFolder, file), options, world));
  const strictStop = options.strict && checkedFiles.some(({ verdicts }) => verdicts.some(isProblem));
  let exitCode = EXIT_OK;
  for (const checked of checkedFiles) {
    const posted = address && !strictStop ? await post(checked, options, address, world) : undefined;
    exitCode = Math.max(exitCode, await finish(checked, posted, startedAt, options, world));
  }
  const hint: TextKey | undefined = !options.commit ? 'dryRun' : strictStop ? 'strictStop' : undefined;
  if (hint) world.print(textOf(hint, options.language));
  return exitCode;
}

async function check(path: string, { mapping, language }: ImportOptions, world: ImportWorld): Promise<CheckedFile> {
  const size = await stat(path).catch(() => undefined);
  if (!size?.isFile()) throw new UsageError(`no such file: ${path}`);
  const label = `${textOf('checking', language)} ${parsePath(path).base}`;
  const progress = startProgress(label, size.size, world.isTerminal, world.print);
  let done = 0;
  try {
    return await checkFile(path, mapping, (bytes) => {
      done += bytes;
      progress.update(done);
    });
  } finally {
    progress.stop();
  }
}

async function post(
  checked: CheckedFile,
  { batchSize, language }: ImportOptions,
  address: ApiAddress,
  world: ImportWorld,
): Promise<PostResult> {
  const label = `${textOf('posting', language)} ${parsePath(checked.path).base}`;
  const progress = startProgress(label, checked.orders.length, world.isTerminal, world.print);
  const { fetcher, sleep, random, signal } = world;
  try {
    const settings = { ...address, batchSize, fetcher, sleep, random, signal, onProgress: progress.update };
    return await postOrders(checked.orders, settings);
  } finally {
    progress.stop();
  }
}

async function finish(
  checked: CheckedFile,
  posted: PostResult | undefined,
  startedAt: Date,
  options: ImportOptions,
  world: ImportWorld,
): Promise<number> {
  const { language, mapping } = options;
  const totals = computeTotals(checked, posted?.outcomes);
  const folder = reportFolder(checked.path, options, world.baseFolder);
  const report: Report = {
    file: parsePath(checked.path).base,
    sha256: checked.sha256,
    mode: posted ? 'commit' : 'dry-run',
    startedAt: startedAt.toISOString(),
    finishedAt: world.now().toISOString(),
    mapping,
    totals,
    ...(posted?.stopped ? { stopped: posted.stopped } : {}),
  };
  await writeReport(folder, checked, posted?.outcomes, report, language);
  world.print(`${textOf('file', language)} ${checked.path}`);
  for (const line of summaryLines(totals, language)) world.print(line);
  world.print(`  ${textOf('report', language)}: ${folder}`);
  if (posted?.stopped) {
    world.printError(`${textOf('stopped', language)}: ${posted.stopped}`);
    world.printError(textOf('runAgain', language));
  }
  const { rejected, notSent } = totals.outcomes;
  const bad = totals.rowsMalformed + rejected.orders + notSent.orders > 0 || !totals.balanced;
  return bad ? EXIT_ROWS : EXIT_OK;
}

function reportFolder(path: string, { out, files }: ImportOptions, baseFolder: string): string {
  const { name } = parsePath(path);
  if (!out) return join(baseFolder, `import-report-${name}`);
  return files.length === 1 ? resolve(baseFolder, out) : resolve(baseFolder, out, name);
}
