import { DEFAULT_WALLET, JifenError } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';

/** The kinds of points of the programme. They are added, never taken away, so what is known stays known. */
@Injectable()
export class WalletRepository {
  private readonly known = new Set([DEFAULT_WALLET]);

  constructor(private readonly database: Database) {}

  /** Raises WALLET_UNKNOWN, which points at the place the code came from. */
  async require(code: string, pointer: '/wallet' | '?wallet' = '/wallet'): Promise<void> {
    if (this.known.has(code)) return;
    const rows = await this.database.rows<{ code: string }>('SELECT code FROM wallet WHERE code = ?', [code]);
    if (rows.length === 0) {
      const error = { pointer, code: 'enum', detail: 'must be a wallet of the programme' };
      throw new JifenError('WALLET_UNKNOWN', { wallet: code }, [error]);
    }
    this.known.add(code);
  }

  /** The codes of all wallets. */
  async codes(): Promise<string[]> {
    const rows = await this.database.rows<{ code: string }>('SELECT code FROM wallet ORDER BY code');
    return rows.map(({ code }) => code);
  }
}
