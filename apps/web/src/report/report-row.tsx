import type { TurnAnswer } from '@faultmaven/contracts'
import type { CaseFacts } from '../case/case-facts.ts'
import { describeWithheld, makeReport, renderHandoff, renderHtml, renderMarkdown } from '@faultmaven/report'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { messageOf } from '../api/api-error.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { download } from './download.ts'
import { SaveRunbook } from '../knowledge/save-runbook.tsx'
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
  const report = useMemo(() => tryReport(answer), [answer])
  if (typeof report === 'string') return <p className="mt-3 text-err">{report}</p>
  const withheld = describeWithheld(report.withheld)
  return (
    <fieldset className="mt-3 flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">Report</legend>
      <CopyButton text={renderHandoff(report)} what="five lines for the incident channel">
        Copy handoff
      </CopyButton>
      {FORMATS.map(({ name, ending, type, render }) => (
        <Button
          key={name}
          onClick={() =>
            download(`faultmaven-report.${ending}`, type, render({ ...report, createdAt: new Date().toISOString() }))
          }
        >
          <Download size={13} aria-hidden />
          {name}
          <span className="sr-only"> report</span>
        </Button>
      ))}
      <SaveRunbook />
      <ExportBundle />
      {withheld !== '' && <p className="w-full text-mut">Handoff and reports hold placeholders for {withheld}.</p>}
    </fieldset>
  )
}

/** The report, or why there is none: what cannot be redacted is not given away. */
function tryReport(answer: TurnAnswer): Report | string {
  try {
    return makeReport(answer, { version: __VERSION__, now: 0 })
  } catch (error) {
    return `No report can be made: ${messageOf(error)}`
  }
}
