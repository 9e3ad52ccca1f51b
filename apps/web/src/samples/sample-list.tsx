import { useEffect, useRef, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import type { PickedFile } from '../compose/picked-file.ts'
import { bytes, plural } from '../format/amounts.ts'
import { Notice } from '../ui/notice.tsx'
import { fetchSample, type Sample, sampleCases } from './fetch-sample.ts'

/** Shown at once; the others unfold. */
const FIRST = 3

type Props = {
  /** Nothing was typed or picked that a sample would replace. */
  readonly isFree: boolean
  readonly onPick: (question: string, files: readonly PickedFile[]) => void
}

/** Recorded cases for a first try: one fills question and files, and is sent like any other. */
export function SampleList({ isFree, onPick }: Props) {
  const [error, setError] = useState<unknown>()
  const [picked, setPicked] = useState(false)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const pick = async (sample: Sample) => {
    running.current?.abort()
    // What a sample filled in another may replace.
    if (!isFree && !picked) return setError(new Error('Your question and files are kept: clear them to take a sample'))
    const { signal } = (running.current = new AbortController())
    try {
      const file = await fetchSample(sample, signal)
      if (signal.aborted) return
      setError(undefined)
      setPicked(true)
      onPick(sample.question, [file])
    } catch (problem) {
      if (!signal.aborted) setError(problem)
    }
  }
  const rows = (list: readonly Sample[]) => (
    <ul className="divide-y divide-line rounded border border-line">
      {list.map((sample) => (
        <SampleRow key={sample.id} sample={sample} onPick={() => void pick(sample)} />
      ))}
    </ul>
  )
  return (
    <section aria-labelledby="samples" className="mt-8">
      <h2 id="samples" className="mb-2 text-xs font-semibold tracking-wide text-mut uppercase">
        Nothing at hand? Sample cases
      </h2>
      {error !== undefined && (
        <Notice look="error" title="The sample was not taken">
          {messageOf(error)}.
        </Notice>
      )}
      {rows(sampleCases.slice(0, FIRST))}
      <details className="mt-2">
        <summary className="cursor-pointer text-mut">{plural(sampleCases.length - FIRST, 'more sample')}</summary>
        <div className="mt-2">{rows(sampleCases.slice(FIRST))}</div>
      </details>
      <p className="mt-2 text-mut">
        Real programs that were broken on purpose and recorded in FaultMaven’s fault lab; free to use (
        <a href="/samples/LICENSE.txt" className="underline">
          CC0
        </a>
        ).
      </p>
    </section>
  )
}

function SampleRow({ sample, onPick }: { readonly sample: Sample; readonly onPick: () => void }) {
  return (
    <li className="px-3 py-2">
      <button type="button" className="block w-full text-left hover:underline" onClick={onPick}>
        {sample.question}
      </button>
      <div className="text-mut">
        {sample.programs.join(', ')} · {plural(sample.files, 'file')}, {bytes(sample.bytes)}
      </div>
      <details>
        <summary className="cursor-pointer text-mut">What was really done</summary>
        <p>{sample.truth}</p>
      </details>
    </li>
  )
}
