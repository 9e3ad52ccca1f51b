import type { LiveOrigin, Source } from '@faultmaven/contracts'
import { CircleCheck, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react'
import { bytes, count } from '../format/amounts.ts'
import { fullTime, timeRange } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { Button } from '../ui/button.tsx'
import { SourceName } from '../ui/source-name.tsx'
import { QueueDocument } from '../knowledge/queue-document.tsx'
import { TeachFormat } from '../teach/teach-format.tsx'
import { useEvidenceLinks } from '../workspace/evidence-link.ts'
import { clockSentence, coverageSentence } from './source-sentences.ts'

const STATES = {
  receiving: { icon: LoaderCircle, word: 'being read', ink: 'text-acc' },
  ready: { icon: CircleCheck, word: 'read whole', ink: 'text-ok' },
  partial: { icon: TriangleAlert, word: 'read in part', ink: 'text-warn' },
  refused: { icon: CircleX, word: 'not read', ink: 'text-err' },
} as const

/** Below this share of records with a header the page says so beside the way to teach the format. */
const MOSTLY_RECOGNISED = 0.9

/** Who was asked what and when, and the hash of the reply as it came. */
function LiveOriginLines({ live }: { readonly live: LiveOrigin }) {
  return (
    <>
      <p className="text-mut">
        Reply of the live source <span className="font-mono text-xs">{live.source}</span>, {fullTime(live.at)},{' '}
        {bytes(live.replyBytes)}
      </p>
      <p className="font-mono text-[11px] break-all text-mut">{visibleText(live.query)}</p>
      <p className="font-mono text-[11px] break-all text-mut">reply sha256 {live.replySha256}</p>
    </>
  )
}

/** One source: what it is, whether all of it was read, and on which clock. */
export function SourceRow({ caseId, source }: { readonly caseId: string; readonly source: Source }) {
  const { open } = useEvidenceLinks()
  const { icon: Icon, word, ink } = STATES[source.state]
  const { coverage, clock, interval, problem } = source
  return (
    <li className="rounded border border-line p-2 wrap-anywhere">
      <div className="flex flex-wrap items-center gap-x-3">
        <b className="font-mono text-xs">
          <SourceName name={source.name} />
        </b>
        <span className={`inline-flex items-center gap-1 text-xs ${ink}`}>
          <Icon size={12} aria-hidden />
          {word}
        </span>
        {coverage && source.state !== 'refused' && (
          <Button look="quiet" className="ml-auto" onClick={() => open({ sourceId: source.id, line: 1 })}>
            Open lines
          </Button>
        )}
      </div>
      <p className="text-mut">
        {[
          source.kind,
          visibleText(source.format),
          visibleText(source.encoding),
          source.bytes > 0 || source.state !== 'refused' ? bytes(source.bytes) : '',
          interval ? timeRange(interval.from, interval.to) : '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {problem && (
        <p className={ink}>
          {visibleText(problem.detail)} <code className="font-mono text-xs">{problem.code}</code>
        </p>
      )}
      {coverage && <p>{coverageSentence(coverage, source.kind)}</p>}
      {source.kind === 'log' && source.state !== 'receiving' && coverage && (
        <p className={`flex flex-wrap items-center gap-2 ${coverage.recognised < MOSTLY_RECOGNISED ? 'text-warn' : 'text-mut'}`}>
          {coverage.recognised < MOSTLY_RECOGNISED ? 'Lines not recognised?' : 'Parts of lines read wrongly?'}
          <TeachFormat caseId={caseId} sourceId={source.id} />
        </p>
      )}
      {source.kind === 'document' && source.state === 'ready' && <QueueDocument caseId={caseId} sourceId={source.id} />}
      {source.skipped.map(({ reason, count: times, unit }) => (
        <p key={reason} className="text-warn">
          Skipped {count(times)} {unit}: {visibleText(reason)}
        </p>
      ))}
      {clock && <p className="text-mut">{clockSentence(clock)}</p>}
      {source.sha256 !== '' && <p className="font-mono text-[11px] break-all text-mut">sha256 {source.sha256}</p>}
      {source.live && <LiveOriginLines live={source.live} />}
    </li>
  )
}
