import type { Program } from './program.ts'

/** Runs one step of a job and writes what it printed to the job's log, as a build server does. */
const runStep = `#!/bin/sh
# step.sh LOG NAME COMMAND...: appends the command's output to the log, each line with the time
log=$1 name=$2
shift 2
stamp() { gawk '{ print strftime("%Y-%m-%dT%H:%M:%SZ", systime(), 1), $0; fflush() }'; }
{ echo "[$name] \\$ $*"; "$@" 2>&1; echo "[$name] exit code $?"; } | stamp >> "$log"
`

const pushScript = `#!/bin/sh
# A developer's commit and a build's checkout, over the git protocol.
cd /home/deploy/work/shop || exit 1
echo "$(date +%N)" >> notes.txt
git add -A && git commit -qm "update notes" && git push origin main && git log --oneline -1
`

/** A git server with a repository of one team, and a clone that commits and pushes to it all the time. */
export const git: Program = {
  name: 'git',
  user: 'deploy',
  address: '10.20.0.34',
  port: 9418,
  hostName: 'git.shop.internal',
  prepare: async (lab) => {
    await lab.sh('mkdir -p /srv/git /home/deploy/work && chown deploy:deploy /srv/git /home/deploy/work')
    await lab.sh(
      `git config --global user.name Deploy && git config --global user.email deploy@shop.example && git config --global init.defaultBranch main && git config --global --add safe.directory '*'
      git init -q --bare /srv/git/shop.git && git init -q /home/deploy/work/shop && cd /home/deploy/work/shop && git remote add origin git://git.shop.internal/shop.git
      for n in $(seq 1 60); do printf 'export const value%s = %s\\n' $n $n > module$n.js; done; git add -A && git commit -qm 'first modules' && git push -q /srv/git/shop.git main`,
      { user: 'deploy' },
    )
  },
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/log/ci /opt/ci && chown deploy:deploy /var/log/ci')
    lab.write('/opt/ci/step.sh', runStep)
    lab.write('/opt/ci/push.sh', pushScript)
  },
  command: () => [
    '/usr/lib/git-core/git-daemon',
    '--verbose',
    '--reuseaddr',
    '--export-all',
    '--enable=receive-pack',
    '--base-path=/srv/git',
    '--listen=10.20.0.34',
    '--port=9418',
  ],
  console: '/var/log/git-daemon.log',
  ready: async (lab) => (await lab.run(['git', 'ls-remote', 'git://10.20.0.34/shop.git'], { user: 'deploy' })).code === 0,
  logs: { 'git-daemon.log': '/var/log/git-daemon.log', 'job.log': '/var/log/ci/job.log' },
  configuration: { 'git-config': '/srv/git/shop.git/config' },
  commands: { 'ls-git.txt': ['ls', '-la', '/srv/git/shop.git', '/home/deploy/work/shop/.git'] },
  request: async (lab) =>
    void (await lab.run(['sh', '/opt/ci/step.sh', '/var/log/ci/job.log', 'push', 'sh', '/opt/ci/push.sh'], { user: 'deploy' })),
  rate: 1,
}

const npmCommand = ['node', '/srv/shop/node_modules/npm/bin/npm-cli.js', '--no-audit', '--no-fund', '--no-update-notifier']

/** A build server's job over npm: installs from a registry of static files that nginx serves, then builds and tests. */
export const builder: Program = {
  name: 'builder',
  user: 'deploy',
  address: '10.20.0.32',
  port: 0,
  hostName: 'ci.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/log/ci /opt/ci /home/deploy/build && chown -R deploy:deploy /var/log/ci /home/deploy')
    lab.write('/opt/ci/step.sh', runStep)
    const version = (name: string, more: object = {}) => ({ name, version: '1.0.0', main: 'index.js', ...more })
    for (const [name, more] of [
      ['left-part', {}],
      ['right-part', { dependencies: { 'left-part': '^1.0.0' } }],
    ] as const) {
      lab.write(`/tmp/packages/${name}/package.json`, JSON.stringify(version(name, more)))
      lab.write(`/tmp/packages/${name}/index.js`, `module.exports = () => '${name}'\n`)
      await lab.sh(
        `mkdir -p /var/www/html/registry/- && tar -czf /var/www/html/registry/-/${name}-1.0.0.tgz --transform 's,^${name},package,' -C /tmp/packages ${name}`,
      )
      const integrity = (
        await lab.sh(`openssl dgst -sha512 -binary /var/www/html/registry/-/${name}-1.0.0.tgz | base64 -w0`)
      ).trim()
      const dist = { tarball: `http://www.shop.internal/registry/-/${name}-1.0.0.tgz`, integrity: `sha512-${integrity}` }
      lab.write(
        `/var/www/html/registry/${name}`,
        JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { ...version(name, more), dist } } }),
      )
    }
    lab.write(
      '/home/deploy/build/package.json',
      `${JSON.stringify({ name: 'storefront', version: '5.2.0', private: true, engines: { node: '>=16' }, scripts: { build: 'node build.js', test: 'node test.js' }, dependencies: { 'left-part': '^1.0.0', 'right-part': '^1.0.0' } }, undefined, 2)}\n`,
    )
    lab.write('/home/deploy/build/.npmrc', 'registry=http://www.shop.internal/registry/\nfetch-retries=0\n')
    lab.write(
      '/home/deploy/build/build.js',
      "const left = require('left-part')\nconst right = require('right-part')\nrequire('node:fs').writeFileSync('bundle.js', `${left()} ${right()}`)\nconsole.log('bundle.js written by Node', process.version)\n",
    )
    lab.write(
      '/home/deploy/build/test.js',
      "const text = require('node:fs').readFileSync('bundle.js', 'utf8')\nif (!text.includes('left-part')) throw new Error(`bundle.js lacks left-part: ${text}`)\nconsole.log('1 passed')\n",
    )
    await lab.sh('chown -R deploy:deploy /home/deploy')
    lab.write(
      '/opt/ci/loop.sh',
      `#!/bin/sh
cd /home/deploy/build || exit 1
step() { sh /opt/ci/step.sh /var/log/ci/build.log "$@"; }
job=100
while true; do
  job=$((job + 1))
  step "job $job" date -u
  rm -rf node_modules bundle.js /home/deploy/.npm
  step "job $job install" ${npmCommand.join(' ')} install
  step "job $job build" ${npmCommand.join(' ')} run build
  step "job $job test" ${npmCommand.join(' ')} test
  sleep 3
done
`,
    )
  },
  command: () => ['sh', '/opt/ci/loop.sh'],
  env: () => ({ NO_COLOR: '1', CI: 'true' }),
  ready: async (lab) => (await lab.run(['grep', '-q', 'test. exit code 0', '/var/log/ci/build.log'])).code === 0,
  readyMs: 90_000,
  logs: { 'build.log': '/var/log/ci/build.log' },
  configuration: {
    'package.json': '/home/deploy/build/package.json',
    npmrc: '/home/deploy/build/.npmrc',
    'build.js': '/home/deploy/build/build.js',
  },
}
