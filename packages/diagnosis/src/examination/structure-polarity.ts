/** What a word of a state says. `weak`: on its way or held on purpose, bad only if it stays so. */
export type StatePolarity = 'good' | 'bad' | 'weak' | 'unknown'

const BAD =
  /^(?:fail(?:ed|ing|ure|s)?|error(?:ed)?|err|degraded|unknown|unhealthy|down|red|offline|critical|stopped|missing|evicted|not[-_ ]?ready|unavailable|lost|oom[-_ ]?killed|rejected|aborted|rolled[-_ ]?back|stale|faulty|faulted|partitioned|dead|expired|invalid|storage[-_]?full|inaccessible.*|stalled|unreachable|disconnected|broken|corrupt(?:ed)?|crash(?:ed|ing|loop)?|crashloopbackoff|errimagepull|imagepullbackoff|invalidimagename|errimageneverpull|createcontainer(?:config)?error|runcontainererror|containercannotrun|init:(?:error|crashloopbackoff|imagepullbackoff|errimagepull)|deadlineexceeded|backofflimitexceeded|health_err|.*_failed|.*_rollback.*|exited|timed[-_ ]?out|denied|unauthori[sz]ed|misconfigured|out[-_ ]?of[-_ ]?service|quarantined|removed|auto-restart|incompatible.*|impaired|nok|ko|not[-_ ]ok|terminated)$/i
const WEAK =
  /^(?:pending|out[-_ ]?of[-_ ]?sync|not[-_ ]?synced|yellow|amber|alert(?:ing)?|firing|waiting|health_warn|warn(?:ing)?|terminating|containercreating|podinitializing|suspended|paused|inactive|unschedulable|progressing|creating|updating|upgrading|deleting|modifying|provisioning|recovering|backfilling|rebalancing|relocating|initializing|starting|stopping|restarting|schedulingdisabled|.*,schedulingdisabled|draining|standby[-_ ]?pending|unassigned|degrading|throttled|maintenance|partial(?:ly.*)?)$/i
const GOOD =
  /^(?:ok|okay|healthy|running|succeeded|success(?:ful)?|normal|available|active|green|synced|in[-_ ]?sync|valid|ready|true|bound|complete(?:d)?|health_ok|up|online|passing|passed|connected|optimal|resolved|recovered|deployed|in[-_ ]?service|attached|mounted|open|alive|started|stable|clean|active\+clean|fulfilled|enabled|operational|create_complete|update_complete|streaming|established)$/i

/** Reads the word that a state, phase or health field holds; a leading qualifier (`ERROR: …`, `failed (exit)`) counts. */
export function statePolarity(value: string): StatePolarity {
  const word = value
    .trim()
    .replace(/\s*\(.*\)$/, '')
    .replace(/[.:!]+$/, '')
  if (word.length > 60) return 'unknown'
  if (BAD.test(word)) return 'bad'
  if (WEAK.test(word)) return 'weak'
  if (GOOD.test(word)) return 'good'
  const first = /^([A-Za-z_]+)[\s,:(+/]/.exec(word)?.[1]
  return first !== undefined && first.length > 2 && word.length < 40 && /^[A-Za-z_+, ()/:-]+$/.test(word)
    ? firstWord(first)
    : 'unknown'
}

/** `degraded+peered`, `failed to start`: the first word decides, but "error rate" or "running low" are no states. */
function firstWord(word: string): StatePolarity {
  return BAD.test(word) && !/^(?:error|err|unknown|critical|removed|exited)$/i.test(word) ? 'bad' : 'unknown'
}

/** The mode of the fault grammar that a bad state amounts to. */
export function modeOfState(value: string): string {
  const word = value.toLowerCase()
  if (/read.?only/.test(word)) return 'read-only'
  if (/deadlock/.test(word)) return 'deadlocked'
  if (/throttl/.test(word)) return 'throttled'
  if (/pending|creating|initiali|progress|starting|provision|waiting|unassigned/.test(word)) return 'starting'
  if (/suspend|paused|disabled|draining|maintenance/.test(word)) return 'blocked'
  if (/lost|missing|removed/.test(word)) return 'lost'
  if (/expired/.test(word)) return 'expired'
  if (/unreach|offline|disconnect|unavail|inaccessible/.test(word)) return 'unreachable'
  if (/crash|restart|backoff/.test(word)) return 'restarting'
  if (/evict|killed|terminat/.test(word)) return 'killed'
  if (/invalid|misconfig|incompatible/.test(word)) return 'invalid'
  if (/timed|deadline/.test(word)) return 'timed-out'
  if (/denied|unauthor/.test(word)) return 'denied'
  if (/full|pressure|exhausted/.test(word)) return 'exhausted'
  if (/corrupt/.test(word)) return 'corrupt'
  if (/partition/.test(word)) return 'split'
  if (/out.?of.?sync|stale/.test(word)) return 'mismatched'
  return /fail|error|abort|reject|roll|stopped|exited|dead|broken/.test(word) ? 'failed' : 'unhealthy'
}

const NEGATIVE_CONDITION =
  /(?:pressure|failed|failure|degraded|stalled|error|unavailable|unreachable|conflict|exceeded|warning|disconnected|invalid|missing|suspended|paused|creating|deleting|updating|upgrading|inprogress|reconciling|rebooting|outofdisk|deadlock|problem|reboot\w*|corrupt\w*|frequent\w*|readonlyfilesystem|outdated|expired|blocked|disrupted|disruption\w*|orphaned|misscheduled|nonstructuralschema|terminating|resizing)$/i

/** Whether `True` is bad news for a condition of this type (`DiskPressure`), else `False` is. */
export function isNegativeCondition(type: string): boolean {
  return NEGATIVE_CONDITION.test(type.replace(/[\s_-]/g, ''))
}

const GOOD_FLAG =
  /(?:^|[_\s]|[a-z])(?:running|ready|healthy|alive|available|connected|synced|online|reachable|in_?sync|success|succeeded|schedulable|established|initialized)$|^(?:ok|up|valid|ready|active|healthy|running|passed|quorum|quorate)$/i
const BAD_FLAG =
  /(?:^|[_\s]|[a-z])(?:alarm|partition(?:ed)?|error|failed|failing|degraded|corrupt\w*|exhausted|throttled|pressure|unreachable|expired|missing|deadlock(?:ed)?|stalled|unschedulable|read_?only|readonly|timed_?out|split_?brain|oom_?killed|dead|stale|lost|restarting|unhealthy|down|(?:replay|replication|recovery|consumption|ingestion)_paused)(?:_?detected)?$/i

/** What a flag means by its name: `ready` is good when true, `throttled` bad; undefined for all others. */
export function flagPolarity(key: string): 'good-when-true' | 'bad-when-true' | undefined {
  if (/^(?:is_?)?(?:not|un|in)[_A-Z]?(?:ready|healthy|available|reachable|connected)/i.test(key)) return 'bad-when-true'
  if (BAD_FLAG.test(key)) return 'bad-when-true'
  return GOOD_FLAG.test(key) ? 'good-when-true' : undefined
}

const STATE_KEY =
  /^(?:phase|state|health|status|result|sync|overall[_ ]?state|.*[_a-z]state|.*[_ ]status|.*Status|outcome|lifecycle\w*|condition|availability|active|sub|substate|readiness|last[_ ]?result|verdict|cluster_?health|value)$/i

/** Keys whose word is a state. `value` stands for a key of `describe` that has children, too. */
export const isStateKey = (key: string) => STATE_KEY.test(key)
