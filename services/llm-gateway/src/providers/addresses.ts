import { lookup as lookUp } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent } from 'undici'

/** Networks in which no public provider lives (IANA's special-purpose registries), the metadata addresses of clouds among them. */
const PRIVATE = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv6')

/** Whether an address belongs to no host of the public Internet. IPv4 in IPv6 counts as what it maps. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Looks a name up and refuses it when any of its addresses is private: the name of a provider was pointed at somebody's own network. */
const lookUpPublic: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const refused =
      error ?? (addresses.some(({ address }) => isPrivateAddress(address)) ? new Error('The address is private') : null)
    const [first] = addresses ?? []
    if (refused || !first) done(refused ?? new Error('There is no address'), '')
    else if (options.all) done(null, addresses)
    else done(null, first.address, first.family)
  })
}

/** An answer that floods ends its connection. */
const MAX_REPLY_BYTES = 16 * 2 ** 20

/** Connections to providers. Timeouts are per attempt, so those of the connection are off but for its opening. */
export function createDispatchers(): { readonly local: Agent; readonly remote: Agent; readonly close: () => Promise<void> } {
  const common = {
    connections: 128,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: MAX_REPLY_BYTES,
  }
  const local = new Agent({ ...common, connect: { timeout: 5000 } })
  const remote = new Agent({ ...common, connect: { timeout: 5000, lookup: lookUpPublic } })
  return {
    local,
    remote,
    async close() {
      await Promise.all([local.destroy(), remote.destroy()])
    },
  }
}
