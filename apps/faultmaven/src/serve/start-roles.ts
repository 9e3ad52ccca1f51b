import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { agent, type Contract, dataProcessing, knowledgeBase, llmGateway } from '@faultmaven/contracts'
import { type createLogger, describeFailure } from '@faultmaven/platform'
import { type Handlers, readPrincipal, serveContract } from '@faultmaven/rpc'
import { createKeyRing, createSessions } from '@faultmaven/security'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import type { FastifyInstance } from 'fastify'
import { readLiveSources } from '../live/read-live-sources.ts'
import { withoutTechnology } from '../analyze/without-technology.ts'
import { builtPrepareWorker, builtServerWorkers, builtWorkers } from '../roles/built-workers.ts'
import { configureEmbedding } from '../roles/configure-embedding.ts'
import { agentClient, dataProcessingClient, knowledgeBaseClient, llmGatewayClient, type LocalRoles } from './clients.ts'
import { guardRole } from './guard-role.ts'
import { createLinkFolder } from './link-folder.ts'
import { linkFolder } from './link.ts'
import type { Role, ServeOptions } from './options.ts'
import { startWhenNeeded } from './when-needed.ts'

const SESSION_MS = 12 * 3_600_000

type Surroundings = {
  readonly page: string
  readonly version: string
  readonly logger: ReturnType<typeof createLogger>
  readonly allowedHosts: () => readonly string[]
}
export type StartedRoles = {
  /** In the order in which they must close. */
  readonly closers: readonly (readonly [string, () => Promise<void>])[]
  /** Figures of the roles that have some, in the text format of Prometheus. */
  readonly metrics: () => string
  /** Only where the gateway runs. */
  readonly issueLink?: () => string
}

/** Starts the roles of the target on their own folders and mounts what this process serves. Code of other roles is not loaded. */
export async function startRoles(fastify: FastifyInstance, options: ServeOptions, around: Surroundings): Promise<StartedRoles> {
  const { target } = options
  const runs = (role: Role) => target === 'all' || target === role
  const gateway = runs('llm-gateway') ? await startLlmGateway(options, around) : undefined
  const knowledge = runs('knowledge-base') ? await startKnowledgeBase(gateway, options, around) : undefined
  const shelf = knowledgeBaseClient(knowledge ? { 'knowledge-base': knowledge.handlers } : {}, options)
  const processing = runs('data-processing') ? await startDataProcessing(shelf, options) : undefined
  const others: LocalRoles = {
    ...(processing && { 'data-processing': processing.handlers }),
    ...(gateway && { 'llm-gateway': gateway.handlers }),
    ...(knowledge && { 'knowledge-base': knowledge.handlers }),
  }
  const mind = runs('agent') ? await startAgent(others, options, around) : undefined
  const local: LocalRoles = mind ? { ...others, agent: mind.handlers } : others

  const closers = [
    ...(mind ? [['agent', mind.close] as const] : []),
    ...(processing ? [['data-processing', processing.close] as const] : []),
    ...(gateway ? [['llm-gateway', gateway.close] as const] : []),
    ...(knowledge ? [['knowledge-base', knowledge.close] as const] : []),
  ]
  const metrics = () => gateway?.metrics() ?? ''
  if (runs('api-gateway')) {
    const { issueLink, close } = await startGateway(fastify, local, options, around)
    return { closers: [...closers, ['api-gateway', close]], metrics, issueLink }
  }
  guardRole(fastify, around.allowedHosts)
  const authenticate = async ({ headers }: { headers: NodeJS.Dict<string | string[]> }) => readPrincipal(headers)
  if (local.agent) await serveContract(fastify, agent, local.agent, { authenticate })
  if (local['data-processing']) await serveContract(fastify, dataProcessing, local['data-processing'], { authenticate })
  if (local['llm-gateway']) await serveContract(fastify, llmGateway, local['llm-gateway'], { authenticate })
  if (local['knowledge-base']) await serveContract(fastify, knowledgeBase, local['knowledge-base'], { authenticate })
  return { closers, metrics }
}

/**
 * Starts a role: of a process that runs all roles, one that has stored nothing yet has nothing to take up, so its first call starts it. What is configured
 * wrongly is said at the start all the same.
 */
async function startIfUsed<C extends Contract>(
  contract: C,
  { target, dataFolder }: ServeOptions,
  start: () => Promise<StartedRole<C>>,
): Promise<StartedRole<C>> {
  const isUsed = target !== 'all' || existsSync(path.join(dataFolder, contract.name, 'state.db'))
  return isUsed ? start() : startWhenNeeded(contract, start)
}
type StartedRole<C extends Contract> = { readonly handlers: Handlers<C>; readonly close: () => Promise<void> }

async function startDataProcessing(knowledgeBase: ReturnType<typeof knowledgeBaseClient>, options: ServeOptions) {
  const liveSources = await readLiveSources(options.liveSourcesFile)
  return startIfUsed(dataProcessing, options, () => openDataProcessing(knowledgeBase, liveSources, options))
}

async function openDataProcessing(
  knowledgeBase: ReturnType<typeof knowledgeBaseClient>,
  liveSources: Awaited<ReturnType<typeof readLiveSources>>,
  { dataFolder, workers }: ServeOptions,
) {
  const { createDataProcessing } = await import('@faultmaven/data-processing')
  const folder = roleFolder(dataFolder, 'data-processing')
  const kv = createSqliteKv(path.join(folder, 'state.db'))
  const blob = createDirectoryBlob(path.join(folder, 'frames'))
  const keyRing = await createKeyRing(path.join(dataFolder, 'keys', 'data-processing'))
  await blob.recover()
  const service = createDataProcessing({
    kv,
    blob,
    keyRing,
    now: Date.now,
    liveSources,
    ...(knowledgeBase && { knowledgeBase }),
    ...builtServerWorkers(),
    ...builtWorkers({ workers }),
  })
  await service.recover()
  const close = async () => {
    await service.close()
    await kv.close()
  }
  return { handlers: service.handlers, close }
}

async function startLlmGateway({ dataFolder, modelsFile }: ServeOptions, { logger }: Surroundings) {
  const { readModels } = await import('../models/read-models.ts')
  const settings = await readModels(modelsFile)
  const { createLlmGateway } = await import('@faultmaven/llm-gateway')
  const kv = createSqliteKv(path.join(roleFolder(dataFolder, 'llm-gateway'), 'state.db'))
  const keyRing = await createKeyRing(path.join(dataFolder, 'keys', 'llm-gateway'))
  const onError = (error: unknown) => logger.error({ failure: describeFailure(error) }, 'sweep of the gateway failed')
  const service = createLlmGateway({ kv, keyRing, settings, onError })
  await service.recover()
  const close = async () => {
    await service.close()
    await kv.close()
  }
  return { handlers: service.handlers, metrics: service.metrics, close }
}

async function startKnowledgeBase(
  gateway: { readonly handlers: NonNullable<LocalRoles['llm-gateway']> } | undefined,
  options: ServeOptions,
  around: Surroundings,
) {
  const embedding = configureEmbedding(options, llmGatewayClient(gateway ? { 'llm-gateway': gateway.handlers } : {}, options))
  const open = () => openKnowledgeBase(embedding, options, around)
  // A model is looked at when the server starts, so that what is wrong with it is said then.
  return embedding ? open() : startIfUsed(knowledgeBase, options, open)
}

async function openKnowledgeBase(
  embedding: ReturnType<typeof configureEmbedding>,
  options: ServeOptions,
  { logger }: Surroundings,
) {
  const { createKnowledgeBase } = await import('@faultmaven/knowledge-base')
  const folder = roleFolder(options.dataFolder, 'knowledge-base')
  const kv = createSqliteKv(path.join(folder, 'state.db'))
  const blob = createDirectoryBlob(path.join(folder, 'index'))
  await blob.recover()
  const onError = (error: unknown) => logger.error({ failure: describeFailure(error) }, 'the knowledge base failed')
  const service = createKnowledgeBase({
    kv,
    blob,
    onError,
    ...builtPrepareWorker(),
    ...(embedding && { embedding }),
    ...(options.knowledgeFolder !== undefined && { importRoot: options.knowledgeFolder }),
    ...(options.knowledgeUrls !== undefined && { allowedUrls: options.knowledgeUrls }),
  })
  await service.recover()
  const close = async () => {
    await service.close()
    await kv.close()
  }
  return { handlers: service.handlers, close }
}

function startAgent(local: LocalRoles, options: ServeOptions, around: Surroundings) {
  return startIfUsed(agent, options, () => openAgent(local, options, around))
}

async function openAgent(local: LocalRoles, options: ServeOptions, { logger, version }: Surroundings) {
  const { createAgent } = await import('@faultmaven/agent')
  const folder = roleFolder(options.dataFolder, 'agent')
  const kv = createSqliteKv(path.join(folder, 'state.db'))
  const keyRing = await createKeyRing(path.join(options.dataFolder, 'keys', 'agent'))
  const onError = (error: unknown, place: object) => logger.error({ ...place, failure: describeFailure(error) }, 'turn failed')
  const leftOut = withoutTechnology(process.env)
  const conclusions = { version, signatures: true, ...(leftOut === '' ? {} : { withoutTechnology: leftOut }) }
  const llmGateway = llmGatewayClient(local, options)
  const knowledgeBase = knowledgeBaseClient(local, options)
  const service = createAgent({
    kv,
    keyRing,
    dataProcessing: dataProcessingClient(local, options),
    ...(llmGateway && { llmGateway }),
    ...(knowledgeBase && { knowledgeBase }),
    onError,
    conclusions,
  })
  await service.recover()
  const close = async () => {
    await service.close()
    await kv.close()
  }
  return { handlers: service.handlers, close }
}

async function startGateway(fastify: FastifyInstance, local: LocalRoles, options: ServeOptions, around: Surroundings) {
  const { serveApiGateway } = await import('@faultmaven/api-gateway')
  const kv = createSqliteKv(path.join(roleFolder(options.dataFolder, 'api-gateway'), 'state.db'))
  const links = createLinkFolder(linkFolder(options.dataFolder))
  const knowledgeBase = knowledgeBaseClient(local, options)
  await serveApiGateway(fastify, {
    ...(knowledgeBase && { knowledgeBase }),
    agent: agentClient(local, options),
    dataProcessing: dataProcessingClient(local, options),
    llmGateway: llmGatewayClient(local, options),
    links,
    sessions: createSessions({ lifetimeMs: SESSION_MS }),
    kv,
    allowedHosts: around.allowedHosts,
    assetsFolder: around.page,
  })
  return { issueLink: () => links.issue(), close: () => kv.close() }
}

function roleFolder(dataFolder: string, role: Role): string {
  const folder = path.join(dataFolder, role)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
