export { agent, CaseSummary, Receipt, TurnRequest, TurnState, TurnSummary } from './agent.ts'
export { ApiToken } from './api-token.ts'
export { api } from './api.ts'
export { CaseDocumentHit } from './case-document.ts'
export { dataProcessing, MAX_UPLOAD_BYTES, UploadedTurn } from './data-processing.ts'
export { Board, EvidenceNeed, Hypothesis, NextStep, Outcome, Phase, ProblemGroup } from './diagnosis.ts'
export { RunbookDraft } from './runbook-draft.ts'
export { AnalysisEvent, CaseEvent, TurnEvent, TurnMode } from './events.ts'
export {
  CheckedClaim,
  Citation,
  Claim,
  clipLiterals,
  PathCitation,
  Predicate,
  ProposedClaim,
  SearchCitation,
  SpanCitation,
  FieldNames,
  FieldTest,
  Selector,
  Severity,
  TextCitation,
} from './evidence.ts'
export {
  ExploredRecord,
  ExploreComparison,
  ExploreFacetsEvent,
  ExploreFilter,
  ExploreHistogramEvent,
  ExploreLinesEvent,
  SeverityOrNone,
} from './explore.ts'
export {
  Feedback,
  FeedbackList,
  FeedbackTarget,
  FeedbackVerdict,
  GivenFeedback,
  MAX_FEEDBACK,
  standingFeedback,
  targetKey,
} from './feedback.ts'
export { BundleExport, ExportBundleRequest, MAX_BUNDLE_EXPORTS, MIN_PASSPHRASE } from './bundle.ts'
export { Check, Fault, Finding } from './finding.ts'
export { Id, INSTALLATION_KEY, Instant, Interval, PassageCitation, Ratio } from './ids.ts'
export { DocumentCounts, DocumentList, DocumentNeed, ListedDocument, MAX_LISTED_DOCUMENTS } from './document-list.ts'
export { DocumentFeedback, knowledgeBase, KnowledgeHit, MAX_DOCUMENT_BYTES, Passage, ResolvedPassage } from './knowledge-base.ts'
export { DocumentScope, DocumentState, KnowledgeDocument } from './knowledge-document.ts'
export { ImportSource, ImportState, KnowledgeImport, MAX_COLLECTION_BYTES } from './knowledge-import.ts'
export { KnowledgeCorpus } from './corpus.ts'
export { SearchModel } from './search-model.ts'
export { KubernetesResource, LIVE_QUERIES, LiveOrigin, LiveQuery, LiveSource, LiveSourceKind } from './live-source.ts'
export {
  ConfiguredModel,
  EgressEntry,
  LimitUse,
  llmGateway,
  ModelAsked,
  ModelCompletion,
  ModelEvent,
  ModelMessage,
  ModelNames,
  ModelRegion,
  ModelParameters,
  ModelPurpose,
  ModelStatus,
  ModelText,
  ModelTool,
  ModelToolCall,
} from './llm-gateway.ts'
export {
  LogLayout,
  LogMark,
  LogPreview,
  MAX_LOG_FORMATS,
  ProposedLogFormat,
  SavedLogFormat,
  SaveLogFormatRequest,
} from './log-format.ts'
export { contract, download, stream, unary, upload } from './operation.ts'
export type { Contract, Download, Method, Operation, Scope, Stream, Unary, Upload } from './operation.ts'
export { Problem } from './problem.ts'
export { MAX_RECURRENCES, Recurrence, Solved } from './recurrence.ts'
export { applyTurnEvents, concludedAnswer, emptyAnswer, TurnAnswer } from './turn-answer.ts'
export { ViewLine } from './view-line.ts'
export { Histogram, ParseCoverage, Skipped, Source, SourceClock, SourceKind } from './source.ts'
export { AnswerChoice, AskedQuestion, choiceOf, UserQuestion } from './user-question.ts'
export { PASTED_NAME, splitPastedText } from './pasted-text.ts'
export type { SplitQuestion } from './pasted-text.ts'
