import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';
import { ApiClientsRepository } from './api-clients.repository.js';
import { OperatorsRepository } from './operators.repository.js';

const OPERATOR = 'operator:';
const CLIENT = 'client:';

/** What those who did something are called, for lists that show who did what. */
@Injectable()
export class Actors {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly clients: ApiClientsRepository,
  ) {}

  /**
   * The present names of operators (`operator:…`) and API clients (`client:…`), by actor, with one query a kind; users
   * and the system have none.
   */
  async namesOf(actors: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const all = [...new Set(actors)];
    const idsOf = (kind: string) => all.filter((each) => each.startsWith(kind)).map((each) => each.slice(kind.length));
    const [operators, clients] = await Promise.all([
      this.operators.names(this.database, idsOf(OPERATOR)),
      this.clients.names(this.database, idsOf(CLIENT)),
    ]);
    return new Map([
      ...operators.map(({ operatorId, name }) => [OPERATOR + operatorId, name] as const),
      ...clients.map(({ id, name }) => [CLIENT + id, name] as const),
    ]);
  }

  /** Rows that say who did it, each with the `actorName` beside it where there is one. */
  async named<Row extends { actor: string }>(rows: readonly Row[]): Promise<(Row & { actorName?: string })[]> {
    const names = await this.namesOf(rows.map(({ actor }) => actor));
    return rows.map((row) => {
      const actorName = names.get(row.actor);
      return actorName === undefined ? row : { ...row, actorName };
    });
  }
}
