/** The part of the reference about the command line, from the commands themselves. */
import { Command, type Argument, type Option } from "commander";
import { commands } from "#provider/cli/program";
import type { Shell } from "#provider/cli/shell";
import { commandLineSections, moreOf } from "./commandLine";
import { prose, table } from "./markdown";

/** Sections, in the order of the help. */
export function commandSections(): string[] {
  const program = new Command();
  for (const register of commands) {
    // They only register: nothing runs, so nothing uses a shell.
    register({ program, shell: {} as Shell, end: () => undefined });
  }
  return [
    ...commandLineSections([...program.commands.map((command) => command.name()), "help"]),
    ...program.commands.flatMap((command) => sectionsOf(command, "")),
  ];
}

function sectionsOf(command: Command, group: string): string[] {
  const words = `${group}${command.name()}`;
  if (command.commands.length > 0) {
    return command.commands.flatMap((each) => sectionsOf(each, `${words} `));
  }
  const usage = [words, ...command.registeredArguments.map(argumentText)].join(" ");
  const rows = [
    ...command.registeredArguments.map((each) => [`\`${argumentText(each)}\``, sentence(each.description), "", ""]),
    ...command.options.filter(({ hidden }) => !hidden).map(optionRow),
  ];
  return [
    `### ${words}`,
    `\`pulumi-cloudflare-mcp ${usage}\``,
    prose(command.description()),
    table(["argument or option", "what it is", "default", "values"], rows),
    ...(moreOf[words] === undefined ? [] : [prose(moreOf[words])]),
  ];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionRow({ flags, description, defaultValue, argChoices, mandatory }: Option): string[] {
  const [, words = description, inWords = ""] = /^(.*?)[;,]? \(?default: (.*?)\)?$/.exec(description) ?? [];
  const known = defaultValue as string | undefined;
  return [
    `\`${flags}\``,
    `${sentence(words)}${mandatory ? " (required)" : ""}`,
    known === undefined ? sentence(inWords) : `\`${known}\``,
    (argChoices ?? []).map((choice) => `\`${choice}\``).join(", "),
  ];
}

/** Placeholders in angle brackets would be HTML. */
function sentence(text: string): string {
  return text.replaceAll(/[\w./-]*<[^>]+>[\w./-]*|\/\w+(?:\/\w+)+/g, "`$&`");
}
