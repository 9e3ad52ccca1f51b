import type { Claim, ProposedClaim } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { checkClaims } from './check-claims.ts'
import { recheckClaims } from './recheck-claims.ts'
import { idOf, logOf, sourceOf } from './test-source.ts'

const log = logOf([0, 'INFO start'], [1, 'ERROR disk full'], [2, 'ERROR disk full'], [3, 'INFO end'])
const other = sourceOf('nothing of note\n', { sourceId: idOf(2), name: 'other.log' })
const proposed: ProposedClaim[] = [
  {
    id: 'present',
    text: 'The disk is full',
    predicate: { name: 'present', selector: { literals: ['disk full'] }, at: [{ sourceId: idOf(1), line: 2 }] },
  },
  { id: 'count', text: 'Twice', predicate: { name: 'count', selector: { literals: ['disk full'] }, comparison: '=', number: 2 } },
  { id: 'absent', text: 'Nothing was killed', predicate: { name: 'absent', selector: { literals: ['killed'] } } },
]
/** The claims as a report holds them: written out and read back. */
async function writtenClaims(): Promise<Claim[]> {
  const checked = await checkClaims(proposed, [sourceOf(log), other])
  const claims = checked.flatMap((answer) => (answer.outcome === 'verified' ? [answer.claim] : []))
  expect(claims).toHaveLength(3)
  return JSON.parse(JSON.stringify(claims)) as Claim[]
}
const outcomes = async (claims: Claim[], ...sources: Parameters<typeof recheckClaims>[1]) =>
  (await recheckClaims(claims, sources)).map(({ outcome }) => outcome)

test('claims of a report hold against the files they were made from, whatever those are called now', async () => {
  const renamed = sourceOf(log, { name: 'copy of app.log' })
  expect(await outcomes(await writtenClaims(), renamed, other)).toEqual(['verified', 'verified', 'verified'])
})

test('a file that was changed confirms nothing, even where the claim would still hold', async () => {
  expect(await outcomes(await writtenClaims(), sourceOf(`${log}\n`), other)).toEqual(['failed', 'failed', 'failed'])
  const gone = sourceOf(log.replaceAll('disk full', 'disk fine'))
  expect(await outcomes(await writtenClaims(), gone, other)).toEqual(['failed', 'failed', 'failed'])
})

test('a search through fewer files does not confirm one through more', async () => {
  expect(await outcomes(await writtenClaims(), sourceOf(log))).toEqual(['verified', 'failed', 'failed'])
})

test('a report whose quote, place, result or number was edited does not hold', async () => {
  const edits: ((claim: Claim) => void)[] = [
    (claim) => claim.citations[0]?.kind === 'text' && (claim.citations[0].quote = 'ERROR disk fine'),
    (claim) => claim.citations[0]?.kind === 'text' && (claim.citations[0].bytes = [0, 30]),
    (claim) => claim.citations[0]?.kind === 'text' && (claim.citations[0].line = 3),
    (claim) => (claim.result = { matches: 7 }),
    (claim) => (claim.computation = { name: 'faultmaven/present', version: '0' }),
    (claim) =>
      (claim.predicate = { name: 'present', selector: { literals: ['disk broken'] }, at: [{ sourceId: idOf(1), line: 2 }] }),
  ]
  for (const edit of edits) {
    const [claim] = await writtenClaims()
    if (claim === undefined) throw new Error('No claim')
    edit(claim)
    expect(await outcomes([claim], sourceOf(log), other)).toEqual(['failed'])
  }
})

test('of a redacted report the places are compared, not the quotes', async () => {
  const claims = await writtenClaims()
  const redacted = JSON.parse(JSON.stringify(claims).replaceAll('ERROR disk full', '[text]')) as Claim[]
  expect(await outcomes(redacted, sourceOf(log), other)).toEqual(['failed', 'failed', 'verified'])
  const rechecked = await recheckClaims(redacted, [sourceOf(log), other], { quotesAreRedacted: true })
  expect(rechecked.map(({ outcome }) => outcome)).toEqual(['verified', 'verified', 'verified'])
})
