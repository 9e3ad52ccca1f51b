const QUOTED = /['"`“]([\w./:@-]{3,80})['"`”]/g
const AFTER_NOUN =
  /\b(?:pod|deployment|service|function|database|job|node|container|queue|topic|cluster|app|instance|host|server|namespace|table|index|volume|bucket|pipeline) ([a-z][\w.]*(?:[-_.][\w.]+)+)/gi
/** Two plain words with a hyphen are English as often as a name: "replica-set". */
const HYPHENATED =
  /\b((?=[a-z0-9-]{1,200}\d)[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,40}){1,8}|[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{2,40}){2,8})\b/g
/** Metrics, settings and the like: three words and more with underscores. */
const UNDERSCORED = /\b([a-z][a-z0-9]{1,40}(?:_[A-Za-z0-9]{1,40}){2,10})\b/g
const DOMAIN = /\b((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,12})\b/gi
/** Hyphenated words of plain English and regions of clouds are no names. */
const PLAIN =
  /^(?:us|eu|ap|sa|ca|me|af)-\w+-\d$|^(?:out-of-\w+|read-only|root-cause|on-call|end-to-end|point-in-time|step-by-step|state-of-the-art|day-to-day|up-to-date|back-to-back|in-cluster|first-\w+-first|\w+-and-\w+|\w+-to-\w+|\w+-by-\w+|crash-?loop[\w-]*|well-known|long-running|in-sync|re-\w+|time-outs?|time-to|follow-up|brute-force|real-time|high-\w+|low-\w+|non-\w+|pre-\w+|post-\w+|multi-\w+|self-\w+|\w+-based|\w+-related|\w+-level|\w+-side|\w+-wide|e-?g|i-?e)$/i

/** Names of things in a question, as written and at most twelve: quoted, after a noun, hyphenated or a domain. */
export function readEntityNames(text: string): string[] {
  const names = [QUOTED, AFTER_NOUN, HYPHENATED, UNDERSCORED, DOMAIN].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  return [...new Set(names)].filter((name) => name.length > 3 && !PLAIN.test(name)).slice(0, 12)
}

const PROPER = /(?<=[a-z0-9,;)] )([A-Z][a-z]{3,20}|[A-Z][A-Z0-9]{2,12})\b/g
/** Days, months, zones and words of the trade that say nothing of which system is meant. */
const COMMON =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|^(?:January|February|March|April|June|July|August|September|October|November|December|Sept)$|^(?:UTC|GMT|CES?T|[EPCM][SD]T|CPU|RAM|API|URL|URI|HTTPS?|TLS|SSL|TCP|UDP|DNS|SQL|JSON|YAML|XML|CSV|PDF|SRE|SLO|SLA|SLI|ERROR|WARN(?:ING)?|FATAL|INFO|CRIT|ALERT|PANIC|AND|NOT|THE|WHY|ASAP|FYI|PROD|What|Which|Please|Find|Since|When|Where|There)$/

/** Capitalised names and abbreviations that do not begin a sentence, at most eight. */
export function readProperNames(text: string): string[] {
  const names = [...text.matchAll(PROPER)].map((match) => match[1] ?? '')
  return [...new Set(names)].filter((name) => !COMMON.test(name)).slice(0, 8)
}

/** A name as written and in small letters: a person writes "Kestrel" where the logs say "kestrel". */
export function formsOf(name: string): string[] {
  return [...new Set([name, name.toLowerCase()])]
}
