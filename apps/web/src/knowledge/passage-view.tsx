import { visibleText } from '@faultmaven/report'
import { messageOf, statusOf } from '../api/api-error.ts'
import { usePassage } from '../api/knowledge.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Command } from '../think/command.tsx'
import { HelpedBar } from './helped-bar.tsx'

type Props = {
  readonly citation: string
  /** The case whose document it is; absent for one of the knowledge base. */
  readonly caseId?: string
}

/** The passage that a citation names as it stands now, that it moved, or that it is gone. */
export function PassageView({ citation, caseId }: Props) {
  const { data, error } = usePassage(citation, caseId)
  if (error) {
    const isGone = statusOf(error) === 404
    return (
      <Notice look={isGone ? 'partial' : 'error'} title={isGone ? 'The document is gone' : 'The passage could not be opened'}>
        {isGone ? 'It was removed, or it is no longer shared with you.' : messageOf(error)}
      </Notice>
    )
  }
  if (!data) return <Skeleton rows={3} label="Opening the passage" />
  if (data.state === 'gone')
    return (
      <Notice look="partial" title="The passage is gone">
        {data.why}. What it advised is to be read with care.
      </Notice>
    )
  const { title, name, moved, passage } = data
  const { version, lines } = placeOf(passage.citation)
  return (
    <article aria-label="Passage" className="rounded border border-acc/60 bg-panel p-2 wrap-anywhere">
      <p className="font-semibold">
        {visibleText([title || name, ...passage.headings.filter((one) => one !== title)].join(' › '))}
      </p>
      <p className="text-xs text-mut">
        {visibleText(name)} · version {version} · lines {lines}
        {moved && <b className="text-warn"> · the same words as cited, moved since</b>}
      </p>
      <p className="mt-1 whitespace-pre-wrap">{visibleText(passage.text)}</p>
      {passage.commands.map((command) => (
        <Command key={command} command={command} />
      ))}
      {data.feedback && <HelpedBar documentId={citation.slice(0, citation.indexOf('@'))} feedback={data.feedback} />}
    </article>
  )
}

function placeOf(citation: string): { readonly version: string; readonly lines: string } {
  const [, version = '', lines = ''] = /@(\d+)#[^:]*:(\d+-\d+)$/.exec(citation) ?? []
  return { version, lines: lines.replace('-', '–') }
}
