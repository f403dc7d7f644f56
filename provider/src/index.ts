/** Everything that a program imports. */
export {
  McpServer,
  type McpAuthConfigSummary,
  type McpDefinition,
  type McpErrorDetails,
  type McpHeaderCredentials,
  type McpOauthClient,
  type McpOverride,
  type McpOverrideOutput,
  type McpServerArgs,
} from "./mcpServer";
export type { AuthenticationStatus, AuthType, ServerStatus, TokenEndpointAuthMethod } from "./cloudflare/wire";
