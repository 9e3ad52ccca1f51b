import type { TurnAnswer } from '@faultmaven/contracts'
import type { CaseFacts } from '../case/case-facts.ts'
import { makeReport, renderHandoff, renderHtml, renderMarkdown } from '@faultmaven/report'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { download } from './download.ts'
import { ExportBundle } from './export-bundle.tsx'

const FORMATS = [
  { name: 'HTML', ending: 'html', type: 'text/html', render: renderHtml },
  { name: 'Markdown', ending: 'md', type: 'text/markdown', render: renderMarkdown },
  { name: 'JSON', ending: 'json', type: 'application/json', render: (report: Report) => JSON.stringify(report, undefined, 1) },
] as const
type Report = ReturnType<typeof makeReport>

/** What the whole case holds, whichever turn brought it. */
export type Examined = Pick<CaseFacts, 'sources' | 'findings'>
type Props = { readonly answer: TurnAnswer; readonly examined: Examined | undefined }

/** The answer to take along: five lines for the channel of the incident, and a report that anybody can check. Made here, sent nowhere. */
export function ReportRow({ answer: own, examined }: Props) {
  const answer = useMemo(
    () => (examined ? { ...own, sources: [...examined.sources], findings: [...examined.findings] } : own),
    [own, examined],
  )
  const handoff = useMemo(() => renderHandoff(makeReport(answer, { version: __VERSION__, now: 0 })), [answer])
  return (
    <fieldset className="mt-3 flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">Report</legend>
      <CopyButton text={handoff} what="five lines for the incident channel">
        Copy handoff
      </CopyButton>
      {FORMATS.map(({ name, ending, type, render }) => (
        <Button key={name} onClick={() => download(`faultmaven-report.${ending}`, type, render(reportOf(answer)))}>
          <Download size={13} aria-hidden />
          {name}
          <span className="sr-only"> report</span>
        </Button>
      ))}
      <ExportBundle />
    </fieldset>
  )
}

function reportOf(answer: TurnAnswer): Report {
  return makeReport(answer, { version: __VERSION__, now: Date.now() })
}
