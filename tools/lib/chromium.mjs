// What tests use besides servers: the browser (named by CHROMIUM_PATH, on this machine, or the system's package) and curl.
import { canInstallPackages, installPackages } from '../services.mjs';
import { findProgram, say } from './process.mjs';

const find = () => findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');

/** The browser's path; undefined (after a sentence) when there is none and none can be installed. */
export function ensureChromium() {
  const named = process.env.CHROMIUM_PATH || find();
  if (named) return named;
  if (canInstallPackages()) {
    installPackages(['chromium'], 'the browser tests need a browser');
    const installed = find();
    if (installed) return installed;
  }
  say('No Chromium was found: set CHROMIUM_PATH, or the browser tests will fail.');
  return undefined;
}

/** Sees to curl, with which the examples of the API guide are run. */
export function ensureCurl() {
  if (findProgram('curl')) return;
  if (canInstallPackages()) installPackages(['curl'], 'the examples of the API guide are run with it');
  else say('No curl was found: the examples of docs/api.md cannot be run and their test will fail.');
}
