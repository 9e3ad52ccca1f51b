import type { TurnRequest } from '@faultmaven/contracts'
import { type ApiError, problemError, unreachable } from './api-error.ts'
import type { PickedFile } from '../compose/picked-file.ts'

type Options = {
  readonly caseId: string
  readonly turnId: string
  readonly request: TurnRequest
  readonly files: readonly PickedFile[]
  readonly onProgress: (sentBytes: number, totalBytes: number) => void
  readonly signal: AbortSignal
}

/**
 * Sends one turn: the `turn` part first, then the files, and resolves when the server took them all.
 * XMLHttpRequest because fetch does not tell how much of a body was sent.
 * @throws {ApiError} when the server refuses or the connection breaks; the same call may be made again with the same turn id.
 */
export function uploadTurn({ caseId, turnId, request, files, onProgress, signal }: Options): Promise<void> {
  const http = new XMLHttpRequest()
  http.open('POST', `/v1/cases/${caseId}/turns/${turnId}`)
  http.setRequestHeader('prefer', 'respond-async')
  http.setRequestHeader('accept', 'application/json')
  signal.addEventListener('abort', () => http.abort(), { once: true })
  return new Promise((resolve, reject: (error: ApiError) => void) => {
    http.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total))
    http.addEventListener('load', () => (http.status < 300 ? resolve() : reject(problemError(http.status, parsed(http)))))
    http.addEventListener('error', () => reject(unreachable()))
    http.addEventListener('abort', () => reject(unreachable()))
    http.send(formOf(request, files))
  })
}

function formOf(request: TurnRequest, files: readonly PickedFile[]): FormData {
  const form = new FormData()
  form.append('turn', JSON.stringify(request))
  for (const { file, name } of files) form.append('file', file, name)
  return form
}

function parsed(http: XMLHttpRequest): unknown {
  try {
    return JSON.parse(http.responseText)
  } catch {
    return undefined
  }
}
