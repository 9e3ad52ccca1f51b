import { restartCatalog, setCatalog } from '../../programs/catalog.ts'
import { ask } from '../../programs/http.ts'
import { memcache } from '../../programs/memcached.ts'
import type { Fault } from '../fault.ts'
import { editAndRestart, editInVain, fillDisk, holdConnections, limitDescriptors, relaunch } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { catalogStack } from '../stacks.ts'

const base = { programs: catalogStack, entity: 'catalog', breaks: ['catalog'] } as const
const log = '/var/log/app/catalog.log'
const exportFile = { export_file: '/var/lib/catalog/export.jsonl' }

export const catalogFaults: readonly Fault[] = [
  {
    ...base,
    id: 'memcached-killed',
    mechanism: 'crash',
    entity: 'memcached',
    inject: (lab) => lab.stop('memcached', 'SIGKILL'),
    twin: (lab) => lab.restart('memcached'),
    probe: (lab) => prove(!lab.running('memcached') && countLines(lab, log, /Connection refused/) > 0, 'memcached refuses'),
    question: 'catalog logs warnings all the time. What is the cause?',
    facts: { refused: 'refus|not listening|is down|not running', who: 'memcache|cache|11211' },
    evidence: ['Connection refused'],
  },
  {
    ...base,
    id: 'memcached-connection-limit',
    mechanism: 'connection-limit',
    entity: 'memcached',
    inject: async (lab) => {
      lab.edit('/etc/memcached.conf', (text) => text.replace('-c 128', '-c 24'))
      await lab.restart('memcached')
      holdConnections(30, '10.20.0.24', 11_211)
    },
    twin: (lab) => lab.restart('memcached'),
    probe: (lab) => {
      const refused = countLines(lab, log, /Too many open connections/)
      return prove(refused > 3, `memcached refused ${refused} connections of catalog`)
    },
    question: 'catalog is slow since the cache was set up anew. Why?',
    facts: {
      limit:
        'connection(s)? (limit|exhaust|used up)|max_connections|too many (open )?connections|-c 24|connection limit|listen_disabled',
      who: 'memcache|cache',
    },
    evidence: ['-c 24', 'Too many open connections', 'max_connections 24', 'timed out'],
  },
  {
    ...base,
    id: 'memcached-evicts-everything',
    mechanism: 'eviction',
    entity: 'memcached',
    rate: 45,
    arrange: (lab) => setCatalog(lab, { text_bytes: 24_000, cache_seconds: 60 }),
    inject: editAndRestart('memcached', '/etc/memcached.conf', '-m 32', '-m 2'),
    twin: (lab) => lab.restart('memcached'),
    probe: async (lab) => {
      const evicted = Number(/STAT evictions (\d+)/.exec(await memcache(lab, 'stats'))?.[1])
      return prove(evicted > 30, `${evicted} items were evicted`)
    },
    question: 'The cache of catalog hardly hits since it was moved. Why?',
    facts: { evict: 'evict|memory|limit_maxbytes|-m 2\\b|too small' },
    evidence: ['evictions', '-m 2$', 'memcached_items_evicted'],
  },
  {
    ...base,
    id: 'memcached-item-too-large',
    mechanism: 'size-limit',
    entity: 'catalog',
    inject: restartCatalog({ text_bytes: 1_300_000, version: '2.4.0' }),
    twin: (lab) => lab.restart('catalog'),
    probe: logged(log, /object too large for cache/, 'memcached refuses objects as too large'),
    question: 'Nothing of catalog is cached since version 2.4.0. Why?',
    facts: { large: 'too (large|big)|size|exceed' },
    evidence: ['object too large for cache', 'text_bytes'],
  },
  {
    ...base,
    id: 'catalog-disk-full',
    mechanism: 'disk-full',
    disks: { '/var/lib/catalog': 6 },
    arrange: (lab) => setCatalog(lab, { ...exportFile, cache_seconds: 1 }),
    inject: (lab) => fillDisk(lab, '/var/lib/catalog', 'old-export.jsonl'),
    probe: (lab) =>
      prove(
        lab.freeBytes('/var/lib/catalog') < 65_536 && countLines(lab, log, /No space left/) > 0,
        `${lab.freeBytes('/var/lib/catalog')} bytes free under /var/lib/catalog`,
      ),
    question: 'catalog answers 500 for some items. Why?',
    facts: { full: 'no space left|disk (is )?full|file ?system (is )?full|out of (disk )?space|100 ?%' },
    evidence: ['No space left on device', '100% /var/lib/catalog'],
  },
  {
    ...base,
    id: 'catalog-file-not-writable',
    mechanism: 'wrong-file-mode',
    arrange: (lab) => setCatalog(lab, { ...exportFile, cache_seconds: 1 }),
    inject: (lab) =>
      lab.sh(
        'touch /var/lib/catalog/export.jsonl && chown root:root /var/lib/catalog/export.jsonl && chmod 644 /var/lib/catalog/export.jsonl',
      ),
    twin: (lab) => lab.sh('chmod 660 /var/lib/catalog/export.jsonl'),
    probe: logged(log, /PermissionError/, 'catalog may not write its export'),
    question: 'catalog fails since somebody edited a file as root. What is wrong?',
    facts: { denied: 'permission', what: 'export' },
    evidence: ['PermissionError'],
  },
  {
    ...base,
    id: 'catalog-descriptors-used-up',
    mechanism: 'descriptor-limit',
    rate: 50,
    inject: (lab) => limitDescriptors(lab, 'catalog', 13),
    probe: logged(log, /Too many open files/, 'catalog meets "Too many open files"'),
    question: 'catalog drops requests under load. Why?',
    facts: { files: 'too many open files|descriptor|EMFILE' },
    evidence: ['Too many open files'],
  },
  {
    ...base,
    id: 'catalog-wrong-table',
    mechanism: 'schema-mismatch',
    inject: restartCatalog({ query: 'SELECT sku, title, price FROM catalog.products_v2 WHERE sku = %s', version: '2.4.0' }),
    twin: restartCatalog({ query: 'SELECT sku, title, price FROM products WHERE sku = %s LIMIT 1' }),
    probe: logged(log, /UndefinedTable/, 'the relation does not exist'),
    question: 'catalog serves only items it had before; all others fail. Why?',
    facts: { table: 'products_v2|relation|table', missing: 'not exist|missing|undefined|unknown' },
    evidence: ['relation "catalog.products_v2" does not exist', 'UndefinedTable'],
  },
  {
    ...base,
    id: 'catalog-one-worker',
    mechanism: 'thread-starvation',
    looksLike: 'a slow database',
    inject: async (lab) => {
      setCatalog(lab, {
        workers: 1,
        query: 'SELECT sku, title, price FROM products, pg_sleep(0.25) WHERE sku = %s',
        cache_seconds: 1,
      })
      await relaunch(lab, 'catalog')
    },
    twin: restartCatalog({ workers: 10 }),
    probe: async () => {
      const start = Date.now()
      await ask('http://10.20.0.43:8000/health', { timeoutMs: 4000 }).catch(() => {})
      return prove(Date.now() - start > 500, `GET /health took ${Date.now() - start} ms`)
    },
    question: 'catalog takes seconds to answer since the last change, the machine is idle. Why?',
    facts: { worker: 'worker|thread|pg_sleep|slow quer|quer' },
    evidence: ['"workers": 1,', 'pg_sleep', 'with 1 workers'],
  },
  {
    ...base,
    id: 'catalog-broken-json',
    mechanism: 'bad-configuration',
    inject: editInVain('catalog', '/etc/catalog/catalog.json', '"workers": 8,', '"workers": 8'),
    twin: restartCatalog({ workers: 9 }),
    probe: (lab) =>
      prove(
        lab.exits('catalog') > 0 && countLines(lab, log, /JSONDecodeError/) > 0,
        `catalog ended ${lab.exits('catalog')} times with JSONDecodeError`,
      ),
    question: 'catalog does not start since its settings were edited. Why?',
    facts: { json: 'json|delimiter|comma|parse|syntax' },
    evidence: ['JSONDecodeError', "Expecting ',' delimiter"],
  },
  {
    ...base,
    id: 'catalog-database-killed',
    mechanism: 'crash',
    entity: 'postgres',
    inject: (lab) => lab.stop('postgres', 'SIGKILL'),
    probe: (lab) =>
      prove(
        !lab.running('postgres') && countLines(lab, log, /OperationalError|AdminShutdown|Connection refused/) > 0,
        'PostgreSQL is gone',
      ),
    question: 'catalog fails for many items. What failed first?',
    facts: {
      down: 'refus|terminated|is down|not running|closed the connection|connection',
      who: 'postgres|database|5432|\\bdb\\b',
    },
    evidence: ['Connection refused', 'server closed the connection'],
  },
]
