import type { Finding } from '@faultmaven/contracts'
import { NAMED_ADDRESSES } from '../examination/named-addresses.ts'

/** The finding that names the host at each address, by address. */
export function namedHosts(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(
    findings.flatMap((finding) => {
      const [address] = finding.entities
      return finding.check === NAMED_ADDRESSES && address !== undefined ? [[address, finding] as const] : []
    }),
  )
}
