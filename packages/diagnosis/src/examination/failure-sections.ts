import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { isInstruction } from '../grammar/instruction.ts'
import { readFault } from '../grammar/read-fault.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** A heading under which a status report lists what went wrong, and nothing else. */
const HEADING =
  /^\s{0,8}(?:[*#=-]{1,4} )?((?:failed|failing|broken|dead|degraded|faulted|faulty|unhealthy|unreachable|offline|lost|stuck|blocked|unclean|crashed)(?: [\w-]{1,24}){1,3}|(?:[\w-]{1,24} ){0,2}(?:failures|errors))\s?:\s*$/i
/** What stands below it: a bullet, or deeper than the heading. */
const ITEM = /^\s{0,12}(?:[*+-]|\d{1,3}[.)]) +\S|^\s{2,16}\S/
const NONE = /^\W{0,6}(?:none|no\b.{0,40}|n\/a|0|nothing)\W{0,3}$/i
const MAX_LINES = 5000
const MAX_ITEMS = 200
const SCORE = 0.72
const SHOWN = 100

/**
 * Sections of a status report (`pcs status`, `crm_mon`, release and back-up reports) that list failures under a heading of their own. An item is
 * the failure; equal ones count.
 * @see https://clusterlabs.org/projects/pacemaker/doc/2.1/Pacemaker_Explained/html/ (failed actions of `crm_mon`)
 */
export function examineFailureSections(
  lines: readonly string[] | undefined,
  sourceName: string,
  options: { readonly signatures: boolean },
): DraftFinding[] {
  return sectionsOf(lines ?? []).map(({ heading, items }) => {
    const [most] = groupsOf(items)
    const words = most?.text ?? ''
    const reading = readFault(`${heading}: ${words}`, options)
    const telling = reading !== undefined && reading.strength >= 2.5
    const object = objectOf(words)
    return lineDraft({
      sourceName,
      kind: 'state',
      check: 'failure-sections',
      title: `${heading}: ${clip(words, SHOWN)}${most && most.proofs.length > 1 ? ` (${most.proofs.length} times)` : ''}`,
      score: SCORE,
      proofs: [...(most?.proofs ?? []), ...items.filter((item) => !most?.proofs.includes(item))],
      entities: [object],
      details: groupsOf(items)
        .slice(1, 3)
        .map(({ text }) => text),
      fault: plainFault(telling ? reading.resource : 'process', telling ? reading.mode : 'failed', {
        cause: clip(`${heading}: ${words}`, 200),
        blames: 'resource',
        ...(object !== '' && { entity: object }),
      }),
    })
  })
}

type Section = { readonly heading: string; readonly items: TextLine[] }

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = []
  let open: Section | undefined
  lines.slice(0, MAX_LINES).forEach((text, index) => {
    const heading = HEADING.exec(text.slice(0, 200))?.[1]
    if (heading !== undefined) sections.push((open = { heading, items: [] }))
    else if (!ITEM.test(text)) open = undefined
    else if (open && open.items.length < MAX_ITEMS && isBullet(text, open) && !NONE.test(text) && !isInstruction(text))
      open.items.push({ text, line: index + 1 })
  })
  return sections.filter(({ items }) => items.length > 0)
}

/** Where the first item is a bullet, what is only indented goes on with the item above. */
function isBullet(text: string, { items: [first] }: Section): boolean {
  const bullet = /^\s{0,12}(?:[*+-]|\d{1,3}[.)]) /
  return first === undefined || !bullet.test(first.text) || bullet.test(text)
}

/** Items alike but for their numbers and values, the most frequent first. */
function groupsOf(items: readonly TextLine[]): { readonly text: string; readonly proofs: TextLine[] }[] {
  const groups = new Map<string, TextLine[]>()
  for (const item of items) {
    const key = bare(item.text)
      .replaceAll(/=\S{0,80}|\d{1,20}/g, '')
      .slice(0, 60)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .map((proofs) => ({ text: bare(proofs[0]?.text ?? ''), proofs }))
}

const bare = (text: string) => text.replace(/^\s{0,12}(?:[*+-]|\d{1,3}[.)]) +/, '').trim()

/** `start of web-1 failed`, `backup_start_0 on node-2`: the name before "failed" or the first word. */
function objectOf(text: string): string {
  return /\b([\w.-]{2,60}) (?:has )?(?:failed|timed out)\b/i.exec(text)?.[1] ?? /^[\w.:-]{3,60}/.exec(text)?.[0] ?? ''
}
