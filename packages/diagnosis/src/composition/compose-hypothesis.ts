import type { Finding } from '@faultmaven/contracts'
import { mechanismOf } from '../grammar/mechanism.ts'
import { contentWords } from '../question/content-words.ts'
import { isVague, leadingDriver } from '../ranking/candidate.ts'
import { type Evidence, sourceNameOf } from '../ranking/evidence.ts'
import { namedHosts } from '../ranking/named-hosts.ts'
import type { Ranked } from '../ranking/rank.ts'
import { signatureById } from '../signatures/match-signature.ts'
import { clip } from './clip.ts'
import { keyPhrase } from './key-phrase.ts'
import { notableChange } from './notable-change.ts'
import { recoveryAfter } from './recovery.ts'
import { joinSentences, mention, reportSentence } from './sentences.ts'

export type Wording = { readonly title: string; readonly summary: string }

const TITLE = 180
const LONG_TITLE = 110
const LEADER_SUMMARY = 580
const OTHER_SUMMARY = 260

/**
 * Title and summary of a hypothesis. The summary says what failed in our words with the telling phrase of the evidence, how that works,
 * what it explains, and how it ended; `beside` names an independent problem.
 */
export function composeHypothesis(
  ranked: Ranked,
  evidence: Evidence,
  { leader, beside }: { leader: boolean; beside?: Ranked | undefined },
): Wording {
  const { candidate } = ranked
  const { main } = candidate
  const title = titleOf(ranked)
  const room = leader ? 150 : 90
  const sentences = [
    reportSentence(main, evidence, room),
    hostSentence(main, evidence),
    operationSentence(main),
    detailSentence(main, leader),
    explanation(main),
    leader ? furtherSentence(candidate.findings.slice(1), main) : '',
    driverSentence(ranked, evidence),
    leader ? changeSentence(evidence, main) : '',
    consequence(ranked, evidence),
    leader ? ending(evidence, main) : '',
    beside ? `Beside it stands: ${lowerFirst(clip(beside.candidate.main.title, 110))}` : '',
  ]
  return { title, summary: joinSentences(fresh(sentences), leader ? LEADER_SUMMARY : OTHER_SUMMARY) }
}

/** The finding's own sentence; a long one of a state is told by its mechanism, or by the telling part of its message. */
function titleOf({ candidate }: Ranked): string {
  const { main, mechanism, entity } = candidate
  const { title, known } = mechanismOf(mechanism)
  if (main.kind === 'series' && known) return clip(`${title}: ${main.title}`, TITLE)
  if (main.kind !== 'state' || main.title.length <= LONG_TITLE || isVague(candidate.mode)) return clip(main.title, TITLE)
  if (known) return clip(entity === undefined ? title : `${title}: ${entity}`, TITLE)
  const phrase = keyPhrase(main.fault?.cause ?? main.title, LONG_TITLE)
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}

function explanation(main: Finding): string {
  const signature = main.fault?.signatureId === undefined ? undefined : signatureById(main.fault.signatureId)
  return signature ? clip(signature.explanation, 220) : mechanismOf(main.fault?.mechanism ?? '').explains
}

/** Whose address it is that the message gives as a number. */
function hostSentence({ fault, entities }: Finding, { findings, sources }: Evidence): string {
  const hosts = namedHosts(findings)
  const named = [fault?.entity ?? '', ...entities].flatMap((name) => hosts.get(name) ?? [])[0]
  return named ? `${named.title} (${sourceNameOf(named, sources)})` : ''
}

/** What was tried, where the telling phrase says only why it failed. */
function operationSentence({ fault, title }: Finding): string {
  const operation = fault?.operation
  const said = `${title} ${fault?.cause ?? ''}`.toLowerCase()
  return operation === undefined || said.includes(operation.toLowerCase().slice(0, 20))
    ? ''
    : `It failed to ${clip(operation, 80)}`
}

function detailSentence(main: Finding, leader: boolean): string {
  const known = wordsOf(main)
  const telling = main.details.filter((detail) => newWords(detail, known) >= 0.4).slice(0, leader ? 3 : 1)
  return telling.length > 0 ? `It shows ${telling.map((detail) => clip(detail, 130)).join('; ')}` : ''
}

/** Other findings of the same cause, in words that the main one does not already have; another kind of proof before more of the same. */
function furtherSentence(findings: readonly Finding[], main: Finding): string {
  const known = wordsOf(main)
  const news = findings
    .filter((finding) => newWords(mention(finding, 200), known) >= 0.3)
    .toSorted((a, b) => Number(a.check === main.check) - Number(b.check === main.check))
  const further = [...new Set(news.slice(0, 3).map((finding) => mention(finding, 80)))]
  return further.length > 0 ? `The same shows in ${further.slice(0, 2).join(' and ')}` : ''
}

function wordsOf({ title, fault }: Finding): Set<string> {
  return new Set(contentWords(`${title} ${fault?.cause ?? ''}`))
}

/** Share of the words of a text that were not said yet. */
function newWords(text: string, known: ReadonlySet<string>): number {
  const words = contentWords(text)
  return words.length === 0 ? 0 : words.filter((word) => !known.has(word)).length / words.length
}

/** Heavy load or a change that may stand behind it: named, but not taken for a cause by itself. */
function driverSentence({ drivers }: Ranked, evidence: Evidence): string {
  const driver = leadingDriver(drivers)?.main
  return driver ? `Behind it may stand what ${sourceNameOf(driver, evidence.sources)} says: ${mention(driver, 150)}` : ''
}

/** The change to name beside a cause: one of settings that the evidence holds before and after, else the last one before it began. */
function changeSentence(evidence: Evidence, main: Finding): string {
  const change = notableChange(evidence, main)
  if (change === undefined) return ''
  return change.check === 'changed-settings'
    ? `Changed before: ${clip(change.title, 200)}`
    : `It began after a change: ${clip(change.title, 120)}`
}

/** What follows from it: the symptoms it explains, and the one that was asked about. */
function consequence({ symptoms }: Ranked, { question }: Evidence): string {
  const effects = [
    ...new Set(
      symptoms
        .slice(0, 3)
        .map(
          ({ main, mechanism }, index) =>
            `${lowerFirst(mechanismOf(mechanism).title)}${index === 0 ? ` (${mention(main, 70)})` : ''}`,
        ),
    ),
  ]
  if (effects.length > 0)
    return `It explains: ${effects.join(', ')}${question?.symptom ? ` and so ${asked(question.symptom)}` : ''}`
  return question?.symptom ? `That is the likely reason for ${asked(question.symptom)}` : ''
}

/** Words of the question only where they are a noun with nothing but adjectives before it: half a sentence inside ours reads broken. */
function asked(symptom: string): string {
  return NOUN_PHRASE.test(symptom) ? `the ${symptom} asked about` : 'what was asked about'
}
const NOUN_PHRASE =
  /^(?:(?:slow|high|frequent|intermittent|repeated|sudden|50[0-4]|gateway|connection|query|request|read|write|login|database|disk|cpu|memory|network|dns|tls|and) ){0,5}(?:errors?|time-?outs?|failures?|crash(?:es)?|restarts?|latency|outages?|lag|pauses?|stalls?|responses|queries|load|cpu|memory|disk|usage|pressure)$/i

/** How a recovered incident ended: the last good news after the trouble. */
function ending({ findings }: Evidence, main: Finding): string {
  const news = recoveryAfter(findings, main)
  return news ? `It recovered at ${news.interval?.from.slice(11, 19)}: “${clip(news.title, 90)}”` : ''
}

/** Sentences that repeat an earlier one are left out. */
function fresh(sentences: readonly string[]): string[] {
  const kept: string[] = []
  for (const sentence of sentences) {
    if (sentence !== '' && !kept.some((other) => other.toLowerCase().includes(sentence.toLowerCase().slice(0, 40))))
      kept.push(sentence)
  }
  return kept
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
