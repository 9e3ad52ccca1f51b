import { type PickedFile, pickedFile } from './picked-file.ts'

/** Pasted text of this size is evidence rather than a question. */
const MIN_CHARACTERS = 1500
const MIN_LINES = 12

/**
 * A file for a large paste, numbered after the pasted files already there; undefined when it reads as a question. Its last line is ended,
 * as a whole file's is.
 */
export function pasteAsFile(text: string, files: readonly PickedFile[]): PickedFile | undefined {
  if (text.length < MIN_CHARACTERS && text.split('\n', MIN_LINES + 1).length <= MIN_LINES) return undefined
  const number = 1 + files.filter(({ name }) => /^pasted-\d+\.txt$/.test(name)).length
  return pickedFile(new File([text.endsWith('\n') ? text : `${text}\n`], `pasted-${number}.txt`, { type: 'text/plain' }))
}
