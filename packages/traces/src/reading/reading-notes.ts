/** A place where the source is broken: what follows was read as far as it could be. */
export type ReadingFault = { readonly line: number; readonly byte: number; readonly message: string }

const MAX_FAULTS = 20

/** What a reader could not read: its first 20 faults, how many there were, and what was left out on purpose. */
export type ReadingNotes = ReturnType<typeof createReadingNotes>
export function createReadingNotes() {
  const faults: ReadingFault[] = []
  const skipped = new Map<string, number>()
  let faultCount = 0
  let spansSeen = 0
  return {
    faults,
    skipped,
    faultCount: () => faultCount,
    spansSeen: () => spansSeen,
    fault(fault: ReadingFault): void {
      faultCount += 1
      if (faults.length < MAX_FAULTS) faults.push(fault)
    },
    skip(reason: string): void {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
    },
    sawSpan(): void {
      spansSeen += 1
    },
  }
}
