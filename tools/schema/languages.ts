/** What each language's SDK is called. Pulumi's defaults would put it among Pulumi's own packages. */
export const languages = {
  csharp: { namespaces: { "cloudflare-mcp": "CloudflareMcp" }, respectSchemaVersion: true },
  go: { importBasePath: "pulumi-cloudflare-mcp/sdk/go/cloudflaremcp", respectSchemaVersion: true },
  java: { packages: { "cloudflare-mcp": "cloudflaremcp" } },
  nodejs: { packageName: "pulumi-cloudflare-mcp-sdk", respectSchemaVersion: true },
  python: {
    packageName: "pulumi_cloudflare_mcp",
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
} as const;
