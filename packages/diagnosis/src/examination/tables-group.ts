import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import type { RowView } from './tables-view.ts'

/** The check whose findings are told together. */
const CHECK = 'table-states'
const MAX_NAMED = 4
const MAX_PLACES = 8

/** Findings of all rows, in the order of the rows; those that say the same of several rows are one that names them. */
export function groupStates(rows: readonly RowView[], findings: readonly (readonly DraftFinding[])[]): DraftFinding[] {
  const groups = new Map<string, { readonly row: RowView; readonly finding: DraftFinding }[]>()
  rows.forEach((row, index) => {
    for (const finding of findings[index] ?? []) {
      const key = finding.check === CHECK ? saying(row, finding) : `${index} ${finding.check} ${finding.title}`
      groups.set(key, [...(groups.get(key) ?? []), { row, finding }])
    }
  })
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return group.length > 1 && first.row.name !== '' ? [together(group, rows.length)] : group.map(({ finding }) => finding)
  })
}

/** What the title says without the name of the row, and what follows from it. */
const saying = (row: RowView, { title, fault }: DraftFinding) => `${stateOf(row, title)}|${fault?.mechanism}`
const stateOf = ({ name }: RowView, title: string) => title.slice(title.indexOf(': ', Math.max(0, title.indexOf(name))) + 2)

function together(group: readonly { readonly row: RowView; readonly finding: DraftFinding }[], all: number): DraftFinding {
  const [first] = group
  if (first === undefined) throw new RangeError('A group has a row at least')
  const { row, finding } = first
  const names = [...new Set(group.map((one) => one.row.name))]
  const [column = '', ...state] = stateOf(row, finding.title).split(' is ')
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  const things = row.kind === '' ? 'rows' : `${row.kind}${/[sx]$/.test(row.kind) ? 'es' : 's'}`
  return {
    ...finding,
    title: clip(
      `${group.length} of ${all} ${things} have ${column} ${state.join(' is ')}: ${names.slice(0, MAX_NAMED).join(', ')}${more}`,
      200,
    ),
    count: group.length,
    entities: names.slice(0, 20),
    places: group.slice(0, MAX_PLACES).flatMap((one) => one.finding.places),
    predicates: group.slice(0, MAX_PLACES).flatMap((one) => one.finding.predicates),
  }
}
