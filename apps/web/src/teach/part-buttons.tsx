import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { isFieldName, PARTS } from './parts.ts'

type Props = { readonly enabled: boolean; readonly onAssign: (part: string) => void }

/** What the selected text is: one of the known parts, or a field with a name of its own. */
export function PartButtons({ enabled, onAssign }: Props) {
  const [field, setField] = useState('')
  const addField = (event: FormEvent) => {
    event.preventDefault()
    if (!enabled || !isFieldName(field)) return
    onAssign(field)
    setField('')
  }
  return (
    <form onSubmit={addField} className="flex flex-wrap items-center gap-1" aria-label="The selected text is">
      <span className="text-mut">Selected text is</span>
      {PARTS.map(({ part, label }, at) => (
        <Button key={part} disabled={!enabled} onClick={() => onAssign(part)}>
          {label}
          <kbd aria-hidden className="rounded border border-line px-1 font-mono text-[10px] text-mut">
            {at + 1}
          </kbd>
        </Button>
      ))}
      <label>
        <span className="sr-only">Name of a field of your own</span>
        <input
          value={field}
          onChange={(event) => setField(event.target.value)}
          placeholder="field name"
          className="h-7 w-28 rounded border border-edge bg-panel px-1.5 placeholder:text-mut"
        />
      </label>
      <Button type="submit" disabled={!enabled || !isFieldName(field)}>
        Field
      </Button>
    </form>
  )
}
