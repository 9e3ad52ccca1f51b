export { serveApiGateway } from './api-gateway.ts'
export type { ApiGatewayOptions, GatewayLimits } from './api-gateway.ts'
export { openApiDocument } from './openapi.ts'
