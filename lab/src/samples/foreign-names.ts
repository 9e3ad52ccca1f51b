import os from 'node:os'

/** Addresses of the lab, loopback, "any" and link-local multicast; everything else would be of a real network. */
const ownAddress = /^(10\.20\.\d+\.\d+|127\.\d+\.\d+\.\d+|0\.0\.0\.0|255\.255\.255\.255)$/

/** Paths only the recording machine has, and the lab's own plumbing. */
const foreignPaths = /\/tmp\/wt\/|(?<!\/deploy)\/work\/|\.cache\/|\/lab\/|fm-lab|faultmaven|\/home\/(?!deploy|alice|syslog)\w+/gi

/**
 * What in a recording does not belong to the lab's own small world: addresses of other networks, paths and kernels of other machines, and
 * the names this machine has now. Empty when it may be published.
 */
export function foreignNames(text: string): string[] {
  const addresses = (text.match(/(?<![\w.@])\d{1,3}(?:\.\d{1,3}){3}(?![\w.+-])/g) ?? []).filter(
    (address) => !ownAddress.test(address),
  )
  const kernels = (text.match(/\b\d+\.\d+\.\d+-[\w.-]*(?:amd64|generic|cloud|microvm|gke|aws|azure)\b/g) ?? []).filter(
    (release) => release !== '6.1.0-28-amd64',
  )
  const here = [os.hostname(), os.release(), os.version(), ...hardwareAddresses()].filter((name) => name.length > 3)
  return [
    ...new Set([...addresses, ...kernels, ...(text.match(foreignPaths) ?? []), ...here.filter((name) => text.includes(name))]),
  ]
}

function hardwareAddresses(): string[] {
  const all = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.filter(({ internal }) => !internal).flatMap(({ address, mac }) => [address, mac])
}
