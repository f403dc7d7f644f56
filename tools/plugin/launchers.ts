/** The files by which Pulumi starts the plugin: it looks for an executable of that name. */

export const executableName = "pulumi-resource-cloudflare-mcp";

/** `exec`: the process that Pulumi ends is Node.js itself. It needs no other command on PATH. */
export const shellScript = `#!/bin/sh
if ! command -v node >/dev/null 2>&1; then
  echo "${executableName}: Node.js is not on PATH. Install Node.js 20 or later." >&2
  exit 1
fi
exec node "\${0%/*}/bundle.js" "$@"
`;

export const cmdScript = ["@echo off", 'node "%~dp0bundle.js" %*', ""].join("\r\n");
