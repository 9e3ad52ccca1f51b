/** What a text says was changed on purpose. `weight`: how often such a change brings faults, [0, 1]. */
export type ChangeReading = {
  readonly kind: 'rollout' | 'configuration' | 'schema' | 'flag' | 'scale' | 'restart' | 'credentials' | 'maintenance'
  readonly weight: number
  readonly phrase: string
}

const DONE = '(?:ed|d|ing)?'
const WORDS: readonly (readonly [ChangeReading['kind'], number, RegExp])[] = [
  [
    'schema',
    0.9,
    /\b(?:schema|database) migration|\bmigrat(?:ed|ing|ion)\b.{0,40}\b(?:schema|table|column|database|version)|\balter table\b|\b(?:drop|create|rename)(?:p?ed)? (?:column|index|table)\b/i,
  ],
  [
    'flag',
    0.9,
    /\bfeature[- _]?(?:flag|toggle|gate)\b.{0,60}\b(?:enabled?|disabled?|turned|on|off|set|switched)|\b(?:enabled?|disabled?|turned (?:on|off)|toggled)\b.{0,40}\bfeature[- _]?(?:flag|toggle|gate)?\b/i,
  ],
  [
    'rollout',
    1,
    new RegExp(
      `\\b(?:deploy(?:ed|ing|ment (?:started|completed|succeeded|finished|of))|roll(?:ed|ing) out|rollout|released? (?:version|v?\\d)|upgrad(?:e|ed|ing) (?:to|from|completed?|of)|updated? (?:image|version|to version)|image (?:changed|updated|set)|new (?:version|release|build|revision)|promot${DONE} (?:to|release)|ScalingReplicaSet|DeploymentCompleted|set image)`,
      'i',
    ),
  ],
  // "version=2.14.0 (was 2.13.4)", "2.13.4 -> 2.14.0": one version in the place of another.
  [
    'rollout',
    1,
    /\b(?:version|release|build|image|tag)\b[^\n]{0,60}?\bv?\d{1,5}(?:\.\d{1,6}){1,3}[^\n]{0,20}?(?:\bwas|\bfrom|\bpreviously|\bformerly|\breplac(?:es|ed|ing)|->|→|=>)[^\n]{0,20}?\bv?\d{1,5}(?:\.\d{1,6}){1,3}/i,
  ],
  [
    'configuration',
    1,
    /\b(?:config(?:uration|map)?|settings?|parameters?|polic(?:y|ies)|rules?|firewall|security group|route|dns record|secret|limit)\b.{0,40}\b(?:change|changed|updated|update (?:applied|completed|to)|modified|applied|reload(?:ed|ing)?|edited|replaced|pushed|merged)\b|\b(?:change (?:of|to|in)|changed|updated|modified|applied|reload(?:ed|ing)|edited|pushed|merged)\b.{0,30}\b(?:config(?:uration|map)?|settings?|parameters?|polic(?:y|ies)|firewall|security group|route|dns record|secret)\b|\bkubectl apply\b|\bterraform apply\b|\bhelm (?:upgrade|install|rollback)\b/i,
  ],
  [
    'credentials',
    0.8,
    /\b(?:password|certificate|credentials?|key|token|secret)s?\b.{0,30}\b(?:rotated|renewed|reissued|revoked|replaced|changed)\b|\b(?:rotated|renewed|revoked)\b.{0,30}\b(?:password|certificate|credentials?|key|token|secret)s?\b/i,
  ],
  [
    'scale',
    0.5,
    /\bscal(?:ed|ing) (?:up|down|in|out|to|from|replica)|\bSuccessfulRescale\b|\bnew size: \d|\bresized?\b.{0,30}\bto\b|\bdesired (?:count|capacity)\b.{0,20}\b(?:changed|set|updated)/i,
  ],
  [
    'maintenance',
    0.5,
    /\bmaintenance (?:started|window|begin|mode)|\b(?:drained|cordoned|patched|rebooted)\b|\bfail(?:ed)?[- ]?over (?:started|initiated|completed|to)\b|\bpatch(?:ing)? (?:applied|completed)\b/i,
  ],
  [
    'restart',
    0.3,
    /\b(?:restarted|restarting|rebooting)\b.{0,20}\b(?:by|service|daemon|node|server|instance)\b|\bmanual restart\b/i,
  ],
]
const NOT_YET =
  /\b(?:fail(?:ed|s|ing|ure)? to|could not|cannot|unable to|would|should|please|must|before|if|when|skipp?ed|no)\b[^.;]{0,30}$/i

/** Reads a sentence that reports a change; undefined for any other, also for "failed to update" and advice. */
export function readChange(text: string): ChangeReading | undefined {
  const short = text.slice(0, 1000)
  for (const [kind, weight, pattern] of WORDS) {
    const match = pattern.exec(short)
    if (match && !NOT_YET.test(short.slice(Math.max(0, match.index - 50), match.index))) return { kind, weight, phrase: match[0] }
  }
  return undefined
}
