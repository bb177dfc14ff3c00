import { stdSerializers } from 'pino';

/** What the driver and the mapper hang on an error: the whole statement with every value that users have sent. */
const STATEMENT = new Set(['query', 'parameters', 'sql', 'driverError']);

/** An error as it stands in the log: without the statement, which may be a megabyte and hold personal data. */
export function loggedError(error: Error): object {
  const shown: object = stdSerializers.err(error);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !STATEMENT.has(name)));
}
