import { sql } from '../../programs/postgres.ts'
import type { Fault } from '../fault.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { shopWithNames } from '../stacks.ts'

const base = { programs: shopWithNames, breaks: ['orders', 'gateway'], seconds: 9 } as const
const ordersLog = '/var/log/shop/orders.log'

/** Closes the pool's connections, so that names are asked for anew. */
const reconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'orders'"

export const nameFaults: readonly Fault[] = [
  {
    ...base,
    id: 'dns-server-killed',
    mechanism: 'dns',
    entity: 'dnsmasq',
    looksLike: 'a database that is down',
    inject: async (lab) => {
      await lab.stop('dnsmasq', 'SIGKILL')
      await sql(lab, reconnect)
    },
    twin: (lab) => sql(lab, reconnect),
    probe: async (lab) => {
      const { code } = await lab.run(['dig', '+time=1', '+tries=1', '@10.20.0.31', 'db.shop.internal'])
      return prove(code !== 0, `dig ends with ${code}`)
    },
    question: 'Services lose each other. What is the root cause?',
    facts: { name: '\\bdns\\b|name (server|resolution)|resol|EAI_AGAIN|getaddrinfo' },
    evidence: ['EAI_AGAIN', 'getaddrinfo', 'no servers could be reached'],
  },
  {
    ...base,
    id: 'dns-wrong-address',
    mechanism: 'dns',
    entity: 'dnsmasq',
    looksLike: 'a database that is down',
    inject: async (lab) => {
      lab.edit('/etc/shop-hosts', (text) => text.replace('10.20.0.21\t', '10.20.0.22\t'))
      lab.signal('dnsmasq', 'SIGHUP')
      await lab.sleep(1200)
      await sql(lab, reconnect)
    },
    twin: async (lab) => {
      lab.signal('dnsmasq', 'SIGHUP')
      await sql(lab, reconnect)
    },
    probe: async (lab) => {
      const { stdout } = await lab.run(['dig', '+short', '@10.20.0.31', 'db.shop.internal'])
      return prove(
        /10\.20\.0\.22/.test(stdout) && countLines(lab, ordersLog, /ECONNREFUSED 10\.20\.0\.22:5432/) > 0,
        `db.shop.internal resolves to ${stdout.trim()}, where nothing listens`,
      )
    },
    question: 'orders cannot connect to its database although the database runs. Why?',
    facts: {
      address: 'wrong (address|ip|host)|10\\.20\\.0\\.22|resol|\\bdns\\b|name',
      refused: 'refus|not listening|wrong|resol',
    },
    evidence: ['ECONNREFUSED 10.20.0.22:5432', '10.20.0.22\\s+db'],
  },
  {
    ...base,
    id: 'dns-record-removed',
    mechanism: 'dns',
    entity: 'dnsmasq',
    inject: async (lab) => {
      lab.edit('/etc/shop-hosts', (text) => text.replace(/.*payments\.shop\.internal\n/, ''))
      lab.signal('dnsmasq', 'SIGHUP')
    },
    twin: (lab) => lab.signal('dnsmasq', 'SIGHUP'),
    arrange: (lab) => lab.edit('/etc/shop/orders.env', (text) => `${text}PAYMENTS_KEEPALIVE=off\n`),
    probe: logged(ordersLog, /ENOTFOUND payments\.shop\.internal/, 'payments.shop.internal is NXDOMAIN'),
    question: 'Nothing can be paid since the zone was tidied up. Why?',
    facts: { name: 'ENOTFOUND|not (found|resolv)|resol|NXDOMAIN|\\bdns\\b|host ?name|record', who: 'payments' },
    evidence: ['ENOTFOUND payments', 'payments.shop.internal is NXDOMAIN'],
  },
]
