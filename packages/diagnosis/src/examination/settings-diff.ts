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
const MAX_HUNK = 300

/**
 * What a change of code or configuration (a unified diff) took away: the call that gives back a handle, or part of what a setting
 * grants. A call that stands in the added lines as well was only moved.
 */
export function examineDiff(lines: readonly string[], sourceName: string): DraftFinding[] {
  if (!lines.some((line) => /^(?:@@ |diff --git |commit [0-9a-f]{7,40}\b|\+\+\+ |\S* ?\$? ?git .*\bdiff\b)/.test(line))) return []
  return readHunks(lines.slice(0, 20_000))
    .flatMap((hunk) => [
      ...lostReleases(hunk, sourceName),
      ...cutSettings(hunk, sourceName),
      ...lostAccess(hunk, sourceName),
      ...lostChoices(hunk, sourceName),
    ])
    .slice(0, MAX_FINDINGS)
}

function readHunks(lines: readonly string[]): Hunk[] {
  // A patch that was cut out of a message may begin without its `@@`.
  const hunks: { file: string; removed: TextLine[]; added: TextLine[] }[] = [{ file: '', removed: [], added: [] }]
  let file = ''
  for (const [index, text] of lines.entries()) {
    const named = /^\+\+\+ (?:b\/)?(\S{1,300})/.exec(text) ?? /^.{0,40}\bgit .{1,200}\s-- (\S{1,300})$/.exec(text)
    if (named) file = named[1] ?? ''
    else if (text.startsWith('@@ ')) hunks.push({ file, removed: [], added: [] })
    else if (/^-(?!--)/.test(text)) room(hunks.at(-1)?.removed)?.push({ text: text.slice(1), line: index + 1 })
    else if (/^\+(?!\+\+)/.test(text)) room(hunks.at(-1)?.added)?.push({ text: text.slice(1), line: index + 1 })
  }
  return hunks
}

/** Lines of a hunk are compared with each other: of a longer one the first ones tell. */
const room = (lines: TextLine[] | undefined) => (lines !== undefined && lines.length < MAX_HUNK ? lines : undefined)

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
        title: `A change${of(file)} removed “${clip(line.text.trim(), 60)}”: what it gave back is no longer closed, so it leaks`,
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
        title: `A change${of(file)} cut ${key} from ${before} to ${after}`,
        score: 0.58,
        proofs: [other, line],
        entities: [file],
        fault: { ...fault, entity: key },
      }),
    ]
  })
}

const of = (file: string) => (file === '' ? '' : ` of ${file.split('/').at(-1)}`)

/** Words that let everybody in: Spring Security, ASP.NET, Django, Rails, nginx, Apache. */
const OPEN_TO_ALL =
  /\b(?:permitAll|AllowAnonymous|AllowAny|skip_before_action :authenticate|auth_basic off|Require all granted|isPublic|no_auth|skipAuth|anonymous)\b/i
const PATHS = /["'\s](\/[\w./*-]{2,100})/g

/** A path that was open to everybody and is no longer: whoever calls it without a login, such as a health check, now gets 401 or 403. */
function lostAccess({ file, removed, added }: Hunk, sourceName: string): DraftFinding[] {
  return removed.flatMap((line) => {
    if (!OPEN_TO_ALL.test(line.text.slice(0, 400))) return []
    const kept = added.filter(({ text }) => OPEN_TO_ALL.test(text)).map(({ text }) => text)
    const paths = [...line.text.slice(0, 400).matchAll(PATHS)].map(([, path = '']) => path)
    const lost = paths.filter((path) => !kept.some((text) => text.includes(path)))
    const [first] = lost
    if (first === undefined) return []
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'code-changes',
        title: `A change${of(file)} requires a login for ${lost.join(' and ')}, which was open to everybody: callers without one get 401 or 403`,
        score: 0.7,
        proofs: [line, ...added.slice(0, 1)],
        entities: lost,
        fault: plainFault('permission', 'denied', { entity: first, cause: `removed ${clip(line.text.trim(), 100)}` }),
        details: [
          /health|ready|live|status|ping/i.test(first) ? 'health checks call it without a login and take the instance out' : '',
        ],
      }),
    ]
  })
}

const LISTING = /^\s*([A-Za-z][\w.-]{2,60})\s*[=: ]\s*([\w.,:+@=! -]{3,300});?\s*$/
const NEGOTIATED = /protocol|cipher|tls|ssl|kex|macs|algorithm/i

/** Versions or algorithms that a side no longer offers: peers that speak only these cannot connect any more. */
function lostChoices({ file, removed, added }: Hunk, sourceName: string): DraftFinding[] {
  return removed.flatMap((line) => {
    const [, key = '', before = ''] = LISTING.exec(line.text.slice(0, 400)) ?? []
    const other = NEGOTIATED.test(key) ? added.find(({ text }) => LISTING.exec(text.slice(0, 400))?.[1] === key) : undefined
    const after = new Set((LISTING.exec(other?.text.slice(0, 400) ?? '')?.[2] ?? '').split(/[\s,:+]+/))
    const lost = before.split(/[\s,:+]+/).filter((choice) => choice !== '' && !after.has(choice))
    if (!other || !/protocol|version/i.test(key) || lost.length === 0) return []
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'code-changes',
        title: `A change${of(file)} removed ${lost.join(' and ')} from ${key}: peers that speak nothing newer are no longer accepted`,
        score: 0.7,
        proofs: [line, other],
        entities: [key, ...lost],
        fault: plainFault('certificate', 'refused', { entity: key, cause: `removed ${lost.join(', ')}` }),
      }),
    ]
  })
}
