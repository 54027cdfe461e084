// Brings a fresh or outdated checkout to the point where dist/ can be run: installs what the lock file
// says and builds, each only when something changed; `setup.mjs install` leaves the building out. Runs on the
// machine's own Node, from 20 on.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCK_STAMP = 'node_modules/.lock-hash';
const BUILD_STAMP = 'dist/.source-hash';
const BUILD_INPUTS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
once(LOCK_STAMP, hashOf(['package-lock.json']), 'Installing the packages of package-lock.json …', () => {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
});
requireNode();
if (process.argv[2] !== 'install') {
  once(BUILD_STAMP, hashOf([...BUILD_INPUTS, ...filesBelow('src')]), 'Building …', () => {
    run('npm', ['run', '--silent', 'build']);
  });
}

function once(stamp, hash, message, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error(message);
  work();
  writeFileSync(stamp, hash);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

// npm puts node_modules/.bin first on the PATH, so the Node found there is the one that every script runs on.
function requireNode() {
  const bundled = 'node_modules/.bin/node';
  try {
    const version = execFileSync(existsSync(bundled) ? bundled : 'node', ['--version'], { encoding: 'utf8' });
    const [major, minor] = version.slice(1).split('.').map(Number);
    if (major > 24 || (major === 24 && minor >= 15)) return;
  } catch {
    // Falls through to the advice: a binary that does not run here is as good as none.
  }
  console.error(
    'This needs Node 24.15 or newer. On Linux with glibc (x64, arm64) it is installed with the packages;\n' +
      'elsewhere (musl, other systems) install it yourself first.',
  );
  process.exit(1);
}
