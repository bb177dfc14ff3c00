import { readFile } from 'node:fs/promises';
import type { ApiAddress } from './batch-client.js';
import { type ImportOptions, UsageError } from './options.js';

/**
 * Where to post and with which key: options and environment first, else the credentials that the local start wrote.
 * A key from that file goes to the address in that file only.
 *
 * @throws UsageError when either is missing or the address is not http(s)
 */
export async function resolveAddress(
  { url, key }: Pick<ImportOptions, 'url' | 'key'>,
  credentialsPath: string,
): Promise<ApiAddress> {
  const local = url && key ? {} : await readLocal(credentialsPath);
  const address = normalise(url ?? local.baseUrl);
  if (!address) throw new UsageError('where is Jifen? Give --url or JIFEN_URL, or start it here with npm start');
  const localKey = address === normalise(local.baseUrl) ? local.apiKey : undefined;
  const apiKey = key ?? localKey;
  if (!apiKey) throw new UsageError(`which API key for ${address}? Give --key or JIFEN_API_KEY`);
  return { url: address, key: apiKey };
}

function normalise(url: string | undefined): string | undefined {
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new UsageError(`not a web address: ${url}`);
  return url.replace(/\/+$/, '');
}

async function readLocal(path: string): Promise<{ baseUrl?: string; apiKey?: string }> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { baseUrl, apiKey } = parsed as Record<string, unknown>;
  return {
    ...(typeof baseUrl === 'string' ? { baseUrl } : {}),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
  };
}
