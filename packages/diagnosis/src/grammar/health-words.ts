/** What a sentence says of the present: it came back, it is well, or it is meant to be so. */
export type HealthReading = {
  readonly kind: 'recovered' | 'healthy' | 'by-design'
  readonly index: number
  readonly phrase: string
}

const BY_DESIGN =
  /always (?:be )?fir(?:e|es|ing)|dead ?man'?s? ?switch|\b(?:by|as) design(?:ed)?\b|expected behaviou?r|(?:is|are|as) (?:intended|expected)\b(?! to\b)|intentional(?:ly)?|on purpose|planned (?:maintenance|restart|shutdown|failover|reboot|work)|scheduled maintenance|maintenance window/i
/** Somebody ended a program on purpose; in the words of PostgreSQL, MySQL, Redis and sudo, too. */
const ENDED =
  /\bdue to administrator command\b|\breceived (?:fast|smart|immediate) shutdown request|\(initiated by: [^)]{1,80}\): Normal shutdown\b|\bUser requested shutdown\b|\b(?:shutdown|restart|reboot) requested by\b|\bCOMMAND=\S{0,40}(?:systemctl|service) (?:\S+ )?(?:restart|stop)\b|\bplanned (?:restart|shutdown|failover|reboot)\b/i
const RECOVERED =
  /\brecover(?:ed|y (?:complete|finished|succeeded))|\brestored\b|self-?heal\w*|back to normal|returned to (?:normal|baseline|service)|(?:has been|was|were|is|are|been|alert|issue|incident) (?:now )?(?:resolved|cleared|fixed|mitigated|closed)|resolved(?: at|:)|\bstatus[=:"' ]{1,4}(?:resolved|recovered|normal)\b|(?:has|have) (?:since )?(?:stabili[sz]ed|settled|subsided|normali[sz]ed)|no longer (?:failing|firing|degraded|affected|unhealthy)|re-?connected|connection (?:was )?re-?established|caught up|came back|\b(?:auto-?)?(?:scaling|expansion|resiz(?:e|ing)|repair|rebuild|resync(?:ing)?|rebalanc(?:e|ing)|failback|reindex(?:ing)?)\b(?: \w{1,20})? (?:complete[d]?|finished|succeeded)\b|(?:retry|attempt|restart|rollback|failover|election)(?: #?\d{1,4})?(?: of \d{1,4})? (?:succeeded|completed)|connected to (?:the )?(?:new )?(?:master|primary|leader)\b|transition to primary complete|succeeded after|(?:rollback|rolled back|reverted) (?:complete|successful|to)|now (?:healthy|ready|available|online)/i
const HEALTHY =
  /\b(?:is|are|all|status|state|now|looks?|remains?)[:=" ]{0,3} ?(?:healthy|operational|running normally|normal|in sync|synced|synchronized|stable)\b|\bwithin (?:the )?(?:normal|expected|healthy|acceptable)|(?<!not |un)\bsuccessfully\b|\b(?:checks?|probes?|tests?) (?:passed|succeeded|ok)\b|(?:passed|no) (?:errors?|issues?|problems?|anomal(?:y|ies)) (?:found|detected|reported)|\bno (?:further |active |new |customer )?(?:errors?|issues?|problems?|alarms?|impact)\b|\ball (?:\S+ )?(?:systems|services|replicas|nodes|pods|shards) (?:are )?(?:ok|up|green|healthy|operational|running|available|ready)\b|normal operation|operating normally/i
const DENIED_BEFORE =
  /\b(?:not|never|isn't|aren't|wasn't|until|unless|if|when|before|could not be|cannot be|can't be|waiting (?:for|to)|failed to be)(?: \w{1,12}){0,3} ?$/i

/** What was planned went wrong. */
const WENT_WRONG = /^.{0,80}\b(?:fail\w*|abort\w*|error|could not|cannot|did not|timed out|unable|refused|denied)\b/i
/** In a value, a name or a quotation the words are somebody's text: `ua="planned restart"`. */
const QUOTED_BEFORE = /["'=]\s?$/

/** True when a message says that a program was ended or started anew by somebody who meant to, and not that this went wrong. */
export function endsOnPurpose(text: string): boolean {
  const bounded = text.slice(0, 2000)
  const match = ENDED.exec(bounded)
  if (!match) return false
  const before = bounded.slice(0, match.index)
  return !QUOTED_BEFORE.test(before) && !DENIED_BEFORE.test(before.slice(-40)) && !WENT_WRONG.test(bounded.slice(match.index))
}

/** Reads a sentence of good news; `undefined` for any other, also for "not yet recovered" and "if healthy". */
export function readHealth(text: string): HealthReading | undefined {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(text)
    if (match && !DENIED_BEFORE.test(text.slice(Math.max(0, match.index - 40), match.index))) {
      return { kind, index: match.index, phrase: match[0] }
    }
  }
  return undefined
}
const KINDS = [
  ['by-design', ENDED],
  ['by-design', BY_DESIGN],
  ['recovered', RECOVERED],
  ['healthy', HEALTHY],
] as const
