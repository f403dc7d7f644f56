/** Everything that a program imports. */
export {
  McpServer,
  type AdoptedBearerMcpServerArgs,
  type BearerMcpServerArgs,
  type McpAuthConfigSummary,
  type McpDefinition,
  type McpErrorDetails,
  type McpHeaderCredentials,
  type McpOauthClient,
  type McpOverride,
  type McpOverrideOutput,
  type McpServerArgs,
  type McpServerCommonArgs,
  type OauthClientMcpServerArgs,
  type OauthMcpServerArgs,
  type UnauthenticatedMcpServerArgs,
} from "./mcpServer";
export type { AuthenticationStatus, AuthType, ServerStatus, TokenEndpointAuthMethod } from "./cloudflare/wire";
