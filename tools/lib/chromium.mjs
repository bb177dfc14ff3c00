// The browser of the browser tests: the one named by CHROMIUM_PATH, the one on this machine, or the system's package.
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
