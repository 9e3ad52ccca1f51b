import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { faultOfCut } from './settings-cut.ts'

type Setting = TextLine & { readonly path: readonly string[]; readonly value: string }
type Revision = {
  readonly number: string
  readonly name: string
  readonly head: TextLine
  readonly cause: string
  readonly settings: ReadonlyMap<string, Setting>
}

const HEAD = /^\S*?([\w.-]{1,100}\/[\w.-]{1,100})?\s*with revision #(\d{1,9})\s*$/
const ROW = /^(\s*)([\w ./-]{1,100}):\s*(\S.*)?$/
const MAX_DEPTH = 12
const MAX_FINDINGS = 4

/**
 * Revisions of a deployment that stand one after the other, as `kubectl rollout history --revision=N` prints them: what a revision took
 * away from the one before it.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment
 */
export function examineRevisions(lines: readonly string[], sourceName: string): DraftFinding[] {
  const revisions = readRevisions(lines.slice(0, 5000)).toSorted((a, b) => Number(a.number) - Number(b.number))
  return revisions
    .slice(1)
    .flatMap((revision, index) => cutsOf(revisions[index]!, revision, sourceName))
    .slice(0, MAX_FINDINGS)
}

function readRevisions(lines: readonly string[]): Revision[] {
  const heads = lines.flatMap((text, index) => {
    const head = HEAD.exec(text.slice(0, 300))
    return head ? [{ index, text, number: head[2] ?? '', name: head[1] ?? '' }] : []
  })
  return heads.map(({ index, text, number, name }, order) => {
    const block = lines.slice(index + 1, heads[order + 1]?.index ?? lines.length)
    const settings = readBlock(block, index + 2)
    const cause = block.flatMap((row) => /change-cause:\s*(\S.{0,150})/.exec(row.slice(0, 400))?.[1] ?? [])[0] ?? ''
    return { number, name: name.split('/').at(-1) ?? '', head: { text, line: index + 1 }, cause, settings }
  })
}

/** Rows by their way of keys; how deep a key stands is told by its spaces. */
function readBlock(block: readonly string[], firstLine: number): Map<string, Setting> {
  const found = new Map<string, Setting>()
  let stack: { indent: number; key: string }[] = []
  for (const [index, text] of block.entries()) {
    const [, space = '', key = '', value] = ROW.exec(text.replaceAll('\t', '        ').slice(0, 500)) ?? []
    if (key === '') continue
    stack = [
      ...stack.filter(({ indent }) => indent < space.length).slice(0, MAX_DEPTH),
      { indent: space.length, key: key.trim() },
    ]
    const path = stack.map((part) => part.key)
    if (value !== undefined) found.set(path.join('/'), { text, line: firstLine + index, path, value: value.trim() })
  }
  return found
}

function cutsOf(before: Revision, after: Revision, sourceName: string): DraftFinding[] {
  return [...after.settings].flatMap(([key, setting]) => {
    const old = before.settings.get(key)
    if (!old || old.value === setting.value) return []
    const path = setting.path.slice(-3)
    const fault = faultOfCut({ path, before: old.value, after: setting.value })
    if (!fault) return []
    const what = setting.path
      .slice(-2)
      .join(' ')
      .replace(/^Limits (\S+)$/i, '$1 limit')
    const cause = after.cause === '' ? '' : ` (${after.cause})`
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'revisions',
        title: `${after.name}: ${what} cut from ${old.value} to ${setting.value} by revision ${after.number}${cause}`,
        score: 0.6,
        proofs: [setting, old, after.head],
        entities: [after.name],
        fault: { ...fault, entity: after.name },
      }),
    ]
  })
}
