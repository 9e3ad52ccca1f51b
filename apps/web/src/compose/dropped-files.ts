import { type PickedFile, pickedFile } from './picked-file.ts'

/** Every file of a drop, folders walked. Call it in the drop handler itself: the browser empties the transfer afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return [...transfer.files].map((file) => pickedFile(file))
  const lists = await Promise.all(entries.map(filesUnder))
  return lists.flat()
}

async function filesUnder(entry: FileSystemEntry): Promise<PickedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [pickedFile(file, entry.fullPath)]
  }
  if (!isFolder(entry)) return []
  const files: PickedFile[] = []
  for (const child of await childrenOf(entry)) files.push(...(await filesUnder(child)))
  return files
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  // A reader gives at most 100 entries a call and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return children
    children.push(...some)
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
