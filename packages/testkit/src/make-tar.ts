import { buffer } from 'node:stream/consumers'
import { pack, type Header } from 'tar-stream'

export type TarEntry = Partial<Header> & { readonly name: string } & { readonly data?: string | Buffer }

/** A tar archive of the entries given, in ustar and pax as names need it. */
export async function makeTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const packer = pack()
  for (const { data = '', ...headers } of entries) packer.entry(headers, data)
  packer.finalize()
  return buffer(packer)
}
