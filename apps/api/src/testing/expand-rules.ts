/**
 * What a migration may do while the version before it still runs beside it: add, never take away or tighten. (The
 * rules and the way round them are in docs/migrations.md.)
 */
const CONTRACTING: readonly { found: RegExp; what: string }[] = [
  { found: /^(DROP TABLE|DROP VIEW|DROP TRIGGER|TRUNCATE)/, what: 'drops what the previous version uses' },
  {
    found: /^RENAME TABLE|^ALTER TABLE \S+ .*\bRENAME (TO|AS|COLUMN)\b/,
    what: 'renames what the previous version uses',
  },
  { found: /^ALTER TABLE \S+ .*\b(CHANGE|MODIFY)\b/, what: 'changes a column that the previous version writes' },
  { found: /^ALTER TABLE \S+ .*\bDROP (?!INDEX|KEY|DEFAULT|CONSTRAINT|CHECK)/, what: 'drops a column' },
  { found: /^ALTER TABLE \S+ .*\bADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN KEY|PRIMARY KEY)\b/, what: 'adds a constraint' },
  { found: /^CREATE UNIQUE INDEX/, what: 'adds a constraint' },
  { found: /^CREATE TRIGGER/, what: 'adds a trigger that the previous version does not expect' },
];

/** The statements of a migration that only a migration marked as contracting may hold, each with the reason. */
export function contractingStatements(statements: readonly string[]): string[] {
  const made = new Set<string>();
  return statements.flatMap((statement) => {
    const sql = normalised(statement);
    const created = /^CREATE TABLE (?:IF NOT EXISTS )?(\S+)/.exec(sql)?.[1];
    if (created) made.add(created);
    const table = /^(?:ALTER TABLE|CREATE UNIQUE INDEX \S+ ON|CREATE TRIGGER .* ON|DROP TABLE) (\S+)/.exec(sql)?.[1];
    // Nobody uses a table yet that this very migration has made.
    if (table && made.has(table)) return [];
    const wrong = CONTRACTING.filter(({ found }) => found.test(sql)).map(({ what }) => what);
    if (addsRequiredColumn(sql)) wrong.push('adds a column that the previous version does not fill');
    return wrong.map((what) => `${what}: ${sql.slice(0, 120)}`);
  });
}

/** Upper case, one space between words, no quotes, text literals emptied. */
function normalised(sql: string): string {
  return sql
    .replace(/'[^']*'/g, "''")
    .replaceAll('`', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase();
}

const OTHER_ADDITIONS = /^(INDEX|KEY|CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY|FULLTEXT|PARTITION)\b/;

function addsRequiredColumn(sql: string): boolean {
  if (!sql.startsWith('ALTER TABLE')) return false;
  const additions = sql.split(/\bADD (?:COLUMN )?(?:IF NOT EXISTS )?/).slice(1);
  return additions.some(
    (addition) =>
      !OTHER_ADDITIONS.test(addition) && / NOT NULL\b/.test(addition) && !/\b(DEFAULT|GENERATED|AS \()/.test(addition),
  );
}
