import services from './services.json' with { type: 'json' }
import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** A rule of a packet filter that names a port. */
type Rule = TextLine & {
  readonly chain: string
  readonly refuses: boolean
  readonly protocol: string
  readonly port: string
  /** Where packets come from and go to, `0.0.0.0/0` for anywhere, and the interfaces, `*` for any. */
  readonly source: string
  readonly destination: string
  readonly interfaces: string
  /** Packets it has met; undefined where the listing has no counters. */
  readonly packets?: number
}

const MAX_LINES = 20_000
const MAX_FINDINGS = 5
const ANYWHERE = '0.0.0.0/0'
const CHAIN = /^Chain (\S{1,60}) \((?:policy|\d{1,6} references)/
/** `iptables -L [-n] [-v]`: without `-n` ports have names; with `-v` packets and bytes first, and interfaces behind the options. */
const LISTED =
  /^\s{0,8}(?:(\d{1,12}[KMGT]?)\s{1,8}\d{1,12}[KMGT]?\s{1,8})?(ACCEPT|DROP|REJECT)\s{1,8}(tcp|udp|6|17)\s{1,8}\S{1,4}\s{1,20}(?:([\w*+!.-]{1,20})\s{1,20}([\w*+!.-]{1,20})\s{1,20}(?=[\d!a-f:]))?(\S{1,60})\s{1,20}(\S{1,60})\s.{0,200}?\bdpt:([\w-]{1,40})(?=\s|$)/
/** `iptables-save`, with counters in brackets where it was asked for them. */
const SAVED = /^(?:\[(\d{1,15}):\d{1,15}\] )?-A (\S{1,60}) (.{0,300})-j (ACCEPT|DROP|REJECT)\b/
const SCALES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/**
 * Rules of a packet filter that refuse a port: those that met packets, and those that stand before a rule of the same chain that would have
 * let the same port in. The first rule that fits decides.
 *
 * @see https://man7.org/linux/man-pages/man8/iptables.8.html
 */
export function examinePacketFilter(lines: readonly string[], sourceName: string): DraftFinding[] {
  const rules = rulesOf(lines)
  return rules
    .flatMap((rule, index) => {
      if (!rule.refuses) return []
      const hidden = rules.slice(index + 1).find((other) => !other.refuses && covers(rule, other))
      const isMet = (rule.packets ?? 0) > 0
      return isMet || hidden !== undefined ? [refusal(rule, hidden, sourceName)] : []
    })
    .slice(0, MAX_FINDINGS)
}

function rulesOf(lines: readonly string[]): Rule[] {
  let chain = ''
  return lines.slice(0, MAX_LINES).flatMap((raw, index) => {
    const text = raw.slice(0, 500)
    chain = CHAIN.exec(text)?.[1] ?? chain
    const listed = LISTED.exec(text)
    if (listed) {
      const [, packets, target, protocol = '', into = '*', out = '*', source = '', destination = '', port = ''] = listed
      const refuses = target !== 'ACCEPT'
      const ends = { protocol: protocolOf(protocol), source, destination, interfaces: `${into} ${out}` }
      return [{ text: raw, line: index + 1, chain, refuses, port: portOf(port), ...ends, ...counted(packets) }]
    }
    const [, packets, name = '', match = '', target] = SAVED.exec(text) ?? []
    // What a rule is not for is not read.
    if (match.includes('! ')) return []
    const option = (names: string) => new RegExp(`(?:^|\\s)(?:${names}) (\\S{1,60})`).exec(match)?.[1]
    const port = /^\d{1,5}$/.exec(option('--dports?') ?? '')?.[0]
    if (port === undefined) return []
    const ends = {
      protocol: protocolOf(option('-p|--protocol') ?? 'all'),
      source: option('-s|--source') ?? ANYWHERE,
      destination: option('-d|--destination') ?? ANYWHERE,
      interfaces: `${option('-i|--in-interface') ?? '*'} ${option('-o|--out-interface') ?? '*'}`,
    }
    return [{ text: raw, line: index + 1, chain: name, refuses: target !== 'ACCEPT', port, ...ends, ...counted(packets) }]
  })
}

/** Numbers of the names that are printed instead of them; a name that is not known stays. */
function portOf(name: string): string {
  const known: Readonly<Record<string, number>> = services.ports
  return String(known[name] ?? name)
}

const protocolOf = (name: string) => (name === '6' ? 'tcp' : name === '17' ? 'udp' : name)

/** Whether the packets that one rule is for are among those that another is for, as far as that is plain. */
function covers(wide: Rule, narrow: Rule): boolean {
  const reaches = (a: string, b: string) => a === b || a === ANYWHERE || a === 'anywhere'
  return (
    wide.port === narrow.port &&
    wide.chain === narrow.chain &&
    (wide.protocol === narrow.protocol || wide.protocol === 'all') &&
    reaches(wide.source, narrow.source) &&
    reaches(wide.destination, narrow.destination) &&
    (wide.interfaces === narrow.interfaces || /^(?:\*|any) (?:\*|any)$/.test(wide.interfaces))
  )
}

function counted(text: string | undefined): { packets?: number } {
  if (text === undefined) return {}
  return { packets: Number.parseInt(text, 10) * (SCALES[text.slice(-1)] ?? 1) }
}

function refusal({ chain, port, packets, ...rule }: Rule, hidden: Rule | undefined, sourceName: string): DraftFinding {
  const met = packets !== undefined && packets > 0 ? `; it has met ${packets} packets` : ''
  const before = hidden === undefined ? '' : `; it stands before the rule that lets ${hidden.source} in (line ${hidden.line})`
  return lineDraft({
    sourceName,
    kind: 'state',
    check: 'packet-filter',
    title: `The packet filter refuses port ${port} in chain ${chain}${met}${before}`,
    score: packets === 0 ? 0.35 : hidden === undefined ? 0.5 : 0.65,
    proofs: [rule, ...(hidden === undefined ? [] : [hidden])],
    entities: [port],
    fault: plainFault('network', 'blocked', { entity: `port ${port}`, blames: 'network' }),
  })
}
