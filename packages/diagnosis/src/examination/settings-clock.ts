import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** What time daemons print when they follow no source: chronyc(1) tracking and sources, ntpq(8) peers, timedatectl(1). */
const NOT_SYNCHRONISED =
  /^\s*Leap status\s*: Not synchronised|^\s*System clock synchronized: no\b|^\s*synchronised to local net|^unsynchronised\b/
const UNREACHED = /^\^\?\s+(\S{1,100})\s|^\s+(\S{1,60})\s+\.INIT\.\s/
const CHOSEN = /^\^\*\s|^\*\S{1,60}\s/

/** A clock that follows no source, with the sources that it does not reach. */
export function examineClock(lines: readonly string[], sourceName: string): DraftFinding[] {
  const rows = lines.slice(0, 5000).map((text, index): TextLine => ({ text: text.slice(0, 300), line: index + 1 }))
  const said = rows.find(({ text }) => NOT_SYNCHRONISED.test(text))
  const unreached = rows.filter(({ text }) => UNREACHED.test(text))
  if (rows.some(({ text }) => CHOSEN.test(text)) || (!said && unreached.length < 2)) return []
  const names = unreached.flatMap(
    ({ text }) =>
      UNREACHED.exec(text)
        ?.slice(1)
        .find((name) => name !== undefined) ?? [],
  )
  const reached =
    names.length === 0 ? '' : `: the time source${names.length > 1 ? 's' : ''} ${names.slice(0, 3).join(', ')} cannot be reached`
  return [
    lineDraft({
      sourceName,
      kind: 'state',
      check: 'clock',
      title: `The system clock is not synchronised by NTP${reached}, so it drifts`,
      score: 0.74,
      proofs: [...(said ? [said] : []), ...unreached],
      entities: names,
      fault: plainFault('clock', 'mismatched', { blames: 'resource', ...(names[0] !== undefined && { entity: names[0] }) }),
    }),
  ]
}
