/** A file waiting to be sent; `name` keeps the folders of a dropped folder. */
export type PickedFile = { readonly id: string; readonly name: string; readonly file: File }

/** A file under the name it will be sent with. */
export function pickedFile(file: File, name = file.webkitRelativePath || file.name): PickedFile {
  return { id: crypto.randomUUID(), name: name.replace(/^\/+/, ''), file }
}

/** The list with more files; one with the name, size and time of a file already there is the same file. */
export function addFiles(files: readonly PickedFile[], more: readonly PickedFile[]): readonly PickedFile[] {
  const seen = new Set(files.map(keyOf))
  return [...files, ...more.filter((each) => !seen.has(keyOf(each)) && seen.add(keyOf(each)))]
}

function keyOf({ name, file }: PickedFile): string {
  return `${file.size}:${file.lastModified}:${name}`
}
