import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { MappingOptions } from './options.js';

/** One record of a file and the line on which it begins (1-based). */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The file as a whole cannot be read as CSV; nothing of it may be posted. */
export class FileError extends Error {}

/** A field may not be larger: a quote that is never closed would otherwise swallow the file. */
const MAX_RECORD_BYTES = 1 << 20;

type Reading = Pick<MappingOptions, 'delimiter' | 'encoding'>;

/**
 * Streams a CSV file, the header included, empty lines left out. Byte-order marks, CRLF, quoted fields with
 * separators and line breaks are understood; a stray quote inside an unquoted field is taken as it stands.
 *
 * @throws FileError when the file cannot be opened or a quote is never closed
 */
export async function* readCsv(
  path: string,
  { delimiter, encoding }: Reading,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<CsvRecord> {
  const source = createReadStream(path);
  source.on('data', (chunk) => onBytes(chunk.length));
  const parser = parse({
    bom: true,
    delimiter,
    encoding,
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  source.on('error', (error) => parser.destroy(error));
  let line = 1;
  try {
    for await (const entry of source.pipe(parser)) {
      const { record, raw }: { record: string[]; raw: string } = entry;
      const begins = line;
      // Counted here because the parser counts a CRLF inside quotes twice.
      line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
      if (record.length === 1 && record[0]?.trim() === '') continue;
      yield { cells: record, line: begins };
    }
  } catch (error) {
    throw new FileError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    source.destroy();
  }
}
