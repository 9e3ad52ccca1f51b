/** A counter of a network interface or protocol that counts trouble, and where it stands. */
export type TroubleCounter = {
  readonly kind: 'damaged-frames' | 'listen-overflow' | 'tracking-drops' | 'packet-loss'
  /** As printed: `crc`, `rx_crc_errors_phy`, `drop`. */
  readonly name: string
  /** Interface or host, where the output names it. */
  readonly subject: string
  /** Total, or percent for `packet-loss`. */
  readonly value: number
  readonly line: number
}

const MAX_CHARACTERS = 2 ** 20
const MAX_COUNTERS = 1000

/**
 * Reads counters of trouble: damaged frames (`ip -s -s link`, `ethtool -S`, whose drivers name them after `crc`, `symbol` or `align`
 * errors), overflows of listen queues (`nstat`, `netstat -s`), drops of connection tracking (`conntrack -S`) and the loss that ping sums up.
 * @returns counters above zero. Linear; never throws.
 * @see ip-link(8), ethtool(8), nstat(8), conntrack(8), ping(8)
 */
export function readCounters(text: string): TroubleCounter[] {
  if (text.length > MAX_CHARACTERS) return []
  const counters: TroubleCounter[] = []
  const lines = text.split(/\r?\n/).map((line) => line.slice(0, 600))
  let subject = ''
  for (const [index, line] of lines.entries()) {
    subject = interfaceOf(line) ?? subject
    const at = { subject, line: index + 1 }
    for (const counter of [...linkErrors(line, lines[index + 1] ?? ''), ...namedCounters(line)]) {
      if (counter.value > 0 && counters.length < MAX_COUNTERS)
        counters.push({ ...at, ...counter, line: at.line + (counter.isBelow ? 1 : 0) })
    }
  }
  return counters.map(({ kind, name, subject: who, value, line }) => ({ kind, name, subject: who, value, line }))
}

type Found = Pick<TroubleCounter, 'kind' | 'name' | 'value'> & { readonly isBelow?: boolean; readonly subject?: string }

/** The interface that a line is about: `5: eth0: <…>`, or the command that was typed. */
function interfaceOf(line: string): string | undefined {
  return /^\d{1,5}: ([\w.@-]{1,40}): </.exec(line)?.[1] ?? /\bethtool (?:-\w+ |--\w+ ){1,4}([\w.-]{1,40})/.exec(line)?.[1]
}

/** `RX errors: length crc frame …` of `ip -s -s link`, with the numbers on the line below. */
function linkErrors(line: string, below: string): Found[] {
  const names = /^\s*RX errors:\s+(\S.*)$/.exec(line)?.[1]?.trim().split(/\s+/) ?? []
  const values = below.trim().split(/\s+/).map(Number)
  const at = names.indexOf('crc')
  return at >= 0 && values.length === names.length
    ? [{ kind: 'damaged-frames', name: 'crc', value: values[at] ?? 0, isBelow: true }]
    : []
}

function namedCounters(line: string): Found[] {
  const ethtool = /^\s+([a-z][\w.]*(?:crc|symbol_err|align_err|fcs)\w*): (\d{1,18})\s*$/i.exec(line)
  if (ethtool) return [{ kind: 'damaged-frames', name: ethtool[1] ?? '', value: Number(ethtool[2]) }]
  const nstat = /^TcpExt(ListenOverflows|ListenDrops)\s+(\d{1,18})/.exec(line)
  if (nstat) return [{ kind: 'listen-overflow', name: nstat[1] ?? '', value: Number(nstat[2]) }]
  const netstat = /^\s+(\d{1,18}) times the listen queue of a socket overflowed/.exec(line)
  if (netstat) return [{ kind: 'listen-overflow', name: 'listen queue overflowed', value: Number(netstat[1]) }]
  const tracking = /^cpu=\d{1,5}\s.{0,300}\bdrop=(\d{1,18})\b/.exec(line)
  if (tracking) return [{ kind: 'tracking-drops', name: 'drop', value: Number(tracking[1]) }]
  const ping = /\bpackets transmitted, .{0,60}?(\d{1,3}(?:\.\d{1,6})?)% packet loss/.exec(line)
  return ping ? [{ kind: 'packet-loss', name: 'packet loss', value: Number(ping[1]) }] : []
}
