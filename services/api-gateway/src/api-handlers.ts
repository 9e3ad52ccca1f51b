import type { api, llmGateway } from '@faultmaven/contracts'
import { type CallContext, type Client, type Handlers, ProblemError } from '@faultmaven/rpc'
import type { ApiTokens } from './access/api-tokens.ts'
import { createKnowledgeHandlers, type KnowledgeBackend } from './knowledge-handlers.ts'
import type { Backends } from './turn/receive-turn.ts'
import type { Uploads } from './turn/uploads.ts'

/** Everything of the public contract but the exchange of the link, which sets a cookie and so is a route of its own. */
export type ApiHandlers = Omit<Handlers<typeof api>, 'redeemLink'>

type ApiBackends = Backends & {
  readonly llmGateway: Client<typeof llmGateway> | undefined
  readonly uploads: Uploads
  readonly apiTokens: ApiTokens
  readonly knowledgeBase?: KnowledgeBackend
}

/**
 * Maps the public operations to the roles that hold the data. Who owns a case, agent says: nothing is asked of data-processing before.
 */
export function createApiHandlers({
  agent,
  dataProcessing,
  llmGateway,
  knowledgeBase,
  uploads,
  apiTokens,
}: ApiBackends): ApiHandlers {
  const requireCase = ({ caseId }: { readonly caseId: string }, context: CallContext) => agent.getCase({ caseId }, context)

  return {
    caseEvents: (input, context) => agent.caseEvents(input, context),
    getCase: (input, context) => agent.getCase(input, context),
    listCases: (input, context) => agent.listCases(input, context),
    async listSources(input, context) {
      await requireCase(input, context)
      try {
        return await dataProcessing.listSources(input, context)
      } catch (error) {
        // A case is known there from its first file on: one whose upload was cut before has none.
        if (error instanceof ProblemError && error.code === 'case.not_found') return { sources: [] }
        throw error
      }
    },
    async readLines(input, context) {
      await requireCase(input, context)
      return dataProcessing.readLines(input, context)
    },
    async *exploreLines(input, context) {
      await requireCase(input, context)
      yield* dataProcessing.exploreLines(input, context)
    },
    async *exploreHistogram(input, context) {
      await requireCase(input, context)
      yield* dataProcessing.exploreHistogram(input, context)
    },
    async *exploreFacets(input, context) {
      await requireCase(input, context)
      yield* dataProcessing.exploreFacets(input, context)
    },
    async exploreTemplates(input, context) {
      await requireCase(input, context)
      return dataProcessing.exploreTemplates(input, context)
    },
    async exploreContext(input, context) {
      await requireCase(input, context)
      return dataProcessing.exploreContext(input, context)
    },
    async proposeLogFormat(input, context) {
      await requireCase(input, context)
      return dataProcessing.proposeLogFormat(input, context)
    },
    saveLogFormat: (input, context) => dataProcessing.saveLogFormat(input, context),
    listLogFormats: (input, context) => dataProcessing.listLogFormats(input, context),
    deleteLogFormat: (input, context) => dataProcessing.deleteLogFormat(input, context),
    listLiveSources: (input, context) => dataProcessing.listLiveSources(input, context),
    async exploreCompare(input, context) {
      await requireCase(input, context)
      return dataProcessing.exploreCompare(input, context)
    },
    async searchDocuments(input, context) {
      await requireCase(input, context)
      return dataProcessing.searchDocuments(input, context)
    },
    async getDocumentPassage(input, context) {
      await requireCase(input, context)
      return dataProcessing.getDocumentPassage(input, context)
    },
    async queueDocument(input, context) {
      await requireCase(input, context)
      return dataProcessing.queueDocument(input, context)
    },
    async verifyClaims(input, context) {
      await requireCase(input, context)
      return dataProcessing.verifyClaims(input, context)
    },
    ...createKnowledgeHandlers(knowledgeBase),
    giveFeedback: (input, context) => agent.giveFeedback(input, context),
    undoFeedback: (input, context) => agent.undoFeedback(input, context),
    listFeedback: (input, context) => agent.listFeedback(input, context),
    exportBundle: (input, context) => agent.exportBundle(input, context),
    answerQuestion: (input, context) => agent.answerQuestion(input, context),
    draftRunbook: (input, context) => agent.draftRunbook(input, context),
    listRecurrences: (input, context) => agent.listRecurrences(input, context),
    forgetRecurrences: (input, context) => agent.forgetRecurrences(input, context),
    async stopTurn(input, context) {
      await agent.interruptTurn({ ...input, why: 'You stopped this turn' }, context)
      await uploads.cut(input)
      return { ok: true }
    },
    listModels: async (input, context) => (llmGateway ? llmGateway.listModels(input, context) : { models: [] }),
    listLimits: async (input, context) => (llmGateway ? llmGateway.listLimits(input, context) : { limits: [] }),
    async testModel(input, context) {
      if (!llmGateway) throw new ProblemError('llm.not_configured')
      return llmGateway.testModel(input, context)
    },
    async setModelKey(input, context) {
      if (!llmGateway) throw new ProblemError('llm.not_configured')
      return llmGateway.setModelKey(input, context)
    },
    async removeModelKey(input, context) {
      if (!llmGateway) throw new ProblemError('llm.not_configured')
      return llmGateway.removeModelKey(input, context)
    },
    createToken: (input, { principal }) => apiTokens.create(principal, input),
    listTokens: async (_input, { principal }) => ({ tokens: await apiTokens.list(principal) }),
    revokeToken: async ({ tokenId }, { principal }) => ({ revoked: await apiTokens.revoke(principal, tokenId) }),
    async listEgress(input, context) {
      await requireCase(input, context)
      return llmGateway ? llmGateway.listEgress(input, context) : { entries: [] }
    },
    async readEgress(input, context) {
      await requireCase(input, context)
      if (!llmGateway) throw new ProblemError('llm.not_configured')
      return llmGateway.readEgress(input, context)
    },
    listOwnEgress: async (input, context) => (llmGateway ? llmGateway.listOwnEgress(input, context) : { entries: [] }),
    async readOwnEgress(input, context) {
      if (!llmGateway) throw new ProblemError('llm.not_configured')
      return llmGateway.readOwnEgress(input, context)
    },
    deleteCase: (input, context) => uploads.closedWhile(input.caseId, () => agent.deleteCase(input, context)),
    getReceipt: (input, context) => agent.getReceipt(input, context),
  }
}
