/** The part of the reference that is true of every command, and what `sync` needs beyond its options. */
import { prose, table } from "./markdown";

interface Purpose {
  readonly does: string;
  readonly permission: string;
}

/** By the name of the command, in the order of the help. */
const purposes: Readonly<Record<string, Purpose>> = {
  doctor: {
    does: "[finds out why a portal does not answer, and who can reach what](portals.md#ask-the-doctor)",
    permission: "[Read, and more](portals.md#ask-the-doctor)",
  },
  drift: { does: "[compares Cloudflare with a stack](drift.md#the-drift-report)", permission: "Read" },
  sync: { does: "[syncs servers now, and shows the result](#sync)", permission: "Write" },
  lock: { does: "[manages lock files of reviewed tools](tool-lock.md)", permission: "Read" },
  export: {
    does: "[writes an account as a Pulumi program](existing-accounts.md#move-a-whole-account)",
    permission: "Read",
  },
  help: { does: "shows the options and examples of a command: `help lock check`", permission: "none" },
};

const exitCodes = [
  ["0", "no finding"],
  ["7", "a finding: drift, an unapproved tool, a problem of a portal (Pulumi uses 7 for drift, too)"],
  ["1", "something failed or could not be read. Takes precedence over 7; a report is written nevertheless"],
  ["2", "invalid usage"],
];

/** Sections before those of the commands. */
export function commandLineSections(names: readonly string[]): string[] {
  return [
    "## Commands",
    prose(
      `\`npx pulumi-cloudflare-mcp <command>\` works in any folder of a project that has the package [installed](get-started.md#install-the-package). Each command has \`--help\`. An unknown command or option is refused, with the nearest one that exists.

      The result goes to stdout, everything else to stderr. Output is sorted, and the same for the same account. Progress and colors appear in a terminal only; \`NO_COLOR\` turns colors off.`,
    ),
    table(
      ["command", "what it does", "permission: MCP Portals"],
      names.map((name) => [`\`${name}\``, purposes[name]?.does ?? "", purposes[name]?.permission ?? ""]),
    ),
    "### Account and token",
    prose("A command takes the account and its credentials from the first of these that has them:"),
    prose(
      [
        "- `--account` names the account. Without `--stack`, no stack is read then.",
        "- Inside a Pulumi project, the config of the stack that `--stack` names, or of the selected stack.",
        "- The environment: `CLOUDFLARE_ACCOUNT_ID`, `CLOUDFLARE_API_TOKEN`.",
      ].join("\n\n"),
    ),
    prose(
      "If a command cannot read the config of the selected stack, it warns and uses the environment, provided that this has both. `drift` needs the stack itself, so it stops. [How to create a token](get-started.md#create-a-token).",
    ),
    "### Exit codes",
    table(["code", "meaning"], exitCodes),
  ];
}

/** By the words of the command, below its options. */
export const moreOf: Readonly<Record<string, string>> = {
  sync: [
    "For each server it prints the status, the number of tools and prompts, and which of them are new, changed or gone.",
    "- Exit code 0: every server was synced. 1: a sync failed, or a named server does not exist or cannot be synced.",
    "- A server that waits for an administrator's login, or has an OAuth client of your own, is skipped: Cloudflare would do nothing.",
    "- State does not change. Run `pulumi refresh` to update outputs.",
  ].join("\n\n"),
};
