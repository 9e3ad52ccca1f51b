import type { Template } from '../digest.ts'
import type { Group } from './group.ts'
import { literalsOf } from './mask.ts'
import { sharedLiterals } from './literals.ts'
import { textWithNames } from './names.ts'
import { clusterTexts } from './cluster-texts.ts'
import { spreadSamples } from './sample-records.ts'

/** Templates, and for each group the id of the template that it went into. */
export type MergedGroups = { readonly templates: Template[]; readonly owners: readonly number[] }

/** Templates of groups: those that differ in parameters only become one. Reads the groups, changes none. */
export function mergeGroups(groups: readonly Group[], usedBuckets: number): MergedGroups {
  const clusters = clusterTexts(
    groups.map((group) => ({ masked: textWithNames(group), kind: group.severity ?? '', count: group.count })),
  )
  const owners: number[] = []
  const templates = clusters.map(({ text, members }) => {
    const template = toTemplate(
      text,
      members.map((index) => groups[index]!),
      usedBuckets,
    )
    for (const member of members) owners[member] = template.id
    return template
  })
  return { templates, owners }
}

function toTemplate(text: string, members: readonly Group[], usedBuckets: number): Template {
  const first = members[0]!
  const component = members.every((group) => group.component === first.component) ? first.component : undefined
  const times = members.flatMap((group) =>
    group.firstTime === undefined ? [] : [group.firstTime, group.lastTime ?? group.firstTime],
  )
  return {
    id: Math.min(...members.map((group) => group.id)),
    literals: literalsFor(text, members),
    text: text.replace(/[ \t]+/g, ' ').trim(),
    count: members.reduce((sum, group) => sum + group.count, 0),
    firstLine: Math.min(...members.map((group) => group.firstLine)),
    lastLine: Math.max(...members.map((group) => group.lastLine)),
    samples: members.length === 1 ? first.sampler.samples() : spreadSamples(members.flatMap((group) => group.sampler.samples())),
    buckets: addBuckets(members, usedBuckets),
    ...(first.severity === undefined ? {} : { severity: first.severity }),
    ...(component === undefined ? {} : { component }),
    ...(times.length === 0
      ? {}
      : { firstTime: times.reduce((a, b) => (a < b ? a : b)), lastTime: times.reduce((a, b) => (a > b ? a : b)) }),
  }
}

/** What all members guarantee; each step only takes pieces of pieces, so the guarantee of every member carries over. */
function literalsFor(text: string, members: readonly Group[]): readonly string[] {
  if (members.length === 1) return members[0]!.literals
  let literals = literalsOf(text)
  for (const other of members) literals = sharedLiterals(literals, other.literals)
  return literals
}

function addBuckets(members: readonly Group[], used: number): readonly number[] {
  const sums = Array.from<number>({ length: used }).fill(0)
  for (const { buckets } of members) {
    if (buckets === undefined) continue
    for (let at = 0; at < used; at++) sums[at] = sums[at]! + buckets[at]!
  }
  return sums
}
