import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** A file that a process has open for writing, as its name is now. */
type OpenFile = TextLine & {
  readonly command: string
  readonly pid: string
  readonly path: string
  readonly isDeleted: boolean
}

const MAX_LINES = 20_000
const MAX_FINDINGS = 3
const SCORE = { deleted: 0.62, renamed: 0.58 } as const
/** `nginx 162 www-data 4w REG 0,86 42225 121 /var/log/app/access.log.1 (deleted)`: regular files only, open for writing or both. */
const ROW =
  /^(\S{1,40})\s{1,20}(\d{1,10})\s{1,20}(?:\S{1,40}\s{1,20}){0,3}\d{1,6}[wu][A-Za-z]?\s{1,20}REG\s.{0,160}?\s(\/\S.{0,300}?)( \(deleted\))?\s*$/
/** Only logs: programs delete temporary files on purpose while they use them. */
const LOG = /\/logs?\/|[./_-]log(?:[./_-]|$)/i
/** What rotation calls the last log: `access.log.1`. Programs that write to a name with a date or a zero mean it. */
const ROTATED = /\.(?:[1-9]\d?|old)$/

/**
 * Logs that a process still writes to although they were rotated: renamed, or deleted after that. Whoever is not told to reopen its log
 * goes on with the file that it has, and the new one stays empty.
 *
 * @see https://man7.org/linux/man-pages/man8/lsof.8.html (OUTPUT), https://man7.org/linux/man-pages/man8/logrotate.8.html (`copytruncate`)
 */
export function examineOpenFiles(lines: readonly string[], sourceName: string): DraftFinding[] {
  const stale = filesOf(lines).filter(({ path, isDeleted }) => LOG.test(path) && (isDeleted || ROTATED.test(path)))
  const writers = new Map<string, OpenFile[]>()
  for (const file of stale) {
    const key = `${file.command} ${file.path}`
    writers.set(key, [...(writers.get(key) ?? []), file])
  }
  return [...writers.values()].slice(0, MAX_FINDINGS).flatMap((files) => draft(files, sourceName))
}

function filesOf(lines: readonly string[]): OpenFile[] {
  return lines.slice(0, MAX_LINES).flatMap((text, index) => {
    const [, command, pid, path, deleted] = ROW.exec(text.slice(0, 600)) ?? []
    return command === undefined || pid === undefined || path === undefined
      ? []
      : [{ text, line: index + 1, command, pid, path, isDeleted: deleted !== undefined }]
  })
}

function draft(files: readonly OpenFile[], sourceName: string): DraftFinding | [] {
  const [first] = files
  if (first === undefined) return []
  const { command, path, isDeleted } = first
  const became = isDeleted ? 'was deleted' : 'is an old log'
  return lineDraft({
    sourceName,
    kind: 'state',
    check: 'open-files',
    title: `${command} still writes to ${path}, which ${became}: it did not reopen its log after the rotation`,
    score: isDeleted ? SCORE.deleted : SCORE.renamed,
    proofs: files,
    entities: [path, command],
    details: [`held by ${[...new Set(files.map(({ pid }) => `PID ${pid}`))].slice(0, 6).join(', ')}`],
    fault: plainFault('file', 'renamed', { entity: path, cause: `${command} holds a log that was rotated away` }),
  })
}
