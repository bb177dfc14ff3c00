import { DEFAULT_WALLET, JifenError } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';

/** The kinds of points of the programme. They are added, never taken away, so what is known stays known. */
@Injectable()
export class WalletRepository {
  private readonly known = new Set([DEFAULT_WALLET]);

  constructor(private readonly database: Database) {}

  /** Raises WALLET_UNKNOWN. */
  async require(code: string): Promise<void> {
    if (this.known.has(code)) return;
    const rows = await this.database.rows<{ code: string }>('SELECT code FROM wallet WHERE code = ?', [code]);
    if (rows.length === 0) throw new JifenError('WALLET_UNKNOWN', { wallet: code });
    this.known.add(code);
  }
}
