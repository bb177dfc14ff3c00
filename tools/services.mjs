// Where MySQL and Redis come from. In this order: the servers named by URL; private instances from the programs on this
// machine; the same after installing the system's packages (root on Debian or Ubuntu, announced); Docker; a sentence.
// No server that was not started here is ever touched, unless a URL names it.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerMysql, DockerRedis, dockerWorks } from './lib/docker.mjs';
import { PrivateMysql } from './lib/mysql.mjs';
import { findProgram, Plain, runQuietly, say } from './lib/process.mjs';
import { PrivateRedis } from './lib/redis.mjs';

export { PrivateMysql } from './lib/mysql.mjs';
export { PrivateRedis } from './lib/redis.mjs';

const MISSING = `Jifen needs MySQL 8 or newer (or MariaDB 10.11 or newer) and Redis 6.2 or newer (or Valkey). Either
  - install them so that mysqld or mariadbd and redis-server or valkey-server are on the PATH
    (Debian, Ubuntu: apt-get install mariadb-server redis-server; macOS: brew install mariadb redis), or
  - start Docker, or
  - name running servers: DATABASE_URL=mysql://user:password@host:3306/jifen REDIS_URL=redis://host:6379/0`;

/** Whether packages can be installed here: root, apt, and a Debian family system. */
export function canInstallPackages() {
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Installs packages of the system after saying so. Their maintainer scripts would start servers on the usual ports;
 * a policy-rc.d that says no keeps them from it while the installation runs.
 */
export function installPackages(packages, why) {
  say(`Installing ${packages.join(', ')} from the system's packages (${why}); this takes about half a minute.`);
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
  try {
    const update = runQuietly('apt-get', ['update', ...options], { env });
    const install = runQuietly('apt-get', ['install', '-y', ...options, '--no-install-recommends', ...packages], {
      env,
    });
    if (install.code !== 0) throw new Plain(`apt-get could not install them:\n${update.output}${install.output}`);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

/** Makes sure that the programs are there, or answers that Docker has to do; throws a sentence when neither can be. */
function choosePrograms(needMysql, needRedis) {
  const missing = () => [
    ...(needMysql && !PrivateMysql.program() ? ['mariadb-server'] : []),
    ...(needRedis && !PrivateRedis.program() ? ['redis-server'] : []),
  ];
  if (missing().length > 0 && canInstallPackages()) {
    try {
      installPackages(missing(), 'no MySQL or Redis was found on this machine');
    } catch (error) {
      if (!dockerWorks()) throw error;
      say(error.message);
    }
  }
  const stillMissing = missing();
  if (stillMissing.length > 0 && !dockerWorks()) throw new Plain(MISSING);
  return {
    Mysql: stillMissing.includes('mariadb-server') ? DockerMysql : PrivateMysql,
    Redis: stillMissing.includes('redis-server') ? DockerRedis : PrivateRedis,
  };
}

/**
 * MySQL and Redis for one programme.
 *
 * @param {{dir: string, profile?: 'main' | 'test', databaseUrl?: string, adminUrl?: string, redisUrl?: string}} options
 *   `dir` holds the private instances; a URL that is given is used as it is and its server is left alone.
 * @returns {Promise<{databaseUrl: string, adminUrl: string, rootUrl: string, redisUrl: string, mysql?: PrivateMysql,
 *   redis?: PrivateRedis, stop: () => Promise<void>}>} `rootUrl` may create databases and names none.
 */
export async function provision({ dir, profile = 'main', databaseUrl, adminUrl, redisUrl }) {
  const { Mysql, Redis } = choosePrograms(!databaseUrl, !redisUrl);
  const mysql = databaseUrl ? undefined : new Mysql({ dir: join(dir, 'mysql'), profile });
  const redis = redisUrl ? undefined : new Redis({ dir: join(dir, 'redis'), profile });
  const stop = async () => {
    await redis?.stop();
    await mysql?.stop();
  };
  try {
    await Promise.all([mysql?.start(), redis?.start()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    databaseUrl: databaseUrl || mysql.appUrl,
    adminUrl: databaseUrl ? adminUrl || databaseUrl : mysql.adminUrl,
    rootUrl: databaseUrl ? adminUrl || databaseUrl : mysql.url,
    redisUrl: redisUrl || redis.url,
    mysql,
    redis,
    stop,
  };
}
