import { useState } from 'react'
import { addFiles, type PickedFile } from './picked-file.ts'

/** A question being written with its files. The text outlives a reload; a browser does not let files do so. */
export type Draft = {
  readonly question: string
  readonly files: readonly PickedFile[]
  readonly setQuestion: (question: string) => void
  readonly add: (files: readonly PickedFile[]) => void
  readonly remove: (id: string) => void
  readonly replace: (question: string, files: readonly PickedFile[]) => void
}

/** The draft of a case, or of the new case under `new`. With `restore` it begins with a text whose sending a reload cut off. */
export function useDraft(key: string, { restore = false } = {}): Draft {
  const [question, setText] = useState(() => readDraft(key) || (restore ? readDraft(sentKey(key)) : ''))
  const [files, setFiles] = useState<readonly PickedFile[]>([])
  const setQuestion = (text: string) => {
    setText(text)
    writeDraft(key, text)
  }
  return {
    question,
    files,
    setQuestion,
    add: (more) => setFiles((now) => addFiles(now, more)),
    remove: (id) => setFiles((now) => now.filter((file) => file.id !== id)),
    replace: (text, list) => {
      setQuestion(text)
      setFiles(list)
    },
  }
}

/** Where the text of a turn is kept until the server has taken it. */
export function sentKey(key: string): string {
  return `sent:${key}`
}

/** Keeps the text of a draft, or forgets it when empty. Storage may be full or blocked: then it lives as long as the page. */
export function writeDraft(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(`fm-draft:${key}`)
    else sessionStorage.setItem(`fm-draft:${key}`, text)
  } catch {}
}

function readDraft(key: string): string {
  try {
    return sessionStorage.getItem(`fm-draft:${key}`) ?? ''
  } catch {
    return ''
  }
}
