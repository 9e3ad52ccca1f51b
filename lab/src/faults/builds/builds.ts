import { ask } from '../../programs/http.ts'
import type { Lab } from '../../runner/lab.ts'
import type { Fault } from '../fault.ts'
import { logged, prove } from '../proofs.ts'

const git = { programs: ['git'], entity: 'git', breaks: ['git'], upload: /^(?!ss|free)/ } as const
const npm = {
  programs: ['nginx', 'builder'],
  entity: 'builder',
  breaks: ['builder'],
  upload: /^(?!ss|free)/,
  seconds: 22,
  request: async () => void (await ask('http://10.20.0.5/registry/left-part')),
  rate: 1,
} as const
const jobLog = '/var/log/ci/job.log'
const buildLog = '/var/log/ci/build.log'
const folder = '/home/deploy/build'

function failures(lab: Lab, log: string, pattern: RegExp): string {
  const found = lab
    .read(log)
    .split('\n')
    .find((line) => pattern.test(line))
  return prove(found !== undefined, found ?? `no line of ${log} matches ${pattern.source}`)
}

export const buildFaults: readonly Fault[] = [
  {
    ...git,
    id: 'git-objects-not-writable',
    mechanism: 'wrong-file-mode',
    inject: (lab) => lab.sh('chown -R root:root /srv/git/shop.git/objects'),
    twin: (lab) => lab.sh('chown deploy:deploy /srv/git/shop.git/objects'),
    probe: (lab) => failures(lab, jobLog, /insufficient permission|unable to create temporary|unpacker error/),
    question: 'Pushing fails since the repository was moved. Why?',
    facts: { denied: 'permission|denied|owner|not writable' },
    evidence: ['insufficient permission|unable to create temporary', 'unpack failed|unpacker error'],
  },
  {
    ...git,
    id: 'git-hook-rejects',
    mechanism: 'rejected-by-rule',
    inject: async (lab) => {
      lab.write(
        '/srv/git/shop.git/hooks/pre-receive',
        '#!/bin/sh\necho "policy: commit message must name a ticket (SHOP-123)" >&2\nexit 1\n',
        { mode: 0o755 },
      )
      await lab.sh('chmod 755 /srv/git/shop.git/hooks/pre-receive')
    },
    twin: (lab) => lab.write('/srv/git/shop.git/hooks/post-receive', '#!/bin/sh\nexit 0\n', { mode: 0o755 }),
    probe: (lab) => failures(lab, jobLog, /pre-receive hook declined/),
    question: 'Nobody can push any more. Why?',
    facts: { hook: 'hook|policy|ticket|commit message' },
    evidence: ['pre-receive hook declined', 'policy: commit message'],
  },
  {
    ...git,
    id: 'git-stale-lock',
    mechanism: 'stale-lock',
    inject: (lab) =>
      lab.sh('touch /home/deploy/work/shop/.git/index.lock && chown deploy:deploy /home/deploy/work/shop/.git/index.lock'),
    twin: (lab) =>
      lab.sh('touch /home/deploy/work/shop/.git/index.lock && sleep 0.05 && rm /home/deploy/work/shop/.git/index.lock'),
    probe: (lab) => failures(lab, jobLog, /index\.lock': File exists/),
    question: 'The job fails since the build machine was restarted. Why?',
    facts: { lock: 'index\\.lock|lock' },
    evidence: ['index.lock'],
  },
  {
    ...git,
    id: 'git-history-diverged',
    mechanism: 'diverged-history',
    inject: (lab) =>
      lab.sh(
        'rm -rf /tmp/other && git clone -q /srv/git/shop.git /tmp/other && cd /tmp/other && git checkout -q main 2>/dev/null; echo other > other.txt && git add -A && git commit -qm "hotfix" && for n in 1 2 3 4 5 6; do git pull -q --rebase origin main && git push -q origin main && break; done',
        { user: 'deploy' },
      ),
    twin: (lab) => lab.sh('git clone -q /srv/git/shop.git /tmp/other', { user: 'deploy' }),
    probe: (lab) => failures(lab, jobLog, /\[rejected\].*(fetch first|non-fast-forward)/),
    question: 'The push of the job is refused since noon. Why?',
    facts: { diverged: 'fetch first|non-fast-forward|behind|diverg|remote contains|pull|rejected' },
    evidence: ['\\[rejected\\]', 'remote contains work'],
  },
  {
    ...git,
    id: 'git-server-killed',
    mechanism: 'crash',
    inject: (lab) => lab.stop('git', 'SIGKILL'),
    twin: (lab) => lab.restart('git'),
    probe: (lab) => failures(lab, jobLog, /unable to connect|Connection refused/),
    question: 'All jobs fail at the same step. What is the matter?',
    facts: { refused: 'refus|unable to connect|not listening|is down|not running', who: 'git|9418' },
    evidence: ['Connection refused', 'unable to connect to git.shop.internal'],
  },
  {
    ...git,
    id: 'git-corrupt-object',
    mechanism: 'corrupt-file',
    inject: (lab) =>
      lab.sh(
        'f=$(find /home/deploy/work/shop/.git/objects -type f -path "*/??/*" -printf "%T@ %p\\n" | sort -rn | head -8 | cut -d" " -f2); for o in $f; do chmod u+w $o; : > $o; done',
        { user: 'deploy' },
      ),
    twin: (lab) => lab.sh('cd /home/deploy/work/shop && git fsck 2>&1 | tail -1', { user: 'deploy' }),
    probe: (lab) => failures(lab, jobLog, /object file .* is empty|corrupt|bad object/),
    question: 'The job fails since the power failure. Why?',
    facts: { corrupt: 'corrupt|empty|damaged|broken|bad object|loose object' },
    evidence: ['is empty', 'corrupt'],
  },
  {
    ...npm,
    id: 'npm-registry-refused',
    mechanism: 'refused-port',
    entity: 'nginx',
    inject: (lab) => lab.stop('nginx', 'SIGKILL'),
    twin: (lab) => lab.restart('nginx'),
    probe: (lab) => failures(lab, buildLog, /ECONNREFUSED/),
    question: 'All builds fail since a few minutes. Why?',
    facts: { refused: 'refus|not listening|unreachable|is down', who: 'registry|www\\.shop|10\\.20\\.0\\.5' },
    evidence: ['ECONNREFUSED'],
  },
  {
    ...npm,
    id: 'npm-package-missing',
    mechanism: 'missing-package',
    inject: (lab) =>
      lab.edit(`${folder}/package.json`, (text) => text.replace('"left-part"', '"middle-part": "^2.1.0",\n    "left-part"')),
    twin: (lab) => lab.edit(`${folder}/package.json`, (text) => text.replace('5.2.0', '5.2.1')),
    probe: (lab) => failures(lab, buildLog, /E404|404 Not Found/),
    question: 'The build is red since the last merge. Why?',
    facts: { missing: '404|not found|missing|does not exist', what: 'middle-part|package' },
    evidence: ['404.*middle-part', 'E404'],
  },
  {
    ...npm,
    id: 'npm-integrity-mismatch',
    mechanism: 'corrupt-file',
    inject: (lab) => lab.sh('echo changed >> /var/www/html/registry/-/left-part-1.0.0.tgz; rm -rf /home/deploy/.npm'),
    twin: (lab) => lab.sh('rm -rf /home/deploy/.npm'),
    probe: (lab) => failures(lab, buildLog, /EINTEGRITY/),
    question: 'The build fails though nobody changed the code. Why?',
    facts: { integrity: 'integrity|checksum|sha512|corrupt' },
    evidence: ['EINTEGRITY', 'integrity checksum failed'],
  },
  {
    ...npm,
    id: 'npm-version-not-found',
    mechanism: 'version-mismatch',
    inject: (lab) =>
      lab.edit(`${folder}/package.json`, (text) => text.replace('"right-part": "^1.0.0"', '"right-part": "^3.0.0"')),
    twin: (lab) => lab.edit(`${folder}/package.json`, (text) => text.replace('"right-part": "^1.0.0"', '"right-part": "1.0.0"')),
    probe: (lab) => failures(lab, buildLog, /ETARGET/),
    question: 'Since dependencies were raised the build does not get past installing. Why?',
    facts: { version: 'ETARGET|no matching version|version', what: 'right-part|3\\.0\\.0' },
    evidence: ['ETARGET', 'No matching version'],
  },
  {
    ...npm,
    id: 'npm-module-not-declared',
    mechanism: 'missing-package',
    inject: (lab) => lab.edit(`${folder}/build.js`, (text) => `const color = require('color-part')\n${text}`),
    twin: (lab) => lab.edit(`${folder}/build.js`, (text) => `const path = require('node:path')\n${text}`),
    probe: (lab) => failures(lab, buildLog, /Cannot find module 'color-part'/),
    question: 'It builds on my machine but not on the build server. Why?',
    facts: { module: 'color-part|cannot find module|MODULE_NOT_FOUND|missing (module|dependency)' },
    evidence: ["Cannot find module 'color-part'"],
  },
  {
    ...npm,
    id: 'npm-syntax-error',
    mechanism: 'code-error',
    inject: (lab) => lab.edit(`${folder}/build.js`, (text) => text.replace("require('right-part')", "require('right-part'")),
    twin: (lab) => lab.edit(`${folder}/build.js`, (text) => `${text}// end\n`),
    probe: (lab) => failures(lab, buildLog, /SyntaxError/),
    question: 'The build step fails since the last commit. Why?',
    facts: { syntax: 'SyntaxError|syntax|missing \\)|unexpected' },
    evidence: ['SyntaxError'],
  },
  {
    ...npm,
    id: 'npm-test-fails',
    mechanism: 'code-error',
    inject: (lab) => lab.edit(`${folder}/build.js`, (text) => text.replace('`${left()} ${right()}`', '`${right()}`')),
    twin: (lab) => lab.edit(`${folder}/build.js`, (text) => text.replace('`${left()} ${right()}`', '`${right()} ${left()}`')),
    probe: (lab) => failures(lab, buildLog, /bundle\.js lacks left-part/),
    question: 'At which step does the pipeline break and why?',
    facts: { test: 'test', lacks: 'lacks|left-part|bundle' },
    evidence: ['bundle.js lacks left-part', 'test. exit code 1'],
  },
  {
    ...npm,
    id: 'npm-build-heap-limit',
    mechanism: 'memory-limit',
    arrange: (lab) =>
      lab.edit(
        `${folder}/build.js`,
        (text) => `${text}const modules = Array.from({ length: 6000 }, () => Array.from({ length: 1000 }, Math.random))\n`,
      ),
    inject: (lab) =>
      lab.edit(`${folder}/package.json`, (text) => text.replace('node build', 'node --max-old-space-size=24 build')),
    twin: (lab) =>
      lab.edit(`${folder}/package.json`, (text) => text.replace('node build', 'node --max-old-space-size=512 build')),
    probe: (lab) => failures(lab, buildLog, /heap out of memory|heap limit/),
    question: 'The build dies without an error of ours. Why?',
    facts: { memory: 'heap|out of memory|memory' },
    evidence: ['heap out of memory', 'heap limit', 'max-old-space-size=24 '],
  },
  {
    ...npm,
    id: 'npm-folder-not-writable',
    mechanism: 'wrong-file-mode',
    inject: async (lab) => {
      await lab.sh(`chown root:root ${folder} && chmod 755 ${folder}`)
    },
    twin: (lab) => lab.sh(`chmod 755 ${folder}`),
    probe: logged(buildLog, /EACCES/, 'npm may not write its folder'),
    question: 'Installing fails on the build server since maintenance. Why?',
    facts: { denied: 'EACCES|permission|denied|owner' },
    evidence: ['EACCES'],
  },
  {
    id: 'prometheus-target-down',
    programs: ['redis', 'prometheus'],
    entity: 'redis',
    breaks: ['prometheus'],
    mechanism: 'crash',
    request: async (lab) => void (await lab.run(['redis-cli', '-h', '10.20.0.23', 'INCR', 'visits'])),
    rate: 4,
    inject: (lab) => lab.stop('redis', 'SIGKILL'),
    twin: (lab) => lab.restart('redis'),
    probe: async () => {
      const text = await fetch('http://10.20.0.44:9090/api/v1/query?query=up%7Bjob%3D%22redis%22%7D').then(async (answer) =>
        answer.text(),
      )
      return prove(/"0"\]/.test(text), 'up{job="redis"} is 0')
    },
    question: 'A graph stopped. Is it the monitoring or the program?',
    facts: { down: 'down|up|unreachable|refus|not running|stopp|ended|missing|gap', who: 'redis' },
    evidence: ['"job":"redis"', 'Could not connect|refused'],
  },
  {
    id: 'prometheus-bad-rule-file',
    programs: ['prometheus'],
    entity: 'prometheus',
    breaks: ['prometheus'],
    mechanism: 'bad-configuration',
    inject: async (lab) => {
      lab.write(
        '/etc/prometheus/rules.yml',
        'groups:\n  - name: shop\n    rules:\n      - alert: Slow\n        expr: rate(http_requests_total[5m] > 3\n',
      )
      lab.edit('/etc/prometheus/prometheus.yml', (text) => `rule_files: [rules.yml]\n${text}`)
      lab.signal('prometheus', 'SIGHUP')
      await lab.sleep(500)
    },
    twin: async (lab) => {
      lab.write(
        '/etc/prometheus/rules.yml',
        'groups:\n  - name: shop\n    rules:\n      - alert: Slow\n        expr: rate(http_requests_total[5m]) > 3\n',
      )
      lab.edit('/etc/prometheus/prometheus.yml', (text) => `rule_files: [rules.yml]\n${text}`)
      lab.signal('prometheus', 'SIGHUP')
    },
    files: { 'rules.yml': '/etc/prometheus/rules.yml' },
    probe: (lab) => failures(lab, '/var/log/prometheus/prometheus.log', /Error loading config|loading groups failed/),
    question: 'The new alert does not show up. Why?',
    facts: { rule: 'rules?\\.yml|rule|expr|parse|syntax|paren|loading' },
    evidence: ['loading groups failed', 'Error loading config'],
  },
]
