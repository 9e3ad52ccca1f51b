import type { Finding, Interval } from '@faultmaven/contracts'
import { asksSlowness } from '../question/asks-slowness.ts'
import { contentWords, stem } from '../question/content-words.ts'
import states from '../question/lifecycle-states.json' with { type: 'json' }
import { meets } from '../question/fit-range.ts'
import { signatureById } from '../signatures/match-signature.ts'
import { type Candidate, isVague } from './candidate.ts'
import { type Evidence, sourceNameOf, textOfFinding } from './evidence.ts'

const lifecycle = states.map(({ words, resources, modes }) => ({
  words: new RegExp(words, 'i'),
  resources: new Set(resources),
  modes: new Set(modes),
}))
const GENERIC = new Set([
  'process',
  'database',
  'node',
  'network',
  'container',
  'connection',
  'cluster',
  'job',
  'upstream',
  'config',
])

/** What ends a call at once: it makes nothing slow. */
const AT_ONCE = new Set([
  'expired',
  'untrusted',
  'mismatched',
  'denied',
  'refused',
  'invalid',
  'not-found',
  'null',
  'conflicting',
  'read-only',
  'too-large',
])
const SLOW_MODES = new Set(['slow', 'saturated', 'throttled', 'blocked', 'lagging', 'deadlocked', 'hung', 'stopped', 'repeated'])
const ABOUT_SLOWNESS = 1.25
/** Over before or begun after the time that was asked about. */
const OUTSIDE = 1

/**
 * How much a candidate fits what was asked, in log-odds from about -1 to 4: words and names in common, the resource asked about,
 * the states that the question names. A weak hint on purpose: what the evidence says counts more than what the user expects.
 */
export function relevance(candidate: Candidate, { question, range, sources }: Omit<Evidence, 'findings'>): number {
  if (!question) return 0
  const text = candidate.findings
    .slice(0, 6)
    .map((finding) => `${textOfFinding(finding)} ${sourceNameOf(finding, sources)} ${effectsOf(finding)}`)
    .join(' ')
    .toLowerCase()
  const words = new Set(contentWords(text).map(stem))
  const shared = question.words.filter((word) => words.has(stem(word)) || (word.length > 5 && text.includes(word))).length
  const named = question.entities.some((entity) => text.includes(entity.toLowerCase()))
  let gain = Math.min(0.9, shared * 0.2) + (named ? 0.3 : 0)
  if (range && isOutside(candidate, range)) gain -= OUTSIDE
  if (question.resources.includes(candidate.resource) && !GENERIC.has(candidate.resource)) gain += 0.5
  if (question.modes.includes(candidate.mode) && !isVague(candidate.mode)) gain += 0.25
  if (
    lifecycle.some(
      (state) => state.words.test(question.text) && (state.resources.has(candidate.resource) || state.modes.has(candidate.mode)),
    )
  )
    gain += 1
  if (asksSlowness(question)) {
    if (SLOW_MODES.has(candidate.mode)) gain += ABOUT_SLOWNESS
    else if (AT_ONCE.has(candidate.mode)) gain -= ABOUT_SLOWNESS
  }
  if (question.intent === 'count')
    gain += Math.min(1.5, Math.log2(Math.max(...candidate.findings.map((finding) => finding.count))) * 0.15)
  return gain
}

function isOutside({ findings }: Candidate, range: Interval): boolean {
  return findings.every(({ interval }) => interval !== undefined && !meets(interval, range))
}

/** What a fault of this technology leads to: its own words may name the cause alone, and the question the effect. */
function effectsOf({ fault }: Finding): string {
  return fault?.signatureId === undefined ? '' : (signatureById(fault.signatureId)?.explanation ?? '')
}
