import type { Source } from '@faultmaven/contracts'
import { useQuery } from '@tanstack/react-query'
import { linePage, PAGE_LINES } from '../api/queries.ts'
import { count } from '../format/amounts.ts'
import { fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { CopyButton } from '../ui/copy-button.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { SourceName } from '../ui/source-name.tsx'

type Props = {
  readonly caseId: string
  readonly source: Source
  readonly line: number | undefined
  /** The part of the line that the citation which led here is about. */
  readonly part: { readonly what: string; readonly quote: string } | undefined
}

/** The selected line whole and wrapped, in a place of fixed height; what of it is cited comes first, for a line may be a whole file. */
export function LineDetail({ caseId, source, line, part }: Props) {
  const page = Math.floor(((line ?? 1) - 1) / PAGE_LINES)
  const { data } = useQuery(linePage(caseId, source.id, page))
  const text = line === undefined ? undefined : data?.lines[(line - 1) % PAGE_LINES]
  return (
    <ScrollRegion
      label="Selected line"
      className="h-32 shrink-0 [@media(max-height:600px)]:h-20 border-t border-line bg-panel p-2"
    >
      {line === undefined && <p className="text-mut">Click a line, or follow a citation, to see it whole here.</p>}
      {line !== undefined && (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <b className="min-w-0 font-mono text-xs">
              <SourceName name={source.name} short />:{count(line)}
            </b>
            <span className="flex-1 text-mut max-sm:order-last max-sm:basis-full">
              {text?.severity && <span className="uppercase">{text.severity} · </span>}
              {text?.time ? fullTime(text.time) : 'no time of its own'}
            </span>
            <CopyButton text={text?.text ?? ''} what="line" />
            <CopyButton text={location.href} what="to this line">
              Copy link
            </CopyButton>
          </div>
          {part && (
            <figure className="mt-1 rounded bg-hit p-1">
              <figcaption className="text-xs text-mut">Cited: {visibleText(part.what)}</figcaption>
              <p className="font-mono text-xs break-all whitespace-pre-wrap">{visibleText(part.quote)}</p>
            </figure>
          )}
          <p className="mt-1 font-mono text-xs break-all whitespace-pre-wrap">{text ? visibleText(text.text) : '…'}</p>
          {text?.cut && <p className="text-warn">Cut here at 4,096 characters; the whole line is sealed on the server.</p>}
        </>
      )}
    </ScrollRegion>
  )
}
