import { knowledgeBase } from './knowledge-base.ts'

const { operations } = knowledgeBase

/** The operations of the knowledge base as browsers and scripts call them. */
export const knowledgeApi = {
  addDocument: { ...operations.addDocument, path: '/v1/knowledge/documents/{documentId}' },
  importArchive: { ...operations.importArchive, path: '/v1/knowledge/collections/{collection}' },
  importFolder: { ...operations.importFolder, path: '/v1/knowledge/folders' },
  importUrls: { ...operations.importUrls, path: '/v1/knowledge/urls' },
  listImports: { ...operations.listImports, path: '/v1/knowledge/imports' },
  getImport: { ...operations.getImport, path: '/v1/knowledge/imports/{importId}' },
  stopImport: { ...operations.stopImport, path: '/v1/knowledge/imports/{importId}/stop' },
  removeCollection: { ...operations.removeCollection, path: '/v1/knowledge/imports/{importId}' },
  listDocuments: { ...operations.listDocuments, path: '/v1/knowledge/documents' },
  changeDocument: { ...operations.changeDocument, path: '/v1/knowledge/documents/{documentId}/change' },
  removeDocument: { ...operations.removeDocument, path: '/v1/knowledge/documents/{documentId}' },
  retryDocument: { ...operations.retryDocument, path: '/v1/knowledge/documents/{documentId}/retry' },
  getIngestion: { ...operations.getIngestion, path: '/v1/knowledge/ingestion' },
  searchKnowledge: { ...operations.search, path: '/v1/knowledge/search' },
  getPassage: { ...operations.getPassage, path: '/v1/knowledge/passages' },
  getSearchModel: { ...operations.getSearchModel, path: '/v1/knowledge/model' },
  setSearchModel: { ...operations.setSearchModel, path: '/v1/knowledge/model' },
  listCorpora: { ...operations.listCorpora, path: '/v1/knowledge/corpora' },
  importCorpus: { ...operations.importCorpus, path: '/v1/knowledge/corpora/{corpusId}/import' },
  rateDocument: { ...operations.giveFeedback, path: '/v1/knowledge/documents/{documentId}/feedback' },
} as const
