export { createLlmGateway } from './create-llm-gateway.ts'
export type { LlmGateway } from './create-llm-gateway.ts'
export { NOT_CONFIGURED, PROVIDERS } from './settings/gateway-settings.ts'
export type { BudgetLimit, GatewaySettings, ModelSettings, Price, ProviderKind } from './settings/gateway-settings.ts'
