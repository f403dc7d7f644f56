/**
 * Rules for the names under which agents see tools. An upstream chooses these names, so a broken rule is a warning and
 * never an error. The forms of ids and aliases have the rules that Cloudflare enforces.
 */
import {
  clientToolNameForm,
  codeModeFolded,
  portalToolPrefix,
  toolNameSeparator,
  type WireMappedServer,
  type WireServer,
} from "../cloudflare/wire";
import { firstOf, isSet, noneIfEmpty } from "../lifecycle/values";
import { asText } from "../text/asText";
import { short } from "../text/short";
import { names, rowsOf } from "./overrides";
import { serverIdOf } from "./rows";

/** A tool as a portal exposes it. */
export interface OfferedTool {
  readonly serverId: string;
  readonly name: string;
  /** The alias or name, with the id of the server before it. */
  readonly calledAs: string;
  /** Whether only this portal uses the name. */
  readonly isRenamedHere: boolean;
}

export function calledAs(serverId: string, aliasOrName: string): string {
  return `${serverId}${toolNameSeparator}${aliasOrName}`;
}

interface NameRule {
  /** How a name breaks the rule, in words. */
  readonly find: (tools: readonly OfferedTool[]) => string[];
  readonly warning: (found: string) => string;
}

const nameRules = {
  long: {
    find: (tools) => tools.filter(isLong).map((tool) => tool.calledAs),
    warning: (found) =>
      `Tool names of more than ${clientToolNameForm.maxLength} characters, the limit of many clients: ${found}. Set a shorter serverId, or an alias in updatedTools.`,
  },
  characters: {
    find: (tools) =>
      tools.filter((tool) => !isLong(tool) && !clientPattern.test(tool.calledAs)).map(({ calledAs: name }) => name),
    warning: (found) =>
      `Tool names that many clients reject, because these allow only ${clientToolNameForm.patternInWords}: ${found}. Set an alias in updatedTools.`,
  },
  prefix: {
    find: (tools) => [
      ...new Set(
        tools.filter((tool) => tool.calledAs.startsWith(portalToolPrefix)).map(({ serverId }) => `"${serverId}"`),
      ),
    ],
    warning: (found) =>
      `Tool names that begin with ${portalToolPrefix}, like a portal's own tools, because of the serverId ${found}. Choose another serverId.`,
  },
  shared: {
    find: (tools) =>
      groupsOf(tools, (tool) => tool.calledAs).map(
        (group) => `${group[0]?.calledAs ?? ""} (${group.map(({ name }) => `"${name}"`).join(", ")})`,
      ),
    warning: (found) =>
      `Tool names that more than one tool has, so agents can call at most one of them: ${found}. Change the alias in updatedTools.`,
  },
  folded: {
    find: (tools) =>
      groupsOf(distinct(tools), (tool) => tool.calledAs.replace(folded, "_")).map((group) =>
        group.map((tool) => tool.calledAs).join(" and "),
      ),
    warning: (found) =>
      `Tool names that are probably the same in Code Mode, which turns them into JavaScript identifiers: ${found}. Set an alias in updatedTools.`,
  },
} as const satisfies Record<string, NameRule>;

const clientPattern = new RegExp(clientToolNameForm.pattern);
const folded = new RegExp(codeModeFolded, "g");

export interface Judging {
  /** Whether Code Mode is off, so that its rule does not apply. */
  readonly isCodeModeOff?: boolean;
  /** Leaves out faults that the server has in every portal. */
  readonly isOfPortalAlone?: boolean;
}

/** A warning for each broken rule, with the first names that break it. */
export function nameWarnings(
  tools: readonly OfferedTool[],
  { isCodeModeOff = false, isOfPortalAlone = false }: Judging = {},
): string[] {
  return Object.entries<NameRule>(nameRules).flatMap(([rule, { find, warning }]) => {
    if (rule === "folded" && isCodeModeOff) {
      return [];
    }
    const known = new Set(isOfPortalAlone ? byServer(tools).flatMap((each) => find(each)) : []);
    const found = find(tools).filter((each) => !known.has(each));
    return found.length === 0 ? [] : [warning(firstOf(found.map(short), mostNames))];
  });
}

const mostNames = 3;

/** The tools of each server that have the same name in every portal. */
function byServer(tools: readonly OfferedTool[]): OfferedTool[][] {
  const servers = new Set(tools.map(({ serverId }) => serverId));
  return [...servers].map((id) => tools.filter((tool) => tool.serverId === id && !tool.isRenamedHere));
}

function isLong(tool: OfferedTool): boolean {
  return tool.calledAs.length > clientToolNameForm.maxLength;
}

/** The tools that share a key. Long names already break another rule. */
function groupsOf(tools: readonly OfferedTool[], keyOf: (tool: OfferedTool) => string): OfferedTool[][] {
  const groups = new Map<string, OfferedTool[]>();
  for (const tool of tools.filter((each) => !isLong(each))) {
    const key = keyOf(tool);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [tool]);
    } else {
      group.push(tool);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function distinct(tools: readonly OfferedTool[]): OfferedTool[] {
  return [...new Map(tools.map((tool) => [tool.calledAs, tool])).values()];
}

/** The tools of a server, under the names that a portal without overrides gives them. */
export function toolsOfServer({ id, tools, updated_tools }: WireServer): OfferedTool[] {
  const aliases = new Map((updated_tools ?? []).map(({ name, alias }) => [name, alias]));
  return [...names(tools)].map((name) => ({
    serverId: id,
    name,
    calledAs: calledAs(id, textOr(aliases.get(name), name)),
    isRenamedHere: false,
  }));
}

/** The tools that a portal row exposes. */
export function toolsOfRow(row: WireMappedServer): OfferedTool[] {
  const serverId = serverIdOf(row);
  const entries = new Map(rowsOf(row.updated_tools).map((entry) => [asText(entry.name), entry]));
  return [...names(row.tools)].flatMap((name) => {
    const { enabled = row.default_disabled !== true, portal_alias, server_alias } = entries.get(name) ?? {};
    const alias = textOr(portal_alias, textOr(server_alias, name));
    return enabled === false || enabled === null
      ? []
      : [{ serverId, name, calledAs: calledAs(serverId, alias), isRenamedHere: isSet(noneIfEmpty(portal_alias)) }];
  });
}

function textOr(text: unknown, other: string): string {
  return typeof text === "string" && text !== "" ? text : other;
}
