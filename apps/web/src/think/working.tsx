import type { Finding } from '@faultmaven/contracts'
import { bytes, count } from '../format/amounts.ts'
import { CitationChips } from './citation-chips.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { SourceName } from '../ui/source-name.tsx'
import { visibleText } from '@faultmaven/report'
import type { TurnView } from '../case/case-view.ts'
import type { Upload } from '../compose/uploads.tsx'

type Props = { readonly turn: TurnView | undefined; readonly upload: Upload | undefined }

/** What is known while the analysis still runs: bytes sent, sources being read, first findings. Its height is fixed. */
export function Working({ turn, upload }: Props) {
  const sending = upload?.state === 'sending' && upload.totalBytes > 0
  return (
    <div className="flex h-80 flex-col gap-2 rounded border border-line bg-panel p-2">
      <div className="h-9">{sending ? <Sending upload={upload} /> : <Counts turn={turn} />}</div>
      <Reading turn={turn} />
      <FirstFindings findings={turn?.answer.findings ?? []} />
    </div>
  )
}

function Sending({ upload }: { readonly upload: Upload }) {
  const percent = Math.min(100, Math.floor((upload.sentBytes / upload.totalBytes) * 100))
  return (
    <label className="block">
      Sending {bytes(upload.sentBytes)} of {bytes(upload.totalBytes)}
      <progress value={percent} max={100} className="mt-1 block h-2 w-full accent-acc" />
    </label>
  )
}

function Counts({ turn }: { readonly turn: TurnView | undefined }) {
  if (!turn) return <p className="text-mut">Waiting for the server to begin…</p>
  const { sources, findings } = turn.answer
  const lines = sources.reduce((sum, { coverage }) => sum + (coverage?.lines ?? 0), 0)
  return (
    <p className="grid grid-cols-3">
      <span>Sources read: {count(sources.length)}</span>
      <span>Lines: {count(lines)}</span>
      <span>Findings: {count(findings.length)}</span>
    </p>
  )
}

function Reading({ turn }: { readonly turn: TurnView | undefined }) {
  const reading = turn?.progress ?? []
  return (
    <ScrollRegion label="Sources being read" className="h-16 shrink-0">
      {turn && reading.length === 0 && <p className="text-mut">Every file that arrived has been read.</p>}
      <ul>
        {reading.slice(-20).map((source) => (
          <li key={source.sourceId} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate">
              <SourceName name={source.name} />
            </span>
            <span className="w-56 shrink-0 text-mut">
              {source.state === 'receiving' ? 'arriving' : 'reading'} · {bytes(source.bytes)}
              {source.records > 0 && ` · ${count(source.records)} records`}
            </span>
          </li>
        ))}
      </ul>
    </ScrollRegion>
  )
}

const SHOWN = 50

function FirstFindings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col border-t border-line pt-1">
      <h3 className="text-xs font-semibold text-mut">
        {findings.length === 0 ? 'No finding yet' : 'First findings, in the order they came'}
      </h3>
      <ScrollRegion label="First findings" className="min-h-0 flex-1">
        <ul>
          {findings.slice(0, SHOWN).map((finding) => (
            <li key={finding.id} className="flex items-baseline gap-2 py-0.5">
              <span className="min-w-0 flex-1 truncate" title={visibleText(finding.title)}>
                {visibleText(finding.title)}
              </span>
              <CitationChips citations={finding.citations.slice(0, 1)} owner={finding.id} most={1} />
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  )
}
