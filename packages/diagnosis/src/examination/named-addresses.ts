import type { DraftFinding, ExaminedSource } from '../draft.ts'

export const NAMED_ADDRESSES = 'named-addresses'

const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}(?![\d.])/g
/** `postgres://user@db.example:5432`, `server db.example:5432;`, `HOST=db.example:5432`; a clock time has digits before its colon. */
const CALLED = /(?:\/\/|[@=\s"',[(])((?=[\w.-]{0,62}[a-z])[a-z\d][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}):(\d{2,5})(?!\d)/gi
const SELF = /^(?:localhost|.*\.localdomain)$/i
const MAX_TEMPLATES = 2000
const MAX_SAMPLES = 3
const MAX_FINDINGS = 10
const SCORE = 0.1

type Called = { readonly host: string; readonly place: string; readonly sourceName: string; readonly line: number }

/**
 * Whose address it is that logs complain about: where settings call one host only at its port, it is most likely that host, behind whatever
 * proxy or name service. Says nothing where hosts share the port.
 */
export function findNamedAddresses(sources: readonly ExaminedSource[]): DraftFinding[] {
  const addresses = [...new Set(sources.flatMap(addressesIn))]
  const called = addresses.length === 0 ? new Map<string, Called[]>() : calledHosts(sources)
  return addresses
    .flatMap((address) => {
      const [first, ...others] = called.get(address.split(':')[1] ?? '') ?? []
      return first && others.every(({ host }) => host === first.host) ? [named(address, first)] : []
    })
    .slice(0, MAX_FINDINGS)
}

/** Only of warnings and errors: what all is well with needs no name. */
function addressesIn({ log }: ExaminedSource): string[] {
  return (log?.templates ?? [])
    .slice(0, MAX_TEMPLATES)
    .flatMap(({ samples, severity }) =>
      severity !== undefined && TROUBLE.has(severity)
        ? samples
            .slice(0, MAX_SAMPLES)
            .flatMap(({ body, fields }) =>
              [body, ...Object.values(fields).map(String)].flatMap((text) => text.slice(0, 600).match(ADDRESS) ?? []),
            )
        : [],
    )
}

const TROUBLE = new Set<string>(['warn', 'error', 'fatal'])

function calledHosts(sources: readonly ExaminedSource[]): Map<string, Called[]> {
  const hosts = new Map<string, Called[]>()
  for (const { name: sourceName, kind, lines = [] } of sources) {
    if (kind === 'log' || kind === 'trace' || kind === 'metrics') continue
    for (const [index, text] of lines.entries()) {
      for (const [, host = '', port = ''] of (text.slice(0, 300).split('#', 1)[0] ?? '').matchAll(CALLED)) {
        if (SELF.test(host)) continue
        hosts.set(port, [
          ...(hosts.get(port) ?? []),
          { host: host.toLowerCase(), place: `${host}:${port}`, sourceName, line: index + 1 },
        ])
      }
    }
  }
  return hosts
}

function named(address: string, { host, place, sourceName, line }: Called): DraftFinding {
  return {
    sourceName,
    kind: 'reference',
    check: NAMED_ADDRESSES,
    title: `${address} is most likely ${host}: no other host is called at that port`,
    score: SCORE,
    severity: 'info',
    count: 1,
    entities: [address, host],
    details: [],
    places: [{ line }],
    predicates: [{ name: 'present', literals: [place], lines: [line] }],
  }
}
