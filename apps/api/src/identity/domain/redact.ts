const SECRET_NAME = /password|secret|token|hash|credential|authorization|cookie|apikey/i;
const REDACTED = '[redacted]';

/**
 * A copy without anything whose name says that it is a secret: the audit log is read by more people than may know it.
 * Yes and no tell no secret (`passwordChanged`).
 */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      SECRET_NAME.test(name) && typeof field !== 'boolean' ? REDACTED : redact(field),
    ]),
  );
}
