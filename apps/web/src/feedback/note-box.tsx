import { useState } from 'react'

const MOST = 500

/** One line for what is off. Never asked for: it goes with the word when the user presses Enter. */
export function NoteBox({ onNote }: { readonly onNote: (note: string) => void }) {
  const [note, setNote] = useState('')
  const [sent, setSent] = useState(false)
  if (sent) return <span className="min-w-0 flex-1 truncate text-mut">Noted: {note}</span>
  return (
    <form
      className="min-w-24 flex-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (note.trim() === '') return
        setSent(true)
        onNote(note.trim())
      }}
    >
      <input
        aria-label="What is off? Not needed"
        placeholder="What is off? ⏎"
        maxLength={MOST}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        className="h-6 w-full rounded border border-edge bg-panel px-1.5 placeholder:text-mut"
      />
    </form>
  )
}
