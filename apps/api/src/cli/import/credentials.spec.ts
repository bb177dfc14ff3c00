import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resolveAddress } from './credentials.js';
import { UsageError } from './options.js';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  path = join(folder, 'credentials.json');
  await writeFile(path, JSON.stringify({ baseUrl: 'http://127.0.0.1:3000', apiKey: 'local' }));
});

afterAll(() => rm(folder, { recursive: true }));

describe('resolveAddress', () => {
  it('falls back to the credentials of the local start', async () => {
    expect(await resolveAddress({}, path)).toEqual({ url: 'http://127.0.0.1:3000', key: 'local' });
    expect(await resolveAddress({ url: 'http://127.0.0.1:3000/' }, path)).toMatchObject({ key: 'local' });
    expect(await resolveAddress({ key: 'mine' }, path)).toEqual({ url: 'http://127.0.0.1:3000', key: 'mine' });
  });

  it('never sends the local key to another address', async () => {
    await expect(resolveAddress({ url: 'https://elsewhere.test' }, path)).rejects.toThrow(UsageError);
  });

  it('asks when it knows neither', async () => {
    await expect(resolveAddress({}, join(folder, 'none.json'))).rejects.toThrow(/--url/);
  });
});
