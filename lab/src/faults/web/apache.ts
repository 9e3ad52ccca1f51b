import type { Fault } from '../fault.ts'
import { holdConnections, restartInVain } from '../moves.ts'
import { answered, logged, prove } from '../proofs.ts'
import { intranet } from '../stacks.ts'

const base = { programs: intranet, entity: 'apache', breaks: ['apache'] } as const
const log = '/var/log/apache2/error.log'
const front = 'http://10.20.0.5'

export const apacheFaults: readonly Fault[] = [
  {
    ...base,
    id: 'apache-broken-htaccess',
    mechanism: 'bad-configuration',
    inject: (lab) => lab.write('/var/www/intranet/private/.htaccess', 'Require all granted\nRewriteEngin On\n'),
    twin: (lab) => lab.write('/var/www/intranet/private/.htaccess', 'Require all granted\nRewriteEngine Off\n'),
    probe: answered(`${front}/private/plan.html`, 500),
    question: 'One folder of the intranet is broken since a colleague edited something. What?',
    facts: { htaccess: 'htaccess|RewriteEngin\\b|invalid command' },
    evidence: ['Invalid command', 'RewriteEngin$'],
  },
  {
    ...base,
    id: 'apache-file-mode',
    mechanism: 'wrong-file-mode',
    inject: (lab) => lab.sh('chmod 700 /var/www/intranet/private && chown root:root /var/www/intranet/private'),
    twin: (lab) => lab.sh('chmod 755 /var/www/intranet/private'),
    probe: answered(`${front}/private/plan.html`, 403),
    question: 'A part of the intranet is forbidden for everybody since the backup was restored. Why?',
    facts: { denied: 'permission|mode|search permissions|denied|not readable', what: 'private' },
    evidence: ['Permission denied'],
  },
  {
    ...base,
    id: 'apache-workers-used-up',
    mechanism: 'thread-starvation',
    arrange: (lab) =>
      lab.edit('/etc/apache2/apache2.conf', (text) =>
        text
          .replace('MaxRequestWorkers 50', 'MaxRequestWorkers 8\nMinSpareThreads 1\nMaxSpareThreads 8')
          .replace('ThreadsPerChild 25', 'ThreadsPerChild 8')
          .replace('ServerLimit 2', 'ServerLimit 1'),
      ),
    links: ['catalog'],
    inject: (lab) => {
      lab.link('catalog').state.delayMs = 1200
      holdConnections(10, '10.20.0.5', 80)
    },
    probe: logged(log, /server reached MaxRequestWorkers/, 'Apache reached MaxRequestWorkers'),
    question: 'The intranet is very slow. What is the bottleneck?',
    facts: { workers: 'MaxRequestWorkers|worker|thread|MinSpareThreads' },
    evidence: ['AH0048[45]', 'MaxRequestWorkers 8$'],
  },
  {
    ...base,
    id: 'apache-backend-refused',
    mechanism: 'crash',
    entity: 'catalog',
    inject: (lab) => lab.stop('catalog', 'SIGKILL'),
    twin: (lab) => lab.restart('catalog'),
    probe: answered(`${front}/catalog/items/3`, 503),
    question: 'The catalog part of the intranet is unavailable. Why?',
    facts: { refused: 'refus|not listening|is down|not running', who: 'catalog|8000|backend' },
    evidence: ['Connection refused'],
  },
  {
    ...base,
    id: 'apache-redirect-loop',
    mechanism: 'bad-configuration',
    inject: (lab) =>
      lab.write(
        '/var/www/intranet/private/.htaccess',
        'Require all granted\nRewriteEngine On\nRewriteRule ^(.*)$ /private/new/$1 [L]\n',
      ),
    twin: (lab) =>
      lab.write(
        '/var/www/intranet/private/.htaccess',
        'Require all granted\nRewriteEngine On\nRewriteRule ^old$ /private/plan.html [L]\n',
      ),
    probe: answered(`${front}/private/plan.html`, 500),
    question: 'The page of the plan fails since yesterday. Why?',
    facts: { loop: 'redirect|loop|rewrite|recursion' },
    evidence: ['internal redirects', 'RewriteRule'],
  },
  {
    ...base,
    id: 'apache-port-in-use',
    mechanism: 'port-in-use',
    inject: async (lab) => {
      await lab.stop('apache')
      void lab.run(['nc.openbsd', '-lk', '10.20.0.5', '80'], { timeoutMs: 30_000 })
      await lab.sleep(200)
      await restartInVain(lab, 'apache')
    },
    twin: (lab) => lab.restart('apache'),
    files: { 'apache-console.log': '/var/log/apache/console.log' },
    probe: (lab) => prove(lab.exits('apache') > 0, `Apache ended ${lab.exits('apache')} times at its start`),
    commands: { 'ss-listen.txt': ['ss', '-tlnp'] },
    question: 'Apache does not start after the restart. Why?',
    facts: { port: 'in use|already|bind', what: '80|port|address' },
    evidence: ['Address already in use', 'could not bind'],
  },
]
