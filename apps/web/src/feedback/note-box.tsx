import { useState } from 'react'
import { LineBox } from './line-box.tsx'

const MOST = 500

/** One line for what is off. Never asked for: it goes with the word when the user presses Enter. */
export function NoteBox({ onNote }: { readonly onNote: (note: string) => void }) {
  const [sent, setSent] = useState('')
  if (sent !== '') return <span className="min-w-0 flex-1 truncate text-mut">Noted: {sent}</span>
  const send = (note: string) => {
    if (note === '') return
    setSent(note)
    onNote(note)
  }
  return <LineBox label="What is off? Not needed" placeholder="What is off? ⏎" maxLength={MOST} onLine={send} />
}
