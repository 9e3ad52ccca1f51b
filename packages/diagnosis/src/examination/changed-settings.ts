import { clip } from '../composition/clip.ts'
import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { isInstruction } from '../grammar/instruction.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { faultOfCut, shareLeft } from './settings-cut.ts'
import { plainFault } from './structure-draft.ts'

/** Names by which people and package managers keep the file that was there before; a number is a log that was rotated. */
const EARLIER = /(?:[._-](?:before|bak|backup|old|orig|original|save|saved|prev|previous|rpmsave|dpkg-old|dpkg-dist)|~)$/i
const EXTENSION = /\.[a-z]{1,5}$/i
const MAX_LINES = 2000
/** Of files that differ in more lines one is not the other after a change. */
const MAX_CHANGED = 24
const MAX_FINDINGS = 12
/** A change by itself is no fault: too little to be one, enough to be named beside one. */
const SCORE = 0.25
/** What grants so little of what it did is felt at once. */
const SHARP_CUT = 0.1
const CUT_SCORE = 0.55
const SHOWN = 90

type Change = { readonly before?: TextLine; readonly after?: TextLine }

/**
 * What was changed in a file that the evidence holds as it was before, too (`app.conf` and `app.conf.bak`): line by line, whatever its syntax.
 * It is cited in the file as it is now, what was taken out in the earlier one.
 */
export function findChangedSettings(sources: readonly ExaminedSource[]): DraftFinding[] {
  const byName = new Map(sources.map((source) => [source.name, source]))
  return sources.flatMap((earlier) => {
    const now = laterNames(earlier.name)
      .map((name) => byName.get(name))
      .find((source) => source !== undefined)
    if (!now?.lines || !earlier.lines || now.lines.length > MAX_LINES || earlier.lines.length > MAX_LINES) return []
    const changes = changesOf(earlier.lines, now.lines)
    return changes.length > MAX_CHANGED
      ? []
      : changes.slice(0, MAX_FINDINGS).map((change) => finding(change, now.name, earlier.name))
  })
}

/** `app.conf.bak` and `app.bak.conf` and `app-old.conf` are all `app.conf`. */
function laterNames(name: string): string[] {
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  const stem = name.slice(0, name.length - extension.length)
  return [
    ...(EARLIER.test(name) ? [name.replace(EARLIER, '')] : []),
    ...(extension !== '' && EARLIER.test(stem) ? [stem.replace(EARLIER, '') + extension] : []),
  ]
}

/** Lines of one file that the other has not, each with the line that it most likely replaces: the one that begins alike. */
function changesOf(before: readonly string[], after: readonly string[]): Change[] {
  const removed = linesBeyond(before, after)
  const added = linesBeyond(after, before)
  const taken = new Set<TextLine>()
  const replaced = added.map((line) => {
    const old = removed.find((one) => !taken.has(one) && beginsAlike(one.text, line.text))
    if (old) taken.add(old)
    return { after: line, ...(old && { before: old }) }
  })
  return [...replaced, ...removed.filter((line) => !taken.has(line)).map((line) => ({ before: line }))]
}

/** Comments change nothing. */
const COMMENT = /^\s*(?:#|\/\/|;|--\s|<!--)/

function linesBeyond(lines: readonly string[], others: readonly string[]): TextLine[] {
  const left = new Map<string, number>()
  for (const text of others) left.set(text.trim(), (left.get(text.trim()) ?? 0) + 1)
  return lines.flatMap((text, index) => {
    const count = left.get(text.trim()) ?? 0
    left.set(text.trim(), count - 1)
    return count > 0 || text.trim() === '' || COMMENT.test(text) || isInstruction(text) ? [] : [{ text, line: index + 1 }]
  })
}

function beginsAlike(a: string, b: string): boolean {
  const [words, others] = [wordsOf(a), wordsOf(b)]
  return words[0] === others[0] || (words.length > 1 && words.at(-1) === others.at(-1))
}

const wordsOf = (text: string) =>
  text
    .trim()
    .slice(0, 400)
    .split(/[\s=:,;"']+/)

function finding({ before, after }: Change, now: string, earlier: string): DraftFinding {
  const cut = before && after ? sharpCut(before.text, after.text) : undefined
  const said =
    before && after
      ? `“${shown(before, after)}” became “${shown(after, before)}”`
      : after
        ? `“${clip(after.text.trim(), SHOWN)}” was added`
        : `“${clip(before?.text.trim() ?? '', SHOWN)}” was taken out`
  const proof = after ?? before
  return lineDraft({
    sourceName: after ? now : earlier,
    kind: cut ? 'state' : 'change',
    check: 'changed-settings',
    title: `${now}${after ? ` line ${after.line}` : ''}: ${said}`,
    score: cut ? CUT_SCORE : SCORE,
    proofs: proof ? [proof] : [],
    entities: [now],
    fault: cut ?? plainFault('config', 'changed', { entity: now, cause: clip(said, 200) }),
  })
}

/** A long line from a little before the place where the two part. */
function shown({ text }: TextLine, { text: other }: TextLine): string {
  const [own, theirs] = [text.trim(), other.trim()]
  if (own.length <= SHOWN) return own
  let same = 0
  while (same < own.length && own[same] === theirs[same]) same += 1
  const start = Math.max(0, same - 30)
  return `${start > 0 ? '…' : ''}${clip(own.slice(start), SHOWN)}`
}

/** One value was replaced, and grants a tenth of what it did, or less. */
function sharpCut(before: string, after: string): ReturnType<typeof plainFault> | undefined {
  const [old, next] = [wordsOf(before), wordsOf(after)]
  const at = old.findIndex((word, index) => word !== next[index])
  if (at < 1 || old.length !== next.length || old.slice(at + 1).some((word, index) => word !== next[at + 1 + index]))
    return undefined
  const path = old.slice(Math.max(0, at - 3), at)
  const altered = { before: old[at] ?? '', after: next[at] ?? '' }
  // The word for what is granted stands before its kind as often as behind it: "timeout server", "server_timeout".
  const fault = [path, path.toReversed()].map((words) => faultOfCut({ path: words, ...altered })).find((one) => one !== undefined)
  const share = shareLeft(altered)
  return fault && share !== undefined && share <= SHARP_CUT ? { ...fault, entity: path.join(' ') } : undefined
}
