import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { CheckedClaim, Citation, Claim, Source } from '@faultmaven/contracts'
import { readReport } from '@faultmaven/report'
import { listInputs } from '../analyze/inputs.ts'
import { createOfflineCase, offlineContext } from '../roles/offline-case.ts'
import { terminalText } from '../terminal-text.ts'
import { renameSources } from './rename-sources.ts'
import { isWithheld, unredactClaims } from './unredact-claims.ts'

type Verdict = { readonly claim: Claim; readonly verdict: 'holds' | 'fails' | 'undecided'; readonly why?: string }

/** `faultmaven verify report.html FILES…`: reads the originals again and recomputes every claim. @returns the exit code, see `help.ts` */
export async function verify(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true })
  const [reportFile, ...names] = positionals
  if (!reportFile || names.length === 0) throw new Error('Use: faultmaven verify report.html FILES…')
  const report = readReport(await readFile(reportFile, 'utf8'))
  const offline = await createOfflineCase()
  try {
    const turn = { caseId: offline.caseId, turnId: randomUUID() }
    const context = offlineContext()
    await offline.evidence.openTurn(turn, context)
    for (const [ordinal, input] of (await listInputs(names, process.stdin)).entries()) {
      await offline.evidence.addSource({ ...turn, ordinal, name: input.name }, input.open(), context)
    }
    // Only together do the sources tell how their clocks differ.
    if (report.sources.some(({ clock }) => clock?.alignment !== undefined)) await offline.evidence.closeTurn(turn, context)
    const { sources } = await offline.evidence.listSources({ caseId: offline.caseId }, context)
    const idOf = matchSources(report.sources, sources)
    const claims = await unredactClaims(report.claims, async (sourceId, from, count) => {
      const id = idOf.get(sourceId)
      if (id === undefined) return []
      const { lines } = await offline.evidence.readLines({ caseId: offline.caseId, sourceId: id, from, count }, context)
      return lines.map(({ text }) => text)
    })
    const proposed = claims.map((claim) => ({
      id: claim.id,
      text: claim.text,
      predicate: renameSources(claim.predicate, idOf),
    }))
    const { results } = await offline.evidence.verifyClaims({ caseId: offline.caseId, claims: proposed }, context)
    const absent = report.sources
      .filter(({ id, sha256 }) => sha256 !== '' && !idOf.has(id))
      .map((source) => toAbsent(source, sources))
    return print(
      claims.map((claim, index) => judgeWhole(claim, absent) ?? judgeWithheld(claim) ?? judge(claim, results[index])),
      absent,
    )
  } finally {
    await offline.close()
  }
}

/** Sources are the same when their bytes are: names may have changed since. Several with the same bytes are matched in order. */
function matchSources(reported: readonly Source[], present: readonly Source[]): ReadonlyMap<string, string> {
  const idsOf = new Map<string, string[]>()
  for (const { sha256, id } of present) idsOf.set(sha256, [...(idsOf.get(sha256) ?? []), id])
  return new Map(
    reported.flatMap(({ id, sha256 }): [string, string][] => {
      const found = idsOf.get(sha256)?.shift()
      return found === undefined ? [] : [[id, found]]
    }),
  )
}

/** `changed`: a file of that name is there, with other bytes. */
type Absent = { readonly source: Source; readonly how: 'missing' | 'changed' }

function toAbsent(source: Source, present: readonly Source[]): Absent {
  return { source, how: present.some(({ name }) => name === source.name) ? 'changed' : 'missing' }
}

/** A claim about a file that is not here as it was cannot hold; which it is decides what an auditor thinks of it. */
function judgeWhole(claim: Claim, absent: readonly Absent[]): Verdict | undefined {
  const named = JSON.stringify([claim.predicate, claim.citations])
  const found = absent.find(({ source }) => named.includes(source.id))
  if (!found) return undefined
  return found.how === 'changed'
    ? { claim, verdict: 'fails', why: `${found.source.name} is not the file that the report was made from` }
    : {
        claim,
        verdict: 'undecided',
        why: `${found.source.name} ${found.source.live ? 'is the reply of a live source, no file' : 'is not among the files'}`,
      }
}

/** What was withheld and stands in no quote cannot be looked for. */
function judgeWithheld(claim: Claim): Verdict | undefined {
  if (!isWithheld(claim)) return undefined
  return { claim, verdict: 'undecided', why: 'a value of it was withheld from the report, and no quote shows where it stands' }
}

/** A claim holds when the checker verifies it and quotes the very lines that the report shows. */
function judge(claim: Claim, checked: CheckedClaim | undefined): Verdict {
  if (!checked || checked.outcome === 'undecided')
    return { claim, verdict: 'undecided', why: checked?.why ?? 'its source is missing' }
  if (checked.outcome === 'failed') return { claim, verdict: 'fails', why: checked.why }
  const quotes = (citations: readonly Citation[]) => JSON.stringify(citations.flatMap(quoted))
  if (quotes(claim.citations) !== quotes(checked.claim.citations))
    return { claim, verdict: 'fails', why: 'the report quotes other text than the files hold' }
  if (JSON.stringify(claim.result) !== JSON.stringify(checked.claim.result))
    return { claim, verdict: 'fails', why: 'the computation gives another result' }
  return { claim, verdict: 'holds' }
}

function quoted(citation: Citation): { line: number; quote: string }[] {
  return citation.kind === 'search' ? citation.first.flatMap(quoted) : [{ line: citation.line, quote: citation.quote }]
}

function print(verdicts: readonly Verdict[], absent: readonly Absent[]): number {
  for (const { claim, verdict, why } of verdicts)
    console.log(
      `${verdict.padEnd(9)} ${terminalText(claim.text + (why ? ` — ${why}` : ''))}\n          ${terminalText(checkedPart(claim))}`,
    )
  for (const { source, how } of absent)
    console.log(`${how.padEnd(9)} ${terminalText(`${source.name} (sha256 ${source.sha256})`)}`)
  const count = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length
  console.log(`${count('holds')} hold, ${count('fails')} fail, ${count('undecided')} undecided`)
  console.log('Checked were the predicates, results and quotes above, not the wording, headline or confidence of the report')
  if (verdicts.length === 0) return 3
  if (count('fails') > 0 || absent.some(({ how }) => how === 'changed')) return 1
  return count('undecided') > 0 || absent.length > 0 ? 3 : 0
}

/** What was recomputed, for the reader to hold against the sentence: `count {"matches":263}`. */
function checkedPart({ predicate, result }: Claim): string {
  return `${predicate.name} ${JSON.stringify(result)}`
}
