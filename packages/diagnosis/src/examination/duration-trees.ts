import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { MS_OF_UNIT } from './duration-units.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** An operation and how long it took, drawn as a branch of a tree: `├─ load (api) - 812ms`, `└─ db.service @1.2s +820ms`. */
const BRANCH =
  /^([\s│|]{0,80})(?:[├└╰┌]\s?[─-]{1,3}|[|+`\\]-{1,3})\s?[●○▶►]?\s?(\S.{0,160}?)[ \t]*(?:[-–:+(@=]|\btook\b|\bin\b)[ \t]*\+?(\d{1,9}(?:\.\d{1,6})?) ?(ns|µs|us|ms|s|sec|seconds|min)\b/u
const MAX_LINES = 5000
const MIN_BRANCHES = 3
/** Of what a request takes, from which one operation is where its time goes. */
const SHARE = 0.5
const SLOW_MS = 1000
/** Lines after a branch that describe it. */
const NEAR = 14

type Branch = TextLine & { readonly name: string; readonly ms: number; readonly depth: number; parent?: Branch; childMs: number }

/**
 * Where the time goes in a trace that is drawn as a tree of operations with their durations: the operation that takes most of the root's time
 * in itself, without what it calls. Whether that is too long only who asks can tell; a second and more is worth an answer.
 */
export function examineDurationTrees(lines: readonly string[] | undefined, sourceName: string): DraftFinding[] {
  const branches = branchesOf(lines ?? [])
  const roots = branches.filter(({ parent }) => parent === undefined).toSorted((a, b) => b.ms - a.ms)
  return roots.slice(0, 1).flatMap((root) => {
    const own = branches.filter((branch) => rootOf(branch) === root)
    const hot = own.toSorted((a, b) => selfMs(b) - selfMs(a))[0]
    if (hot === undefined || hot === root || own.length < MIN_BRANCHES || root.ms < SLOW_MS || selfMs(hot) < SHARE * root.ms)
      return []
    return [bottleneck({ root, hot, statement: statementOf(lines ?? [], hot), sourceName })]
  })
}

function branchesOf(lines: readonly string[]): Branch[] {
  const branches: Branch[] = []
  const open: Branch[] = []
  lines.slice(0, MAX_LINES).forEach((text, index) => {
    const [, indent = '', name, amount = '', unit = 'ms'] = BRANCH.exec(text.slice(0, 400)) ?? []
    if (name === undefined) return
    const branch: Branch = {
      text,
      line: index + 1,
      name: name.trim(),
      ms: Number(amount) * (MS_OF_UNIT[unit] ?? 1),
      depth: indent.length,
      childMs: 0,
    }
    while ((open.at(-1)?.depth ?? -1) >= branch.depth) open.pop()
    const parent = open.at(-1)
    if (parent) {
      branch.parent = parent
      parent.childMs += branch.ms
    }
    open.push(branch)
    branches.push(branch)
  })
  return branches
}

const selfMs = ({ ms, childMs }: Branch) => Math.max(0, ms - childMs)

function rootOf(branch: Branch): Branch {
  let root = branch
  while (root.parent) root = root.parent
  return root
}

/** The statement that is printed with a branch, up to the next branch. */
function statementOf(lines: readonly string[], { line }: Branch): TextLine | undefined {
  for (let at = line; at < Math.min(lines.length, line + NEAR); at += 1) {
    const text = (lines[at] ?? '').slice(0, 400)
    if (BRANCH.test(text)) return undefined
    if (/\b(?:statement|query|sql|command)\w{0,8}["']?\s?[:=]/i.test(text)) return { text, line: at + 1 }
  }
  return undefined
}

type Bottleneck = {
  readonly root: Branch
  readonly hot: Branch
  readonly statement: TextLine | undefined
  readonly sourceName: string
}

function bottleneck({ root, hot, statement, sourceName }: Bottleneck): DraftFinding {
  const share = Math.round((100 * selfMs(hot)) / root.ms)
  const said = statement === undefined ? '' : statement.text.replace(/^[^:=]{0,60}[:=]\s?/, '').trim()
  const resource = QUERY.test(`${hot.name} ${said}`) ? 'query' : 'process'
  return lineDraft({
    sourceName,
    kind: 'state',
    check: 'duration-trees',
    title: `${clip(hot.name, 80)} takes ${seconds(selfMs(hot))} of the ${seconds(root.ms)} of ${clip(root.name, 60)} (${share}%)`,
    score: 0.7,
    proofs: [hot, ...(hot.parent && hot.parent !== root ? [hot.parent] : []), ...(statement ? [statement] : [])],
    entities: [hot.name],
    details: [said],
    fault: plainFault(resource, 'slow', { entity: clip(hot.name, 100), blames: 'callee' }),
  })
}

const QUERY = /\b(?:sql|query|select|insert|update|delete|db|database)\b/i
const seconds = (ms: number) => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`)
