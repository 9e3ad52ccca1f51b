import { type ReactNode, useState } from 'react'

type Props = {
  /** For screen readers; the placeholder is gone once something is written. */
  readonly label: string
  readonly placeholder: string
  readonly maxLength: number
  /** Called with the line, blanks around it cut, when the user presses Enter or the button. */
  readonly onLine: (line: string) => void
  /** A button behind the line. */
  readonly children?: ReactNode
}

/** One line of the user's own words, never asked for. */
export function LineBox({ label, placeholder, maxLength, onLine, children }: Props) {
  const [line, setLine] = useState('')
  return (
    <form
      className="flex min-w-24 flex-1 gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        onLine(line.trim())
      }}
    >
      <input
        aria-label={label}
        placeholder={placeholder}
        maxLength={maxLength}
        value={line}
        onChange={(event) => setLine(event.target.value)}
        className="h-6 w-full min-w-0 rounded border border-edge bg-panel px-1.5 placeholder:text-mut"
      />
      {children}
    </form>
  )
}
