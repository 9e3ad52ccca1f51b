import type { TurnAnswer } from '@faultmaven/contracts'
import { createSeededRandom } from '@faultmaven/testkit'
import { addInjection, FALSE_CAUSES, PHRASINGS } from './add-injection.ts'
import { addNoise } from './add-noise.ts'
import type { CaseFiles } from './case-files.ts'
import { decisivePlaces, deleteLines, halveSources } from './remove-proof.ts'
import { renameNames } from './rename-names.ts'
import { endLinesAsWindows, renameFiles, reorderFiles, splitLogs, tarFiles, zipFiles } from './repackage.ts'
import { shiftTimes } from './shift-times.ts'

export const LAWS = ['renaming', 'time', 'packaging', 'noise', 'injection', 'removal'] as const
export type Law = (typeof LAWS)[number]
export type Variant = {
  readonly law: Law
  /** Which of its law. */
  readonly name: string
  readonly changed: CaseFiles
  /** New names with the old ones, where names were changed. */
  readonly oldNames?: ReadonlyMap<string, string>
  /** Lines that the answer rests on were taken away. */
  readonly lostProof?: boolean
}

/** All changes of a case that its answer `base` should bear, the same ones every time. */
export async function variantsOf(given: CaseFiles, base: TurnAnswer, seed: number): Promise<Variant[]> {
  const random = createSeededRandom(seed)
  const logs = new Set(base.sources.filter(({ kind }) => kind === 'log').map(({ name }) => name))
  return [
    ...[1, 2].map((turn) => renaming(given, base, { turn, random })),
    ...[4, -53, 260].map((weeks) => ({ law: 'time' as const, name: `${weeks} weeks`, changed: shiftTimes(given, weeks) })),
    ...(await packagings(given, logs, random)),
    ...[1, 2].flatMap((turn) => optional('noise', `${turn}`, addNoise(given, logs, random))),
    ...injections(given, base, { logs, random }),
    ...removals(given, base, random),
  ]
}

function renaming(given: CaseFiles, base: TurnAnswer, { turn, random }: { turn: number; random: () => number }): Variant {
  const entities = [
    ...base.findings.flatMap((finding) => finding.entities),
    ...base.board.problems.flatMap(({ hypotheses }) => hypotheses.flatMap(({ entity }) => entity ?? [])),
  ]
  return { law: 'renaming', name: `${turn}`, ...renameNames(given, { entities, random }) }
}

async function packagings(given: CaseFiles, logs: ReadonlySet<string>, random: () => number): Promise<Variant[]> {
  const packagings = {
    names: renameFiles(given),
    order: reorderFiles(given, random),
    split: splitLogs(given, logs),
    zip: zipFiles(given),
    tar: await tarFiles(given),
    crlf: endLinesAsWindows(given),
  }
  return Object.entries(packagings).map(([name, changed]) => ({ law: 'packaging', name, changed }))
}

/** Every phrasing once, with a false cause that the answer does not name. */
function injections(
  given: CaseFiles,
  base: TurnAnswer,
  { logs, random }: { readonly logs: ReadonlySet<string>; readonly random: () => number },
): Variant[] {
  const said = base.board.problems.flatMap(({ hypotheses }) => hypotheses.map(({ title }) => title)).join(' ')
  const others = FALSE_CAUSES.filter((cause) => !new RegExp(cause.split(' ').at(-1) ?? '', 'i').test(said))
  return PHRASINGS.flatMap((phrasing, index) => {
    const phrase = phrasing.replace('%', others[index % others.length] ?? FALSE_CAUSES[0])
    return optional('injection', `${index + 1}`, addInjection(given, { phrase, logs, random }))
  })
}

function removals(given: CaseFiles, base: TurnAnswer, random: () => number): Variant[] {
  const places = decisivePlaces(base)
  const halves = [1, 2].flatMap((turn) => {
    const changed = halveSources(given, random)
    const lostProof = places.some(({ file }) => changed?.files.every(({ name }) => name !== file))
    return optional('removal', `half ${turn}`, changed).map((variant) => ({ ...variant, lostProof }))
  })
  if (places.length === 0) return halves
  return [...halves, { law: 'removal', name: 'decisive lines', changed: deleteLines(given, places), lostProof: true }]
}

function optional(law: Law, name: string, changed: CaseFiles | undefined): Variant[] {
  return changed ? [{ law, name, changed }] : []
}
