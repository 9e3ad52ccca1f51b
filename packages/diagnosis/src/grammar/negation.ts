/** "no", "without", "0" and the like, with at most two words up to the place looked at. */
const NEGATION_BEFORE =
  /\b(?:no|0|zero|without|never|not|none|any|free of|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|non|if|in case of|on|tolerate[sd]?) (?:[\w-]{1,20} ){0,2}$/i
/** Words for which a plain "no" or "not" before them is a denial; "no space left" is a fault in itself. */
const COUNTABLE =
  /^(?:errors?|err|fail(?:ed|ure|ures|s|ing)?|exceptions?|timeouts?|time[- ]?outs?|problems?|crash(?:es|ed)?|panics?|leaks?|lag|deadlocks?|conflicts?|drops?|dropped|stall(?:s|ed)?|corruption|corrupt(?:ed)?|duplicates?|slow|evict\w*|degraded|expired|missing|backlog|dead ?lock|unreachable|unavailable|rejected|blocked|latency|kill(?:ed)?|aborted|throttl\w*)\b/i
/** Words of counters, denied by a zero only: `0 CRC, 0 overrun`. */
const COUNTED = /^(?:crc|overruns?|underruns?|collisions?|discard(?:s|ed)?|malformed|invalid|bad)\b/i
const ZERO_BEFORE = /\b(?:0|zero) (?:[\w-]{1,20} ){0,2}$/i
/** A counter or field that says that nothing is wrong: `errors=0`, `"failed": false`, `err=nil`, `error: none`. */
const ZERO_AFTER =
  /^[\w-]{0,20}["']?\s?(?:[=:]|is|was|of)\s?["']?(?:0(?:\.0{1,6})?%?|null|none|nil|false|no|ok|""|''|\[\]|\{\})(?![\w.])/i
/** A counter in a row of counters: `input errors 0 crc 0 frame 0`. */
const ZERO_NEXT = /^s? 0(?= [a-z]|$)/i
/** A rate of nothing: `evicted without access 0.00/s`. */
const NO_RATE = /^(?: \w{1,12}){0,3} 0(?:\.0{1,6})?\/s(?:ec)?\b/
/** What may have been is no report. */
const MAYBE_BEFORE = /\b(?:may|might) (?:have |also |be |have been )$/i
/** Names of settings that hold fault words: `error_log`, `on-failure`, `retry_on_timeout`, `failureThreshold`. */
const SETTING_AFTER =
  /^=[({[]|^[\w]{0,3}[ ._-]?(?:log\b|page|handler|threshold|rate\b|reporting|level|code ?= ?0|file\b|policy|ms ?[=:]|seconds ?[=:]|interval|budget)/i
const SETTING_BEFORE = /(?:\bon[-_]|retry[-_]on[-_]|[-_]on[-_]|ignore[-_]?|max[-_]|allow[-_]?|set(?:ting)? )$/i

/** True when a fault word that begins at `index` is denied, counted as zero or part of a setting's name. */
export function isDenied(text: string, index: number, length: number): boolean {
  const before = text.slice(Math.max(0, index - 50), index)
  const word = text.slice(index, index + length)
  const after = text.slice(index + length, index + length + 40)
  // "failed: 0" counts; "pool exhausted: 0 connections left" does not.
  const counted = ZERO_AFTER.test(after) && (COUNTABLE.test(word) || !/^[\w-]{0,20}\s?:\s?0/.test(after))
  if (
    counted ||
    (COUNTABLE.test(word) && ZERO_NEXT.test(after)) ||
    NO_RATE.test(after) ||
    MAYBE_BEFORE.test(before) ||
    SETTING_BEFORE.test(before)
  )
    return true
  if (/^\w+$/.test(word) && SETTING_AFTER.test(after)) return true
  if (/^time-?out$/i.test(word) && /^=\d{1,9}(?:\.\d{1,6})? ?(?:[mu]?s|m|min|h)?(?=[\s,;)\]}]|$)/.test(after)) return true
  return (COUNTABLE.test(word) && NEGATION_BEFORE.test(before)) || (COUNTED.test(word) && ZERO_BEFORE.test(before))
}
