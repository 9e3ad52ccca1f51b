import { microseconds } from '@faultmaven/signals'
import type { Template } from '../digest.ts'
import type { Group } from './group.ts'
import type { GroupHistogram } from './group-histogram.ts'
import { literalsOf } from './mask.ts'
import { sharedLiterals } from './literals.ts'
import { textWithNames } from './names.ts'
import { clusterTexts } from './cluster-texts.ts'
import { spreadSamples } from './sample-records.ts'

/** Templates, and for each group the id of the template that it went into. */
export type MergedGroups = { readonly templates: Template[]; readonly owners: readonly number[] }

/** Templates of groups: those that differ in parameters only become one. Reads the groups, changes none. */
export function mergeGroups(groups: readonly Group[], histogram: GroupHistogram): MergedGroups {
  const clusters = clusterTexts(
    groups.map((group) => ({ masked: textWithNames(group), kind: group.severity ?? '', count: group.count })),
  )
  const owners: number[] = []
  const templates = clusters.map(({ text, members }) => {
    const template = toTemplate(
      text,
      members.map((index) => groups[index]!),
      histogram,
    )
    for (const member of members) owners[member] = template.id
    return template
  })
  return { templates, owners }
}

function toTemplate(text: string, members: readonly Group[], histogram: GroupHistogram): Template {
  const first = members[0]!
  const component = members.every((group) => group.component === first.component) ? first.component : undefined
  const from = Math.min(...members.map(({ earliest }) => earliest))
  const to = Math.max(...members.map(({ latest }) => latest))
  return {
    id: Math.min(...members.map((group) => group.id)),
    literals: literalsFor(text, members),
    text: text.replace(/[ \t]+/g, ' ').trim(),
    count: members.reduce((sum, group) => sum + group.count, 0),
    firstLine: Math.min(...members.map((group) => group.firstLine)),
    lastLine: Math.max(...members.map((group) => group.lastLine)),
    samples: spreadSamples(members.flatMap((group) => group.sampler.samples())),
    buckets: histogram.countsOf(members.map(({ id }) => id)),
    ...(first.severity === undefined ? {} : { severity: first.severity }),
    ...(component === undefined ? {} : { component }),
    ...(from > to ? {} : { firstTime: microseconds(from), lastTime: microseconds(to) }),
  }
}

/** What all members guarantee; each step only takes pieces of pieces, so the guarantee of every member carries over. */
function literalsFor(text: string, members: readonly Group[]): readonly string[] {
  if (members.length === 1) return members[0]!.literals
  let literals = literalsOf(text)
  for (const other of members) literals = sharedLiterals(literals, other.literals)
  return literals
}
