import { api } from '@faultmaven/contracts'
import { call } from '../api/call.ts'
import { linkToken } from './link-token.ts'

/**
 * Exchanges the token of a one-time link for the session cookie and clears the address first, so that the token stays in
 * no history. Gives the error when the server refused it; undefined when there was no link or it worked.
 */
export async function redeemLink(): Promise<unknown> {
  const token = linkToken(location.hash)
  if (token === undefined) return undefined
  history.replaceState(null, '', '/#/')
  try {
    await call(api.operations.redeemLink, { token })
    return undefined
  } catch (error) {
    return error
  }
}
