import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { currencyExponent } from '@jifen/rules';
import { FileError, readCsv } from './csv.js';
import { createRowMapper } from './mapping.js';
import type { MappingOptions } from './options.js';
import { type CheckedOrders, OrderTable } from './orders.js';

/** A file after its first pass. */
export interface CheckedFile extends CheckedOrders {
  readonly path: string;
  readonly sha256: string;
  readonly header: readonly string[];
}

/**
 * Reads the whole file once and decides about every row. Memory grows with the rows (some hundred bytes each), the
 * text itself is not kept.
 *
 * @throws FileError when the file cannot be read as CSV; UsageError when mapped columns are missing
 */
export async function checkFile(
  path: string,
  mapping: MappingOptions,
  onBytes: (bytes: number) => void,
): Promise<CheckedFile> {
  const table = new OrderTable({
    groupByInvoice: mapping.groupByInvoice,
    cancelPrefix: mapping.cancelPrefix,
    withItems: mapping.items && mapping.columns.sku !== undefined,
    exponentOf: (currency) => currencyExponent(currency) ?? 2,
  });
  let header: readonly string[] | undefined;
  let mapRow: ReturnType<typeof createRowMapper> | undefined;
  for await (const { cells } of readCsv(path, mapping, onBytes)) {
    if (mapRow) {
      table.add(mapRow(cells));
      continue;
    }
    header = cells;
    mapRow = createRowMapper(cells, mapping);
  }
  if (!header) throw new FileError(`${path}: the file is empty`);
  return { path, header, sha256: await sha256Of(path), ...table.finish() };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
