import { ask } from '../../programs/http.ts'
import type { Fault } from '../fault.ts'
import { editAndRestart, editInVain, holdConnections } from '../moves.ts'
import { answered, countLines, logged, prove } from '../proofs.ts'
import { shopWithoutCache } from '../stacks.ts'

const base = { programs: shopWithoutCache, entity: 'nginx', breaks: ['nginx'] } as const
const file = '/etc/nginx/nginx.conf'
const log = '/var/log/nginx/error.log'
const front = 'http://10.20.0.5'

export const moreWebFaults: readonly Fault[] = [
  {
    ...base,
    id: 'nginx-body-too-large',
    mechanism: 'bad-configuration',
    request: async ({ random }) => {
      const body = JSON.stringify({
        sku: `sku-${1 + Math.floor(random() * 300)}`,
        customer: 7,
        quantity: 1,
        note: 'please ring twice '.repeat(150),
      })
      await ask(
        `${front}/api/${random() < 0.5 ? 'checkout' : 'orders'}`,
        random() < 0.5 ? { method: 'POST', body, headers: { 'content-type': 'application/json' } } : {},
      )
    },
    inject: async (lab) => {
      lab.edit(file, (text) => text.replace('client_max_body_size 1m', 'client_max_body_size 1k'))
      lab.signal('nginx', 'SIGHUP')
      await lab.sleep(200)
    },
    twin: (lab) => lab.signal('nginx', 'SIGHUP'),
    probe: async () => {
      const { status } = await ask(`${front}/api/checkout`, { method: 'POST', body: 'x'.repeat(3000) })
      return prove(status === 413, `a body of 3000 bytes is answered with ${status}`)
    },
    question: 'Orders with a note are refused since the web server was changed. Why?',
    facts: { large: '413|too large|client_max_body_size|larger than' },
    evidence: ['client intended to send too large body', '" 413 ', 'client_max_body_size 1k'],
  },
  {
    ...base,
    id: 'nginx-bad-directive',
    mechanism: 'bad-configuration',
    inject: editInVain('nginx', file, 'proxy_read_timeout 4s;', 'proxy_read_timeout 4s\n      proxy_bufering off;'),
    twin: editAndRestart('nginx', file, 'proxy_read_timeout 4s;', 'proxy_read_timeout 5s;'),
    probe: async (lab) => {
      const { code, stderr } = await lab.run(['nginx', '-t'])
      return prove(code !== 0 && !/syntax is ok/.test(stderr), stderr.split('\n')[0] ?? '')
    },
    files: { 'nginx-console.log': '/var/log/nginx/console.log' },
    question: 'The web server is down since the last change. Why?',
    facts: {
      what: 'proxy_read_timeout|proxy_bufering|invalid|unknown directive|syntax|semicolon|unexpected|not terminated|configuration',
    },
    evidence: ['emerg', 'proxy_bufering'],
  },
  {
    ...base,
    id: 'nginx-connections-used-up',
    mechanism: 'connection-limit',
    arrange: (lab) => lab.edit(file, (text) => text.replace('worker_connections 512', 'worker_connections 64')),
    inject: (lab) => {
      holdConnections(80, '10.20.0.5', 80)
      return lab.sleep(100)
    },
    probe: logged(log, /worker_connections are not enough/, 'worker_connections are not enough'),
    question: 'The site hangs for new visitors. Why?',
    facts: { connections: 'worker_connections|connections? (limit|are not enough|used up|exhaust)|too many connections' },
    evidence: ['worker_connections are not enough', 'worker_connections 64'],
  },
  {
    ...base,
    id: 'nginx-file-not-readable',
    mechanism: 'wrong-file-mode',
    request: async ({ random }) => void (await ask(`${front}${random() < 0.5 ? '/index.html' : '/api/orders'}`)),
    inject: (lab) => lab.sh('chmod 600 /var/www/html/index.html && chown root:root /var/www/html/index.html'),
    twin: (lab) => lab.sh('touch /var/www/html/index.html'),
    probe: answered(`${front}/index.html`, 403),
    question: 'The start page is forbidden since the last upload, everything else works. Why?',
    facts: { denied: 'permission denied|permission|file mode|not readable', what: 'index.html|/var/www' },
    evidence: ['13: Permission denied'],
  },
  {
    ...base,
    id: 'nginx-rate-limit',
    mechanism: 'rate-limit',
    inject: async (lab) => {
      lab.edit(file, (text) =>
        text
          .replace('  upstream gateway {', '  limit_req_zone $server_name zone=shop:1m rate=4r/s;\n\n  upstream gateway {')
          .replace('      proxy_pass', '      limit_req zone=shop burst=2 nodelay;\n      proxy_pass'),
      )
      lab.signal('nginx', 'SIGHUP')
      await lab.sleep(200)
    },
    twin: async (lab) => {
      lab.edit(file, (text) => text.replace('keepalive_timeout 15s', 'keepalive_timeout 20s'))
      lab.signal('nginx', 'SIGHUP')
    },
    probe: (lab) => {
      const limited = countLines(lab, log, /limiting requests/)
      return prove(limited > 10, `nginx limited ${limited} requests`)
    },
    question: 'Many visitors get 503 since the last change of the web server. Why?',
    facts: { limit: 'limit(ing|ed)?[ _]req|rate[ -]?limit|limit_req|zone' },
    forbidden: ['upstream (is )?(down|refus)'],
    evidence: ['limiting requests', 'limit_req'],
  },
  {
    ...base,
    id: 'nginx-wrong-upstream-name',
    mechanism: 'name-not-resolving',
    inject: editInVain('nginx', file, 'server gateway.shop.internal:3000', 'server gateway.shop.intern:3000'),
    twin: (lab) => lab.restart('nginx'),
    probe: async (lab) => {
      const { stderr } = await lab.run(['nginx', '-t'])
      return prove(/host not found in upstream/.test(stderr), stderr.split('\n')[0] ?? '')
    },
    files: { 'nginx-console.log': '/var/log/nginx/console.log' },
    question: 'nginx does not start any more. Why?',
    facts: { name: 'host not found|resol|gateway.shop.intern\\b|unknown host|\\bdns\\b' },
    evidence: ['host not found in upstream'],
  },
  {
    ...base,
    id: 'nginx-log-rotated-away',
    mechanism: 'rotated-log',
    breaks: [],
    inject: (lab) =>
      lab.sh(
        'mv /var/log/nginx/access.log /var/log/nginx/access.log.1 && gzip -f /var/log/nginx/access.log.1 && touch /var/log/nginx/access.log && chown www-data:www-data /var/log/nginx/access.log',
      ),
    twin: async (lab) => {
      await lab.sh('mv /var/log/nginx/access.log /var/log/nginx/access.log.1')
      lab.signal('nginx', 'SIGUSR1')
    },
    probe: async (lab) => {
      const { stdout } = await lab.run(['sh', '-c', `ls -l /proc/${lab.pid('nginx')}/fd`])
      return prove(/access\.log\.1 \(deleted\)/.test(stdout), stdout.split('\n').find((line) => /access/.test(line)) ?? '')
    },
    commands: {
      'lsof.txt': ['sh', '-c', 'lsof -nP -u www-data 2>/dev/null | grep -E "COMMAND|/var/log"'],
      'ls-log.txt': ['ls', '-la', '/var/log/nginx'],
    },
    question: 'The access log stays empty since tonight although the shop has visitors. Why?',
    facts: { deleted: 'deleted|rotat|reopen|old (file|log)|descriptor|USR1' },
    evidence: ['\\(deleted\\)', 'access\\.log'],
  },
]
