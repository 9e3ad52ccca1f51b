import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Asset, readAssets } from './read-assets.ts'

/** Serves the built page: its files under their names, and `index.html` for the addresses of its screens. */
export async function servePage(fastify: FastifyInstance, folder: string): Promise<void> {
  const assets = await readAssets(folder)
  const index = assets.find(({ url }) => url === '/index.html')
  if (!index) throw new Error(`Cannot serve the page: "${folder}" holds no index.html; run "npm run build"`)
  for (const asset of assets) fastify.get(asset.url, (_request, reply) => sendAsset(reply, asset))
  // Screens are one or more plain words and ids; anything with a dot or an escape is a file that is not there.
  fastify.get('/*', (request, reply) => (isScreen(request) ? sendAsset(reply, index) : reply.callNotFound()))
}

function sendAsset(reply: FastifyReply, { type, cacheControl, bytes }: Asset): FastifyReply {
  return reply.type(type).header('cache-control', cacheControl).send(bytes)
}

function isScreen({ url }: FastifyRequest): boolean {
  const [target = ''] = url.split('?')
  return /^\/[\w/-]*$/.test(target) && !/^\/(?:v1|internal)(?:\/|$)/.test(target)
}
