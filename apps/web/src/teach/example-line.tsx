import type { LogMark } from '@faultmaven/contracts'
import { X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { visibleText } from '@faultmaven/report'
import { labelOf, PARTS, piecesOf } from './parts.ts'

/** Keys that would change the text. */
const CHANGES = /^(?:.|Backspace|Delete|Enter)$/u
const refuse = (event: { preventDefault: () => void }) => event.preventDefault()

export type Selected = { readonly line: number; readonly from: number; readonly to: number }
type Props = {
  readonly index: number
  readonly text: string
  readonly marks: readonly LogMark[]
  readonly onSelect: (selected: Selected) => void
  readonly onAssign: (part: string, selected: Selected) => void
  readonly onRemove: (mark: LogMark) => void
}

/** One example: a line in which text is selected with mouse or keyboard, and its parts below. */
export function ExampleLine({ index, text, marks, onSelect, onAssign, onRemove }: Props) {
  const box = useRef<HTMLInputElement>(null)
  const selection = (): Selected => ({
    line: index,
    from: box.current?.selectionStart ?? 0,
    to: box.current?.selectionEnd ?? 0,
  })
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !CHANGES.test(event.key)) return
    event.preventDefault()
    const part = PARTS[Number(event.key) - 1]?.part
    const selected = selection()
    if (part !== undefined && selected.from < selected.to) onAssign(part, selected)
  }
  return (
    <li>
      <label>
        <span className="sr-only">Example line {index + 1}: select a part of it</span>
        <input
          ref={box}
          value={text}
          // A box that says it is read-only has no caret to select with in some browsers.
          onChange={refuse}
          onPaste={refuse}
          onCut={refuse}
          onDrop={refuse}
          aria-readonly
          dir="ltr"
          spellCheck={false}
          onSelect={() => onSelect(selection())}
          onKeyDown={keys}
          className="w-full rounded border border-edge bg-panel px-1.5 py-1 font-mono text-xs [unicode-bidi:bidi-override]"
        />
      </label>
      {marks.length > 0 && (
        <p className="mt-0.5 flex flex-wrap items-center gap-1 font-mono text-xs">
          {piecesOf(text, marks)
            .filter(({ part }) => part !== undefined)
            .map(({ text: value, part = '' }) => (
              <span key={part} className="inline-flex max-w-72 items-center gap-1 rounded border border-line bg-hit/60 px-1">
                <b className="font-sans">{labelOf(part)}</b>
                <span className="truncate">{visibleText(value)}</span>
                <button
                  type="button"
                  aria-label={`Remove ${labelOf(part)} from line ${index + 1}`}
                  className="text-mut hover:text-fg"
                  onClick={() => marks.filter((mark) => mark.part === part).forEach(onRemove)}
                >
                  <X size={12} aria-hidden />
                </button>
              </span>
            ))}
        </p>
      )}
    </li>
  )
}
