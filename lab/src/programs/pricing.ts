import type { Lab } from '../runner/lab.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

const configuration = '/etc/pricing/pricing.properties'
const options = '/etc/pricing/jvm.options'

/** Sets a key of the service's properties. */
export function setPricing(lab: Lab, name: string, value: string): void {
  const text = lab.read(configuration)
  const pattern = new RegExp(`^${name}=.*$`, 'm')
  lab.write(configuration, pattern.test(text) ? text.replace(pattern, `${name}=${value}`) : `${text}${name}=${value}\n`)
}

/** Sets keys of the service's properties and starts it anew. */
export function restartPricing(change: Readonly<Record<string, string>>) {
  return async (lab: Lab): Promise<void> => {
    for (const [name, value] of Object.entries(change)) setPricing(lab, name, value)
    await lab.restart('pricing')
  }
}

/** Sets the whole of the JVM's options beside the heap. */
export function setHeap(lab: Lab, heap: string): void {
  lab.edit(options, (text) => text.replace(/-Xmx\w+/, `-Xmx${heap}`))
}

/** The plain Java service: a thread pool, a cache, java.util.logging and a log of the garbage collector. */
export const pricing: Program = {
  name: 'pricing',
  user: 'shop',
  address: '10.20.0.42',
  port: 8081,
  hostName: 'pricing.shop.internal',
  prepare: async (lab) => {
    await lab.sh(
      'mkdir -p /srv/pricing && /usr/lib/jvm/java-17-openjdk-amd64/bin/javac -d /srv/pricing /lab/bundle/other/Pricing.java',
      { timeoutMs: 120_000 },
    )
  },
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/log/pricing && chown shop:shop /var/log/pricing')
    lab.write(
      configuration,
      'host=10.20.0.42\nport=8081\npool.size=12\npool.queue=200\ncache.max=2000\nquote.bytes=2000\nrounds=400\n',
    )
    lab.write(options, '-Xms24m\n-Xmx48m\n-XX:+UseSerialGC\n-Xlog:gc*:file=/var/log/pricing/gc.log:time,level,tags\n')
  },
  command: (lab) => [
    '/usr/lib/jvm/java-17-openjdk-amd64/bin/java',
    ...lab.read(options).split('\n').filter(Boolean),
    '-cp',
    '/srv/pricing',
    'Pricing',
    configuration,
  ],
  console: '/var/log/pricing/pricing.log',
  ready: async () => answers('http://10.20.0.42:8081/health'),
  logs: { 'pricing.log': '/var/log/pricing/pricing.log', 'pricing-gc.log': '/var/log/pricing/gc.log' },
  configuration: { 'pricing.properties': configuration, 'jvm.options': options },
  metrics: async () => (await ask('http://10.20.0.42:8081/metrics', { timeoutMs: 900 })).text,
  queries: {
    'pricing-heap': '{__name__=~"jvm_memory_(used|max)_bytes"}',
    'pricing-pool': '{__name__=~"pricing_pool_.*"}',
    'pricing-requests': 'rate(pricing_requests_total[4s])',
  },
  commands: {
    'jstack.txt': [
      'sh',
      '-c',
      'setpriv --reuid=shop --regid=shop --clear-groups timeout 3 /usr/lib/jvm/java-17-openjdk-amd64/bin/jstack $(pgrep -f "[P]ricing /etc")',
    ],
  },
  request: async ({ random }) => void (await ask(`http://10.20.0.42:8081/price/sku-${1 + Math.floor(random() * 300)}`)),
  rate: 40,
}
