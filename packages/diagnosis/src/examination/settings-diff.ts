import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { faultOfCut } from './settings-cut.ts'
import { plainFault } from './structure-draft.ts'

type Hunk = { readonly file: string; readonly removed: readonly TextLine[]; readonly added: readonly TextLine[] }

/** What gives back a handle, a lock or a connection, in the languages that leave it to the programmer. */
const RELEASES =
  /\bdefer\s+(\S{1,120}?\.(?:Close|Unlock|RUnlock|Done|Release|Put|Stop|Rollback|Cancel)\(.{0,40}\)|cancel\(\))|(\b\S{1,120}?\.(?:close|release|dispose|disconnect|returnObject|unlock|free|end|destroy|unsubscribe|removeListener|shutdown)\(.{0,40}\))|\btry \((.{3,120})\) \{|\bwith (\S{1,120}?\(.{0,80}\)) as\b|\busing (?:var )?\(?(.{3,120})/
const SETTING = /^\s*["']?([A-Za-z][\w.-]{1,80})["']?\s*[:=]\s*["']?([^\s"',;#]{1,60})["']?[,;]?\s*(?:[#/].*)?$/
const MAX_FINDINGS = 5

/**
 * What a change of code or configuration (a unified diff) took away: the call that gives back a handle, or part of what a setting
 * grants. A call that stands in the added lines as well was only moved.
 */
export function examineDiff(lines: readonly string[], sourceName: string): DraftFinding[] {
  if (!lines.some((line) => line.startsWith('@@ ')) && !lines.some((line) => line.startsWith('diff --git '))) return []
  return readHunks(lines.slice(0, 20_000))
    .flatMap((hunk) => [...lostReleases(hunk, sourceName), ...cutSettings(hunk, sourceName)])
    .slice(0, MAX_FINDINGS)
}

function readHunks(lines: readonly string[]): Hunk[] {
  const hunks: { file: string; removed: TextLine[]; added: TextLine[] }[] = []
  let file = ''
  for (const [index, text] of lines.entries()) {
    const named = /^\+\+\+ (?:b\/)?(\S{1,300})/.exec(text)
    if (named) file = named[1] ?? ''
    else if (text.startsWith('@@ ')) hunks.push({ file, removed: [], added: [] })
    else if (/^-(?!--)/.test(text)) hunks.at(-1)?.removed.push({ text: text.slice(1), line: index + 1 })
    else if (/^\+(?!\+\+)/.test(text)) hunks.at(-1)?.added.push({ text: text.slice(1), line: index + 1 })
  }
  return hunks
}

function lostReleases({ file, removed, added }: Hunk, sourceName: string): DraftFinding[] {
  const kept = added.map(({ text }) => text).join('\n')
  return removed.flatMap((line) => {
    const match = RELEASES.exec(line.text.slice(0, 300))
    const call = match
      ?.slice(1)
      .find((part) => part !== undefined)
      ?.trim()
    // A block gives back by what it is (`with …`), a call by its name.
    const isBlock = match?.[1] === undefined && match?.[2] === undefined
    if (call === undefined || kept.includes(isBlock ? (match?.[0] ?? call) : (call.split('(')[0] ?? call))) return []
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'code-changes',
        title: `A change of ${file.split('/').at(-1)} removed “${clip(line.text.trim(), 60)}”: what it gave back is no longer closed, so it leaks`,
        score: 0.62,
        proofs: [line],
        entities: [file],
        fault: plainFault('descriptor', 'leaking', {
          blames: 'caller',
          entity: file,
          cause: `removed ${clip(line.text.trim(), 80)}`,
        }),
        details: [call],
      }),
    ]
  })
}

function cutSettings({ file, removed, added }: Hunk, sourceName: string): DraftFinding[] {
  return removed.flatMap((line) => {
    const [, key = '', before = ''] = SETTING.exec(line.text.slice(0, 300)) ?? []
    const other = key === '' ? undefined : added.find(({ text }) => SETTING.exec(text.slice(0, 300))?.[1] === key)
    const after = SETTING.exec(other?.text.slice(0, 300) ?? '')?.[2] ?? ''
    const fault = other && faultOfCut({ path: [key], before, after })
    if (!other || !fault) return []
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'code-changes',
        title: `A change of ${file.split('/').at(-1)} cut ${key} from ${before} to ${after}`,
        score: 0.58,
        proofs: [other, line],
        entities: [file],
        fault: { ...fault, entity: key },
      }),
    ]
  })
}
