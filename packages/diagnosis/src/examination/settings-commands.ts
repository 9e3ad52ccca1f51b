import type { DraftFinding } from '../draft.ts'
import { lineDraft } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

type Command = {
  readonly pattern: RegExp
  readonly resource: string
  readonly mode: string
  /** What it did, in the past tense; `$1` is what the pattern names. */
  readonly did: string
}

/**
 * Commands that take something away from what runs, as their manuals say.
 * @see https://redis.io/docs/latest/commands/flushall/
 * @see https://docs.memcached.org/protocols/basic/ (`flush_all`)
 * @see https://varnish-cache.org/docs/trunk/users-guide/purging.html
 * @see iptables(8), systemctl(1), https://kubernetes.io/docs/reference/kubectl/generated/kubectl_scale/
 */
const COMMANDS: readonly Command[] = [
  {
    pattern: /\bredis-cli\b.{0,200}?\b(flushall|flushdb)\b/i,
    resource: 'cache',
    mode: 'cleared',
    did: '$1 flushed the whole Redis cache',
  },
  {
    pattern: /^cmdstat_(flushall|flushdb):calls=[1-9]/i,
    resource: 'cache',
    mode: 'cleared',
    did: '$1 was run: the whole Redis cache was flushed',
  },
  { pattern: /\b(flush_all)\b/i, resource: 'cache', mode: 'cleared', did: '$1 flushed the whole memcached cache' },
  {
    pattern: /\bvarnishadm\b.{0,80}?\b(ban req\.url ~ \.)/i,
    resource: 'cache',
    mode: 'cleared',
    did: '$1 emptied the Varnish cache',
  },
  {
    pattern: /\biptables\b.{0,80}?(-A \w{1,30} .{0,120}-j (?:DROP|REJECT))/,
    resource: 'network',
    mode: 'blocked',
    did: 'a firewall rule was added: $1',
  },
  {
    pattern: /\bkubectl\b.{0,80}?\b(scale .{1,120}--replicas[= ]0)\b/,
    resource: 'deployment',
    mode: 'stopped',
    did: 'a workload was scaled to no replica: $1',
  },
  {
    pattern: /\bsystemctl (?:--\S+ )*((?:stop|disable|mask) [\w@.-]{1,80})/,
    resource: 'process',
    mode: 'stopped',
    did: 'a service was stopped: $1',
  },
  {
    pattern: /\b(drop index (?:concurrently )?(?:if exists )?["`]?[\w.]{1,80})/i,
    resource: 'query',
    mode: 'unindexed',
    did: 'an index was dropped: $1',
  },
]
/** A line of a script, a history or a log of commands, not prose about it. */
const TYPED =
  /^(?:\+{1,3} |\$ |# |>|\S{1,60}[$#%>] |cmdstat_|\d+\s+|.{0,120}\bCOMMAND=|\s*(?:sudo |kubectl |redis-cli |varnishadm |iptables |systemctl |echo |DROP ))/i
const MAX_FINDINGS = 3
/** Firewalls are set up and services stopped every day: by itself such a command is no fault, beside one it may be the reason. */
const ALONE = 0.3

/** Commands in scripts, traces and terminal sessions that took away what others need. */
export function examineCommands(lines: readonly string[], sourceName: string): DraftFinding[] {
  const found = lines.slice(0, 5000).flatMap((text, index) => {
    const head = text.slice(0, 500)
    if (!TYPED.test(head)) return []
    for (const { pattern, resource, mode, did } of COMMANDS) {
      const match = pattern.exec(head)
      if (!match) continue
      const what = did.replace('$1', match[1] ?? '')
      return [
        lineDraft({
          sourceName,
          kind: 'state',
          check: 'commands',
          title: `${what.charAt(0).toUpperCase()}${what.slice(1)} (by ${sourceName})`,
          score: mode === 'cleared' ? 0.62 : ALONE,
          proofs: [{ text: match[0], line: index + 1 }],
          entities: [],
          fault: plainFault(resource, mode, { blames: 'caller', cause: match[1] ?? '' }),
        }),
      ]
    }
    return []
  })
  return found.slice(0, MAX_FINDINGS)
}
