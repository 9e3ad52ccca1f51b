import type { Source } from '@faultmaven/contracts'
import type { ReadingEndedError, ReadingFault } from '../log-reading/log-reading.ts'
import { OpenError } from '@faultmaven/archives'

export type SourceProblem = NonNullable<Source['problem']>

/** The problem that a source shows for a fault of its stream, with what to do about it. */
export function problemOf(fault: OpenError): SourceProblem {
  switch (fault.fault) {
    case 'bomb':
      return { code: 'upload.bomb', detail: `${fault.message}, so it is taken for an attack and nothing of it was kept` }
    case 'truncated':
      return { code: 'upload.unreadable', detail: `${fault.message}; everything before was read. Was the copy complete?` }
    case 'corrupt':
      return { code: 'upload.unreadable', detail: `${fault.message}; what came before was read` }
    default:
      return { code: 'upload.unreadable', detail: fault.message }
  }
}

/** The problem that a source shows whose log could not be read to its end, though its stream is whole. */
export function problemOfReading({ fault }: ReadingEndedError): SourceProblem {
  return { code: 'upload.unreadable', detail: `${READING_FAULTS[fault]}, so it was given up and nothing of it was kept` }
}
const READING_FAULTS: Readonly<Record<ReadingFault, string>> = {
  memory: 'Reading this file takes more memory than the server gives to one',
  stuck: 'Reading this file came to no end',
  defect: 'A defect of FaultMaven ended the reading of this file',
  dropped: 'The reading of this file was ended',
}

export const DISK_FULL: SourceProblem = {
  code: 'storage.full',
  detail: 'The disk of the server is full, so this file was not kept. Free space and send it again',
}
