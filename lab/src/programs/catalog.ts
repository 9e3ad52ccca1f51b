import type { Lab } from '../runner/lab.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

const configuration = '/etc/catalog/catalog.json'

/** Changes keys of the service's JSON configuration; undefined removes one. */
export function setCatalog(lab: Lab, change: Readonly<Record<string, unknown>>): void {
  lab.write(configuration, `${JSON.stringify({ ...(JSON.parse(lab.read(configuration)) as object), ...change }, undefined, 2)}\n`)
}

/** Changes keys of its configuration and starts it anew. */
export function restartCatalog(change: Readonly<Record<string, unknown>>) {
  return async (lab: Lab): Promise<void> => {
    setCatalog(lab, change)
    await lab.restart('catalog')
  }
}

/** The Python service: threads, psycopg2, tracebacks in its log. */
export const catalog: Program = {
  name: 'catalog',
  user: 'shop',
  address: '10.20.0.43',
  port: 8000,
  hostName: 'catalog.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      'mkdir -p /srv/catalog /var/lib/catalog && cp /lab/bundle/other/catalog.py /srv/catalog/catalog.py && chown shop:shop /var/lib/catalog',
    )
    const settings = {
      version: '2.3.0',
      host: '10.20.0.43',
      port: 8000,
      workers: 8,
      dsn: `host=${lab.at('postgres').split(':')[0] ?? ''} dbname=shop user=shop password=shop-secret`,
      ...(lab.has('memcached') ? { memcached: lab.at('memcached'), cache_seconds: 5 } : {}),
    }
    lab.write(configuration, `${JSON.stringify(settings, undefined, 2)}\n`)
  },
  command: () => ['/usr/bin/python3', '-u', '/srv/catalog/catalog.py'],
  console: '/var/log/app/catalog.log',
  ready: async () => answers('http://10.20.0.43:8000/health'),
  logs: { 'catalog.log': '/var/log/app/catalog.log' },
  configuration: { 'catalog.json': configuration },
  metrics: async () => (await ask('http://10.20.0.43:8000/metrics', { timeoutMs: 900 })).text,
  queries: { 'catalog-requests': '{__name__=~"catalog_.*_total"}' },
  request: async ({ random }) => void (await ask(`http://10.20.0.43:8000/items/${1 + Math.floor(random() ** 2 * 300)}`)),
  rate: 25,
}
