import { formatPlaceholder } from './placeholder.ts'
import type { SpanType } from './span.ts'

/** What a placeholder stands for. */
export type VaultEntry = { readonly placeholder: string; readonly type: SpanType; readonly value: string }

/**
 * Everything that was withheld in a case, as a plain value: whoever keeps it seals it under the key of the case.
 * `reserved` holds what looked like placeholders in texts before a placeholder of that name was given out.
 */
export type Vault = { readonly version: 1; readonly entries: readonly VaultEntry[]; readonly reserved: readonly string[] }

export const EMPTY_VAULT: Vault = { version: 1, entries: [], reserved: [] }

/** A vault that is being filled. */
export type OpenVault = {
  /** The placeholder of a value: the same for the same value and type, always. */
  readonly placeholderFor: (type: SpanType, value: string) => string
  /** Notes text that looks like a placeholder: a name that is not given out yet never will be. */
  readonly reserve: (placeholder: string) => void
  /** Everything in it by now: the very same value until something comes to it. */
  readonly snapshot: () => Vault
}

/**
 * Opens a vault. Addresses of one network (/24 of IPv4, /64 of IPv6) share the first number, `<IP_1_1>` and `<IP_1_2>`, so that a reader sees
 * which are neighbours; other types have one number.
 */
export function openVault(vault: Vault = EMPTY_VAULT): OpenVault {
  const entries = [...vault.entries]
  const reserved = new Set(vault.reserved)
  const taken = new Set(entries.map((entry) => entry.placeholder))
  const byValue = new Map(entries.map((entry) => [keyOf(entry.type, entry.value), entry.placeholder]))
  const networks = new Map<string, number>()
  let lastNetwork = 0
  const setNetwork = (network: string, number: number) => {
    networks.set(network, number)
    lastNetwork = Math.max(lastNetwork, number)
    return number
  }
  for (const { placeholder, type, value } of entries)
    if (type === 'IP') setNetwork(networkOf(value), Number(placeholder.split('_')[1]))
  const counts = new Map<string, number>()
  let current: Vault | undefined

  const nextFree = (type: SpanType, ...network: readonly number[]) => {
    const counter = [type, ...network].join('_')
    for (let number = (counts.get(counter) ?? 0) + 1; ; number++) {
      const placeholder = formatPlaceholder(type, ...network, number)
      if (taken.has(placeholder) || reserved.has(placeholder)) continue
      counts.set(counter, number)
      return placeholder
    }
  }
  const networkNumber = (value: string) => {
    const network = networkOf(value)
    return networks.get(network) ?? setNetwork(network, lastNetwork + 1)
  }
  return {
    placeholderFor(type, value) {
      const key = keyOf(type, value)
      const known = byValue.get(key)
      if (known !== undefined) return known
      const placeholder = type === 'IP' ? nextFree(type, networkNumber(value)) : nextFree(type)
      entries.push({ placeholder, type, value })
      taken.add(placeholder)
      byValue.set(key, placeholder)
      current = undefined
      return placeholder
    },
    reserve(placeholder) {
      if (taken.has(placeholder) || reserved.has(placeholder)) return
      reserved.add(placeholder)
      current = undefined
    },
    snapshot: () => (current ??= { version: 1, entries: [...entries], reserved: [...reserved] }),
  }
}

function keyOf(type: SpanType, value: string): string {
  return `${type} ${value}`
}

/** The first three parts of four, or the first four groups of eight with zeros written out. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address.slice(0, address.lastIndexOf('.'))
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':')
    while (groups.length + after.length < 8) groups.push('0')
    groups.push(...after)
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
