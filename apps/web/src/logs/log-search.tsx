import { Search, X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useKeys } from '../keyboard/use-keys.ts'
import { Button } from '../ui/button.tsx'

export type Query = { readonly text: string; readonly everywhere: boolean }
type Props = {
  readonly query: Query | undefined
  readonly onQuery: (query: Query | undefined) => void
  readonly onLine: (line: number) => void
}

/** Find an exact text, in this source or in all; or go to a line. */
export function LogSearch({ query, onQuery, onLine }: Props) {
  const [text, setText] = useState(query?.text ?? '')
  const [everywhere, setEverywhere] = useState(query?.everywhere ?? false)
  const box = useRef<HTMLInputElement>(null)
  const lineBox = useRef<HTMLInputElement>(null)
  useKeys({ f: () => box.current?.focus(), g: () => lineBox.current?.focus() })
  const find = (event: FormEvent) => {
    event.preventDefault()
    onQuery(text === '' ? undefined : { text, everywhere })
    box.current?.blur()
  }
  const clear = () => {
    setText('')
    onQuery(undefined)
  }
  const goTo = (event: FormEvent) => {
    event.preventDefault()
    const line = Number.parseInt(lineBox.current?.value.replaceAll(/[,.\s]/g, '') ?? '', 10)
    if (line >= 1) onLine(line)
    lineBox.current?.blur()
  }
  return (
    <>
      <search className="flex min-w-56 flex-1">
        <form onSubmit={find} className="flex min-w-0 flex-1 items-center gap-1.5">
          <label className="flex min-w-0 flex-1 items-center gap-1 rounded border border-edge bg-panel px-1.5">
            <Search size={13} aria-hidden className="shrink-0 text-mut" />
            <span className="sr-only">Find exact text, case-sensitive</span>
            <input
              ref={box}
              value={text}
              maxLength={500}
              onChange={(event) => setText(event.target.value)}
              placeholder="Find exact text, then Enter"
              className="h-7 min-w-0 flex-1 bg-transparent font-mono text-xs outline-none placeholder:font-sans placeholder:text-mut"
            />
            {query && (
              <Button look="quiet" onClick={clear} aria-label="Clear search" className="px-0.5">
                <X size={13} aria-hidden />
              </Button>
            )}
          </label>
          <label className="flex items-center gap-1 whitespace-nowrap text-mut">
            <input type="checkbox" checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)} />
            all sources
          </label>
        </form>
      </search>
      <form onSubmit={goTo}>
        <label>
          <span className="sr-only">Go to line</span>
          <input
            ref={lineBox}
            inputMode="numeric"
            placeholder="line"
            className="h-7 w-20 rounded border border-edge bg-panel px-1.5 font-mono text-xs placeholder:text-mut"
          />
        </label>
      </form>
    </>
  )
}
