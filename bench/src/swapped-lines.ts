import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { type CheckedClaim, type Claim, dataProcessing, type TurnAnswer } from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { createInProcessClient } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'
import { createSeededRandom } from '@faultmaven/testkit'
import { askProduct } from './metamorphic/ask-product.ts'
import { type CaseFiles, mapText, pick, readCaseFiles } from './metamorphic/case-files.ts'
import { type Place, placesOfClaim } from './metamorphic/remove-proof.ts'

// Every claim of every leader, checked against evidence in which the lines that it cites say something else. It must fail, or come to
// another result. Build first. Use: npx tsx bench/src/swapped-lines.ts CASES
const folder = process.argv[2] ?? ''
const random = createSeededRandom(11)
let claims = 0
let fooled = 0
for (const id of readdirSync(folder).toSorted()) {
  const given = readCaseFiles(path.join(folder, id))
  const answer = await askProduct(given)
  const leader = answer.board.problems[0]?.hypotheses[0]
  for (const claim of answer.claims.filter(({ id: own }) => leader?.claimIds.includes(own))) {
    const swapped = swapLines(given, placesOfClaim(claim))
    if (!swapped) continue
    claims += 1
    const checked = await check(claim, answer, swapped)
    if (!stillHolds(claim, checked)) continue
    fooled += 1
    console.log(`${id} ${claim.predicate.name}: ${claim.text}`)
  }
}
console.log(`${claims - fooled} of ${claims} claims fail when the lines that they cite say something else`)
process.exitCode = fooled === 0 ? 0 : 1

/** Other lines of the same file in the place of the cited ones; undefined where a file has no other. */
function swapLines(given: CaseFiles, places: readonly Place[]): CaseFiles | undefined {
  let isSwapped = false
  const files = given.files.map((file) => {
    const cited = new Set(places.filter((place) => place.file === file.name).map(({ line }) => line))
    if (cited.size === 0) return file
    return mapText(file, (text) => {
      const lines = text.split('\n')
      const said = new Set([...cited].map((line) => wordsOf(lines[line - 1] ?? '')))
      const others = lines.filter((line) => line.trim() !== '' && !said.has(wordsOf(line)))
      isSwapped ||= others.length > 0
      return lines.map((line, index) => (cited.has(index + 1) ? (pick(others, random) ?? line) : line)).join('\n')
    })
  })
  return isSwapped ? { ...given, files } : undefined
}

function wordsOf(line: string): string {
  return line.replaceAll(/\d+/g, '0')
}

/** The claim read anew from other bytes under the same ids of sources, which follow from turn and order. */
async function check(
  { id, text, predicate }: Claim,
  { sources }: TurnAnswer,
  { files }: CaseFiles,
): Promise<CheckedClaim | undefined> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'swapped-'))
  const service = createDataProcessing({
    kv: createMemoryKv(),
    blob: createDirectoryBlob(work),
    keyRing: createMemoryKeyRing(),
    now: Date.now,
    tellsEarly: false,
  })
  const client = createInProcessClient(dataProcessing, service.handlers)
  const context = { requestId: 'swap', principal: { userId: 'local', teamIds: [], roles: ['admin' as const] } }
  const turn = { caseId: sources[0]?.turnId ?? '', turnId: sources[0]?.turnId ?? '' }
  try {
    await client.openTurn(turn, context)
    for (const [ordinal, { name, bytes }] of files.entries()) {
      await client.addSource({ ...turn, ordinal, name }, Readable.from([bytes]), context)
    }
    return (await client.verifyClaims({ caseId: turn.caseId, claims: [{ id, text, predicate }] }, context)).results[0]
  } finally {
    await service.close()
    rmSync(work, { recursive: true, force: true })
  }
}

function stillHolds(before: Claim, checked: CheckedClaim | undefined): boolean {
  if (checked?.outcome !== 'verified') return false
  const quotes = ({ citations }: Claim) =>
    JSON.stringify(citations.map((citation) => (citation.kind === 'search' ? citation.matches : citation.quote)))
  return JSON.stringify(checked.claim.result) === JSON.stringify(before.result) && quotes(checked.claim) === quotes(before)
}
