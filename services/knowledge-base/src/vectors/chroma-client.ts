/** Longest answer that is waited for; a question has a shorter deadline of its own. */
const TIMEOUT_MS = 30_000
const MAX_MESSAGE = 300

export type ChromaClient = {
  /** @returns what the server answered @throws {Error} that says what was asked and why it failed */
  call(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<unknown>
}

/**
 * ChromaDB's HTTP interface, version 2, for the default tenant and database. The npm client brings the server's native parts along (53 MB),
 * of which a client needs nothing.
 * @param baseUrl origin of the server, as the operator wrote it
 * @see https://docs.trychroma.com/reference/overview
 */
export function createChromaClient(baseUrl: string): ChromaClient {
  const root = `${baseUrl.replace(/\/+$/, '')}/api/v2/tenants/default_tenant/databases/default_database`
  return {
    async call(method, path, body, signal) {
      const deadline = AbortSignal.timeout(TIMEOUT_MS)
      const response = await fetch(root + path, {
        method,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`ChromaDB refused ${method} ${path}: ${response.status} ${text.slice(0, MAX_MESSAGE)}`)
      return JSON.parse(text)
    },
  }
}
