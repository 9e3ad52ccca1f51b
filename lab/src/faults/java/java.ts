import { ask } from '../../programs/http.ts'
import { restartPricing, setHeap, setPricing } from '../../programs/pricing.ts'
import type { Fault } from '../fault.ts'
import { relaunch, restartInVain } from '../moves.ts'
import { answered, countLines, logged, prove } from '../proofs.ts'

const pricingBase = { programs: ['pricing'], entity: 'pricing', breaks: ['pricing'] } as const
const tomcatBase = { programs: ['tomcat'], entity: 'tomcat', breaks: ['tomcat'], seconds: 9 } as const
const pricingLog = '/var/log/pricing/pricing.log'
const webapp = '/var/lib/tomcat10/webapps/ROOT'
const accounts = 'http://10.20.0.41:8080'

export const javaFaults: readonly Fault[] = [
  {
    ...pricingBase,
    id: 'pricing-heap-exhausted',
    mechanism: 'memory-limit',
    inject: restartPricing({ 'cache.max': '-1', 'quote.bytes': '260000' }),
    twin: (lab) => lab.restart('pricing'),
    probe: logged(pricingLog, /OutOfMemoryError/, 'java.lang.OutOfMemoryError in the log'),
    question: 'pricing fails more and more the longer it runs. Why?',
    facts: { memory: 'OutOfMemory|out of memory|heap' },
    evidence: ['OutOfMemoryError', 'cache.max=-1'],
  },
  {
    ...pricingBase,
    id: 'pricing-garbage-collection',
    mechanism: 'long-gc',
    rate: 90,
    looksLike: 'a busy processor',
    inject: async (lab) => {
      setPricing(lab, 'quote.bytes', '120000')
      setHeap(lab, '44m')
      setPricing(lab, 'cache.max', '300')
      await lab.restart('pricing')
    },
    twin: (lab) => lab.restart('pricing'),
    probe: (lab) => {
      const full = countLines(lab, '/var/log/pricing/gc.log', /Pause Full.*\d+ms/)
      return prove(full > 4, `${full} full collections`)
    },
    question: 'pricing is slow and its processor busy since the cache was enlarged. Why?',
    facts: { collection: '\\bgc\\b|garbage|pause full|full (gc|collection|pause)|heap' },
    evidence: ['Pause Full', 'OutOfMemoryError'],
  },
  {
    ...pricingBase,
    id: 'pricing-deadlock',
    mechanism: 'deadlock',
    looksLike: 'a thread pool that is too small',
    inject: async (lab) => {
      setPricing(lab, 'audit', 'on')
      await relaunch(lab, 'pricing')
    },
    twin: (lab) => lab.restart('pricing'),
    probe: async (lab) => {
      const { stdout } = await lab.run(['/usr/lib/jvm/java-17-openjdk-amd64/bin/jstack', String(lab.pid('pricing'))], {
        user: 'shop',
      })
      return prove(/Java-level deadlock/.test(stdout), 'jstack finds a Java-level deadlock')
    },
    question: 'pricing does not answer any more though it runs. Why?',
    facts: { deadlock: 'deadlock' },
    evidence: ['Java-level deadlock', 'waiting to lock monitor', 'BLOCKED \\(on object monitor\\)'],
  },
  {
    ...pricingBase,
    id: 'pricing-pool-too-small',
    programs: ['payments', 'pricing'],
    links: ['payments'],
    mechanism: 'thread-starvation',
    inject: async (lab) => {
      lab.link('payments').state.delayMs = 350
      setPricing(lab, 'pool.size', '1')
      setPricing(lab, 'tax.url', 'http://payments.shop.internal:3002/health')
      await relaunch(lab, 'pricing')
    },
    twin: restartPricing({ 'tax.url': 'http://payments.shop.internal:3002/health' }),
    probe: async (lab) => {
      const { stdout } = await lab.run(['/usr/lib/jvm/java-17-openjdk-amd64/bin/jstack', String(lab.pid('pricing'))], {
        user: 'shop',
      })
      const answer = await ask('http://10.20.0.42:8081/health', { timeoutMs: 1500 }).catch((error: Error) => error.message)
      return prove(
        typeof answer === 'string' && /askTax/.test(stdout),
        `GET /health: ${typeof answer === 'string' ? answer : answer.status}; the only thread waits in askTax`,
      )
    },
    question: 'pricing answers slowly or not at all but uses no processor. Why?',
    facts: { pool: 'pool|thread', what: 'pool\\.size|one thread|single|1 thread|busy|starv|exhaust|wait|small' },
    evidence: ['pool.size=1$', 'askTax', 'pricing_pool_queue'],
  },
  {
    ...pricingBase,
    id: 'pricing-tax-timeout',
    programs: ['payments', 'pricing'],
    links: ['payments'],
    mechanism: 'blackhole',
    entity: 'payments',
    arrange: (lab) => setPricing(lab, 'tax.url', 'http://payments.shop.internal:3002/health'),
    inject: (lab) => {
      lab.link('payments').state.blackhole = true
      lab.link('payments').cut()
    },
    probe: (lab) => {
      const late = countLines(lab, pricingLog, /SocketTimeoutException/)
      return prove(late > 20, `${late} reads from payments timed out`)
    },
    question: 'pricing reports exceptions since a minute. What is the cause?',
    facts: { timeout: 'time[d -]*out', who: 'tax|payments' },
    evidence: ['SocketTimeoutException', 'askTax'],
  },
  {
    ...pricingBase,
    id: 'pricing-bad-property',
    mechanism: 'bad-configuration',
    inject: async (lab) => {
      setPricing(lab, 'pool.size', 'twelve')
      await restartInVain(lab, 'pricing')
    },
    twin: restartPricing({ 'pool.size': '14' }),
    probe: (lab) =>
      prove(
        lab.exits('pricing') > 0 && countLines(lab, pricingLog, /NumberFormatException/) > 0,
        `pricing ended ${lab.exits('pricing')} times with NumberFormatException`,
      ),
    question: 'pricing does not start after the change of its properties. Why?',
    facts: { number: 'NumberFormat|twelve|not a number|pool\\.size|parse' },
    evidence: ['NumberFormatException', 'pool.size=twelve'],
  },
  {
    ...pricingBase,
    id: 'pricing-array-index',
    mechanism: 'code-error',
    inject: restartPricing({ 'currency.rates': '1.08' }),
    twin: restartPricing({ 'currency.rates': '1.08,1.17' }),
    probe: async () => {
      const { text } = await ask('http://10.20.0.42:8081/price/sku-1')
      return prove(/ArrayIndexOutOfBounds/.test(text), text.slice(0, 90))
    },
    question: 'No price can be asked for since the change of currencies. Why?',
    facts: { index: 'ArrayIndexOutOfBounds|out of bounds|currency\\.rates' },
    evidence: ['ArrayIndexOutOfBoundsException', 'currency.rates=1.08$'],
  },
  {
    ...pricingBase,
    id: 'pricing-port-in-use',
    mechanism: 'port-in-use',
    inject: async (lab) => {
      await lab.stop('pricing')
      void lab.run(['nc.openbsd', '-lk', '10.20.0.42', '8081'], { timeoutMs: 30_000 })
      await lab.sleep(200)
      lab.launch('pricing')
      lab.supervise('pricing')
    },
    twin: (lab) => lab.restart('pricing'),
    probe: logged(pricingLog, /Address already in use/, 'the address is in use'),
    commands: { 'ss-listen.txt': ['ss', '-tlnp'] },
    question: 'pricing cannot be started on the machine. Why?',
    facts: { port: 'already in use|in use|BindException', what: '8081|port|address' },
    evidence: ['Address already in use'],
  },
  {
    ...pricingBase,
    id: 'pricing-wrong-heap-options',
    mechanism: 'bad-configuration',
    inject: async (lab) => {
      setHeap(lab, '16m')
      await restartInVain(lab, 'pricing')
    },
    twin: async (lab) => {
      setHeap(lab, '64m')
      await lab.restart('pricing')
    },
    probe: (lab) =>
      prove(
        lab.exits('pricing') > 0 && countLines(lab, pricingLog, /Initial heap size set to a larger value/) > 0,
        'the JVM refuses its heap options',
      ),
    question: 'pricing ends at once since somebody saved memory. Why?',
    facts: { heap: 'heap|Xm[sx]' },
    evidence: ['Initial heap size set to a larger value', '-Xmx16m'],
  },
  {
    ...pricingBase,
    id: 'pricing-busy-loop',
    mechanism: 'hot-loop',
    inject: async (lab) => {
      setPricing(lab, 'rounds', '500000')
      await relaunch(lab, 'pricing')
    },
    twin: restartPricing({ rounds: '500' }),
    probe: (lab) => {
      const took = [...lab.read(pricingLog).matchAll(/GET \/price\/\S+ (\d+) ms/g)].slice(-20).map(([, ms]) => Number(ms))
      const middle = took.sort((one, other) => one - other)[Math.floor(took.length / 2)] ?? 0
      return prove(middle > 100, `half of the last ${took.length} prices took ${middle} ms or more`)
    },
    question: 'pricing is slow since a setting was changed. Why?',
    facts: { work: 'rounds|cpu|processor|busy|loop|Pricing\\.price' },
    evidence: ['rounds=500000', 'Pricing.price', ' \\d{3,} ms$'],
  },
  {
    ...tomcatBase,
    id: 'tomcat-page-does-not-compile',
    mechanism: 'code-error',
    inject: async (lab) => {
      await lab.sleep(1100)
      lab.edit(`${webapp}/account.jsp`, (text) => text.replace('name.trim()', 'nam.trim()'))
    },
    twin: (lab) => lab.edit(`${webapp}/account.jsp`, (text) => text.replace('name.trim()', 'name.strip()')),
    probe: answered(`${accounts}/account.jsp?id=1`, 500),
    question: 'The page of an account is broken since it was edited. Why?',
    facts: { compile: 'compile|cannot be resolved|JasperException|syntax|nam\\b', where: 'account|jsp' },
    evidence: ['Unable to compile class for JSP', 'cannot be resolved'],
  },
  {
    ...tomcatBase,
    id: 'tomcat-null-pointer',
    mechanism: 'code-error',
    inject: (lab) =>
      lab.edit(`${webapp}/account.jsp`, (text) => text.replace('names.getOrDefault(id, "customer " + id)', 'names.get(id)')),
    twin: (lab) => lab.edit(`${webapp}/account.jsp`, (text) => text.replace('"customer "', '"Customer "')),
    probe: answered(`${accounts}/account.jsp?id=44`, 500),
    question: 'Some accounts can be opened and some cannot since today. Why?',
    facts: { pointer: 'NullPointer|null' },
    evidence: ['NullPointerException'],
  },
  {
    ...tomcatBase,
    id: 'tomcat-broken-descriptor',
    mechanism: 'bad-configuration',
    inject: async (lab) => {
      lab.edit(`${webapp}/WEB-INF/web.xml`, (text) => text.replace('</session-config>', '</session-conf>'))
      await lab.sleep(4000)
    },
    twin: (lab) => lab.edit(`${webapp}/WEB-INF/web.xml`, (text) => text.replace('>30<', '>45<')),
    probe: answered(`${accounts}/`, 404),
    seconds: 11,
    question: 'Accounts answers 404 for everything since the last change. Why?',
    facts: { descriptor: 'web\\.xml|descriptor|parse|session-conf|SAXParse|deploy' },
    evidence: ['web.xml', 'SAXParseException', 'session-conf>'],
  },
  {
    ...tomcatBase,
    id: 'tomcat-threads-used-up',
    mechanism: 'thread-starvation',
    arrange: (lab) =>
      lab.edit('/etc/tomcat10/server.xml', (text) =>
        text.replace('maxThreads="40" acceptCount="20"', 'maxThreads="12" minSpareThreads="4" acceptCount="5"'),
      ),
    inject: (lab) => lab.edit(`${webapp}/account.jsp`, (text) => text.replace('String id', 'Thread.sleep(2500); String id')),
    twin: (lab) => lab.edit(`${webapp}/account.jsp`, (text) => text.replace('String id', 'Thread.sleep(2); String id')),
    probe: async () => {
      const start = Date.now()
      await ask(`${accounts}/`, { timeoutMs: 6000 }).catch(() => {})
      return prove(Date.now() - start > 700, `GET / took ${Date.now() - start} ms`)
    },
    question: 'Even the start page of accounts takes seconds. Why?',
    facts: { threads: 'thread|sleep', what: 'account|http-nio|maxThreads|pool|busy|sleep' },
    evidence: ['Thread.sleep', 'account_jsp', 'maxThreads'],
  },
  {
    ...tomcatBase,
    id: 'tomcat-heap-exhausted',
    mechanism: 'memory-limit',
    inject: (lab) =>
      lab.edit(
        `${webapp}/account.jsp`,
        (text) =>
          `<%! static final java.util.List<byte[]> SEEN = new java.util.ArrayList<>(); %>${text.replace('String id', 'SEEN.add(new byte[3000000]); String id')}`,
      ),
    twin: (lab) => lab.edit(`${webapp}/account.jsp`, (text) => text.replace('"Bob"', '"Robert"')),
    probe: logged('/var/lib/tomcat10/logs/catalina.out', /OutOfMemoryError/, 'java.lang.OutOfMemoryError in catalina.out'),
    question: 'Accounts fails more and more since the page was edited. Why?',
    facts: { memory: 'OutOfMemory|out of memory|heap' },
    evidence: ['OutOfMemoryError'],
  },
]
